import { createHmac, timingSafeEqual } from 'node:crypto'
import { findAssistant } from '../../data/assistant-tokens.ts'
import { write } from '../../data/engine/engine.ts'
import { listPublications, planCoded } from '../../data/publications.ts'
import { keysNamed } from '../../data/secrets.ts'
import {
  beginSession,
  beginSignIn,
  endSession,
  findPageNote,
  findSession,
  findSignInLink,
  keepPageNote,
  useSignInAttempt,
  useSignInLink,
} from '../../data/sessions.ts'
import type { Commands } from '../command.ts'
import type { Message } from '../message.ts'
import type { Account, Assistants, Demo, Files, Pages, Seals, Sessions } from '../platform.ts'
import { workbookOf } from '../spreadsheet/answer.ts'
import { xlsxOf } from '../spreadsheet/write.ts'
import { publicMessage } from '../status/public-page.ts'
import { createCalendars } from './calendars.ts'
import { ownVersion } from './own-version.ts'
import type { Session } from './session.ts'

interface Needs {
  readonly session: Pick<Session, 'db' | 'app' | 'commands' | 'now' | 'web'>
  readonly machineNow: () => Date
  readonly files: Omit<Files, 'spreadsheet'>
  readonly demo?: Demo
}

/** What the pages of the web get from the service. */
export function createPages({ session, machineNow, files, demo }: Needs): Pages {
  const { app, commands, db, now } = session
  return {
    now,
    machineNow,
    whoIs: (account) => app.whoIs(now(), { ...account, conversation: 'web', via: 'web' }),
    isAsking: (line) => isAsking(line, commands),
    sessions: createSessions({ session, machineNow }),
    calendars: createCalendars(session),
    published: (code) => publishedOf(db, code),
    assistants: createAssistants(session),
    files: { ...files, spreadsheet: (answer, of) => xlsxOf(workbookOf(answer, of)) },
    ...(demo ? { demo } : {}),
  }
}

async function publishedOf(db: Session['db'], code: string): Promise<Message | undefined> {
  const plan = await planCoded(db, code)
  return plan && publicMessage(await listPublications(db, plan.id), plan.timeZone)
}

function createAssistants({ db, app, now }: Pick<Needs['session'], 'db' | 'app' | 'now'>): Assistants {
  const speaking = (account: Account) =>
    ({ ...account, conversation: 'assistant', via: 'assistant' }) as const
  return {
    // A token is made by a line, by the clock that lines have.
    find: async (token) => {
      const account = await findAssistant(db, token, now())
      const who = account && (await app.whoIs(now(), speaking(account)))
      return who && { account, who }
    },
    linesFor: async (account) => {
      const own = await app.commandsFor(now(), speaking(account))
      return [...own]
        .filter(([, { changes, hidden }]) => !changes && !hidden)
        .flatMap(([name, { forms, summary }]) =>
          forms.map((form) => ({
            line: `${name.replace('-', ' ')} ${form}`.trim(),
            purpose: summary,
          })),
        )
    },
    version: ownVersion,
  }
}

function createSessions({
  session: { db, now },
  machineNow,
}: Pick<Needs, 'machineNow'> & { readonly session: Pick<Session, 'db' | 'now'> }): Sessions {
  return {
    begin: (account) => write(db, null, (trx) => beginSession(trx, account, machineNow())),
    find: (token) => findSession(db, token, machineNow()),
    end: (token) => write(db, null, (trx) => endSession(trx, token)),
    // A link is made by a line, by the clock that lines have.
    linked: (token) => findSignInLink(db, token, now()),
    useLink: (token) => write(db, null, (trx) => useSignInLink(trx, token, now())),
    beginAttempt: (attempt) => write(db, null, (trx) => beginSignIn(trx, attempt, machineNow())),
    useAttempt: (token) => write(db, null, (trx) => useSignInAttempt(trx, token, machineNow())),
    keepNote: (account, note) =>
      write(db, null, (trx) => keepPageNote(trx, { account, note, now: machineNow() })),
    findNote: (account, token) => findPageNote(db, { account, token, now: machineNow() }),
    seals: async () => {
      const { current, retired } = await keysNamed(db, FORM_SEALS, machineNow())
      return sealsWith(current, [current, ...retired])
    },
  }
}

/** The name of the keys that seal forms. */
const FORM_SEALS = 'form-seals'
/** 128 bits. */
const SEAL_BYTES = 16

function sealsWith(current: Buffer, all: readonly Buffer[]): Seals {
  const made = (key: Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest().subarray(0, SEAL_BYTES)
  return {
    sealOf: (text) => made(current, text).toString('base64url'),
    isSeal: (text, seal) => {
      const given = Buffer.from(seal, 'base64url')
      return given.length === SEAL_BYTES && all.some((key) => timingSafeEqual(made(key, text), given))
    },
  }
}

const OF_A_PLAN = /^in \S+ /

function isAsking(line: string, commands: Commands): boolean {
  if (line.includes('<')) return false
  const [first = '', second = ''] = line.replace(OF_A_PLAN, '').trim().split(/\s+/)
  const command = commands.get(`${first}-${second}`) ?? commands.get(first)
  return command !== undefined && !command.changes
}
