import { resolve } from 'node:path'
import { loadPlan, type PlanModel } from '../../data/plans.ts'
import { noteExport } from '../../data/retention/copies.ts'
import { paperSource } from '../attachments/paper-source.ts'
import { shortDay } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import type { Body } from '../domain/plan.ts'
import { COORDINATOR } from '../domain/plan-changes.ts'
import { NOT_PUBLIC } from '../domain/restriction.ts'
import { cleanText } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { generateFile } from '../paper/generate.ts'
import { paperFile } from '../status/item-text.ts'
import { meetingDay, refuseStrangers } from './digest.ts'
import { TERMINAL } from './say.ts'
import {
  EXIT,
  type Machine,
  type Session,
  type Speaking,
  settingsOf,
  userIdFor,
  withSession,
} from './session.ts'
import { writeFile } from './write-file.ts'

interface Options extends Speaking {
  readonly meeting?: string
  readonly out?: string
  /** What is restricted, for whoever speaks. */
  readonly partTwo?: boolean
}

/** Writes the paper of a body's meeting; before the cut-off it is marked as a draft. */
export async function paper(machine: Machine, name: string, options: Options): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const { db } = session
    const model = await loadPlan(db, session.plan)
    const now = session.now()
    await refuseStrangers(session, model, options.as)
    const body = bodyCalled(cleanText(name), model)
    if (options.partTwo) return partTwo(machine, session, { model, body, ...options })
    const source = await paperSource(db, model, {
      body,
      day: meetingDay(options.meeting),
      now,
      isClearing: [COORDINATOR, body.releasedBy].includes(options.as),
    })
    const { edition } = source
    const { meeting, asAt, day } = edition.facts
    const file = options.out ?? paperFile(body, meeting?.day ?? day, model.plan).name
    writeFile(file, await generateFile({ kind: 'docx', ...source }))
    await noteExport(session.db, { what: 'paper', place: resolve(file), at: session.now() })
    const isDraft = edition.origin.kind === 'draft'
    const what = `${isDraft ? 'a draft of the paper' : 'the paper'} for the ${body.name}${meeting ? ` of ${shortDay(meeting.day)}` : ''}`
    machine.output.write(
      options.json
        ? `${JSON.stringify({ file: heldBack(file), body: body.code, meeting: meeting?.day ?? null, asAt, draft: isDraft })}\n`
        : `Written: ${heldBack(file)}, ${what}.\n`,
    )
    return EXIT.done
  })
}

/** @throws UserError if nothing that is restricted is for whoever speaks to read */
async function partTwo(
  machine: Machine,
  session: Session,
  { model, body, as, out }: Options & { readonly model: PlanModel; readonly body: Body },
): Promise<number> {
  const userId = await userIdFor(session, as)
  const { message } = await session.app.handle(
    { ...TERMINAL, userId, key: null, said: 'restricted' },
    session.now(),
  )
  if (!message.blocks.some(({ kind }) => kind === 'table')) throw new UserError('refused', message.summary)
  const file = out ?? `${body.code}-part-2.docx`
  const title = `${body.name}: Part 2 of ${model.plan.title}`
  const asAt = session.now().toISOString()
  writeFile(file, await generateFile({ kind: 'answer', message, title, mark: NOT_PUBLIC, asAt }))
  machine.output.write(
    `Written: ${heldBack(file)}, Part 2 for those who may read it alone. Send it in no chat and no e-mail.\n`,
  )
  return EXIT.done
}
