import { setImmediate as nextTick } from 'node:timers/promises'
import type { Logger } from 'pino'
import { findQuestion } from '../../data/conversations.ts'
import type { Database } from '../../data/database.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { keepCalendar } from '../../data/meetings.ts'
import { planLoader } from '../../data/plans.ts'
import { type Commands, mayUse } from '../command.ts'
import { readLine } from '../conversation/reader.ts'
import { holdsChildsNumber, textsIn } from '../domain/childrens-numbers.ts'
import type { Submission } from '../domain/question.ts'
import type { Reading } from '../domain/reading.ts'
import { cleanText, MOST_CHARACTERS } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Incoming, Reply } from '../platform.ts'
import { answer, askBack, dismiss } from './answer.ts'
import { change } from './change.ts'
import { replyBefore } from './idempotent.ts'
import { failureReply } from './replies.ts'
import {
  knownContext,
  REFUSED_BY_DISK,
  readContext,
  readVocabulary,
  type Services,
} from './request-context.ts'
import { answerStranger } from './strangers.ts'
import { readIn, understand } from './understand.ts'

export interface App {
  /** Takes what someone said, does it or answers it, and returns when all of it is on disk. Never throws. */
  readonly handle: (incoming: Incoming, now: Date) => Promise<Reply>
  /** Says what a line would be understood to be; changes nothing. */
  readonly read: (line: string, now: Date, speaking?: Speaking) => Promise<Reading>
  /** The commands that somebody may use; a stranger may use none. */
  readonly commandsFor: (now: Date, speaking: Speaking) => Promise<Commands>
  /** The plan's words, for completion. */
  readonly vocabulary: (now: Date) => Promise<Vocabulary>
}

/** The person who would say a line, and where. */
type Speaking = Pick<Incoming, 'platform' | 'tenant' | 'userId' | 'conversation'>

interface Options {
  readonly db: Database
  readonly commands: Commands
  readonly log: Logger
  /** The plan's code; without it the only one there is. */
  readonly plan?: string | undefined
}

export function createApp({ db, commands, log, plan: code }: Options): App {
  const services: Services = { db, log, commands, load: planLoader(db, code) }
  const vocabulary = async (now: Date) => readVocabulary(await services.load(), { commands, now, using: db })
  return {
    vocabulary,
    handle: async (incoming, now) => {
      try {
        // Requests that arrived together are all begun before the first transaction, so that they share its commit.
        await nextTick()
        return await reply(services, incoming, now)
      } catch (error) {
        return failureReply(error, incoming, log)
      }
    },
    commandsFor: async (now, speaking) => {
      const incoming = { ...speaking, key: null, said: '' }
      const { speaker } = await readContext(services, { incoming, now })
      return new Map(speaker ? [...commands].filter(([, command]) => mayUse(command, speaker)) : [])
    },
    read: async (line, now, speaking) => {
      const said = checkedLength(cleanText(line))
      const request =
        speaking && (await readContext(services, { incoming: { ...speaking, key: null, said }, now }))
      const known = request && knownContext(request)
      return known
        ? readIn(said, known)
        : readLine(said, commands, request?.vocabulary ?? (await vocabulary(now)))
    },
  }
}

/** Takes whatever somebody says from the platform to the reply. */
async function reply(services: Services, incoming: Incoming, now: Date): Promise<Reply> {
  const said = cleanSaid(incoming.said)
  checkChildren(said)
  const request = await readContext(services, { incoming, now })
  const { db, log, model } = request
  await bestEffort(
    () => keepCalendar(db, model, now),
    () => log.warn({ code: 'not-planned' }, REFUSED_BY_DISK),
  )
  const before = await replyBefore(request)
  if (before) return before
  const known = knownContext(request)
  if (!known) return answerStranger(said, request)
  const heard = await understand(said, await findQuestion(db, known.conversationKey, now), known)
  switch (heard.kind) {
    case 'command':
      return heard.command.changes ? change(heard, known) : answer(heard, known)
    case 'unclear':
      return askBack(heard.reading, known)
    case 'dismissed':
      return dismiss(known)
  }
}

/**
 * Cleans what was said; leaves out the fields of a form that were left empty.
 * @throws UserError if it is too long
 */
function cleanSaid(said: string | Submission): string | Submission {
  if (typeof said === 'string') return checkedLength(cleanText(said))
  const cleaned = Object.entries(said.arguments)
    .map(([name, value]) => [name, typeof value === 'string' ? checkedLength(cleanText(value)) : value])
    .filter(([, value]) => value !== '' && value !== null)
  return { ...said, arguments: Object.fromEntries(cleaned) as Record<string, unknown> }
}

function checkedLength(text: string): string {
  const length = [...text].length
  if (length <= MOST_CHARACTERS) return text
  const [came, most] = [length, MOST_CHARACTERS].map((number) => number.toLocaleString('en-GB'))
  throw new UserError(
    'too-long',
    `That is ${came} characters; one message can hold ${most}. Nothing was saved. Say it shorter, or give a link to the document with: evidence <ref> <link>`,
  )
}

/**
 * Refuses anything that identifies a child: it is stored nowhere, and not repeated.
 * @throws UserError
 */
function checkChildren(said: string | Submission): void {
  const texts = typeof said === 'string' ? [said] : textsIn(said.arguments)
  if (!texts.some(holdsChildsNumber)) return
  throw new UserError(
    'invalid',
    'That looks like a child’s NHS number, pupil number or date of birth, so nothing was stored. Say it again without the number.',
  )
}
