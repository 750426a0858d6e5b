import type { Database } from '../../data/database.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { findKeptFile, keepFile } from '../../data/kept-files.ts'
import { findPicture, keepPicture } from '../../data/pictures.ts'
import { loadServed } from '../../data/plans.ts'
import { keysNamed } from '../../data/secrets.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import type { FileContents, PaperFile } from '../message.ts'
import { createFileGenerator } from '../paper/generate.ts'
import type { Attachments } from '../platform.ts'
import type { Settings } from '../settings.ts'
import { contentsOf } from './contents.ts'
import { paperSource } from './paper-source.ts'
import { LINK_LASTS_MS, objectOf, signedToken } from './signed-link.ts'

export interface Papers extends Attachments {
  /** The paper that a link's token names; undefined if the token is not ours or has expired. */
  readonly named: (token: string) => Promise<PaperFile | undefined>
  /** The picture that a link's token names, as a PNG; undefined if the token is not ours or has expired. */
  readonly pictureNamed: (token: string) => Promise<Buffer | undefined>
}

/** The name of the keys that sign links to papers. */
export const PAPER_LINKS = 'paper-links'
/** How long a picture can be fetched. Apps fetch it again whenever somebody reads the card. */
const PICTURE_LASTS_MS = 90 * 86_400_000

/** Makes pictures and papers as bytes, and signed links to papers. */
export function createAttachments({
  db,
  plan,
  settings,
  now,
  machineNow,
}: {
  db: Database
  plan: string | undefined
  settings: Pick<Settings, 'PUBLIC_URL'>
  /** The plan's clock, which the demo sets. */
  now: () => Date
  /** The machine's own clock: links expire by it. */
  machineNow: () => Date
}): Papers {
  // Read for each link, since a key may be replaced while this runs.
  const keys = () => keysNamed(db, PAPER_LINKS, machineNow())
  const generateFile = createFileGenerator()
  return {
    png: (picture) => generateFile({ kind: 'png', picture: { svg: picture.svg } }),
    paper: async (file) => {
      const model = await loadServed(db, file.plan ?? plan)
      if (file.holds) return contentsOf(db, model, file.holds)
      const body = bodyCalled(file.body, model)
      const source = await paperSource(db, model, { body, day: file.meetingDay, now: now() })
      return generateFile({ kind: 'docx', ...source })
    },
    paperLink: async ({ name, plan: ofPlan, body, meetingDay, holds }) => {
      if (settings.PUBLIC_URL === undefined) return null
      const kept =
        holds && (await bestEffort(() => keepFile(db, JSON.stringify(holds), machineNow(), LINK_LASTS_MS)))
      if (holds && kept === undefined) return null
      const object = JSON.stringify(
        kept === undefined
          ? ['paper', ofPlan ?? plan ?? null, body, meetingDay, name]
          : ['file', ofPlan ?? plan ?? null, kept, '', name],
      )
      const token = signedToken(await keys(), object, machineNow())
      return `${settings.PUBLIC_URL.replace(/\/+$/, '')}/papers/${token}`
    },
    pictureLink: async ({ svg }) => {
      if (!settings.PUBLIC_URL?.startsWith('https://')) return null
      const hash = await bestEffort(() => keepPicture(db, svg, machineNow()))
      if (hash === undefined) return null
      const object = JSON.stringify(['picture', plan ?? null, hash])
      const token = signedToken(await keys(), object, machineNow(), PICTURE_LASTS_MS)
      return `${settings.PUBLIC_URL.replace(/\/+$/, '')}/pictures/${token}`
    },
    pictureNamed: async (token) => {
      const object = objectOf(await keys(), token, machineNow(), PICTURE_LASTS_MS)
      const [kind, ofPlan, hash] = JSON.parse(object ?? '[]') as readonly (string | null)[]
      if (kind !== 'picture' || ofPlan !== (plan ?? null) || !hash) return undefined
      const svg = await findPicture(db, hash)
      return svg === undefined ? undefined : generateFile({ kind: 'png', picture: { svg } })
    },
    named: async (token) => {
      const object = objectOf(await keys(), token, machineNow())
      if (object === undefined) return undefined
      const [kind, ofPlan, body, meetingDay, name] = JSON.parse(object) as readonly (string | null)[]
      if (plan !== undefined && ofPlan !== plan) return undefined
      if (kind === 'file' && body && name) {
        const holds = await findKeptFile(db, body)
        if (holds === undefined) return undefined
        const file = { kind: 'paper', title: name, name, body: '', meetingDay: '' } as const
        return { ...file, ...(ofPlan ? { plan: ofPlan } : {}), holds: JSON.parse(holds) as FileContents }
      }
      if (kind !== 'paper' || !body || !meetingDay || !name) return undefined
      return { kind: 'paper', title: name, name, ...(ofPlan ? { plan: ofPlan } : {}), body, meetingDay }
    },
  }
}
