import { setImmediate as nextTick } from 'node:timers/promises'
import type { Logger } from 'pino'
import { findLapsed, findQuestion } from '../../data/conversations.ts'
import type { Database } from '../../data/database.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { keepCalendar } from '../../data/meetings.ts'
import { planLoader } from '../../data/plans.ts'
import { type Commands, mayUse } from '../command.ts'
import { readLine } from '../conversation/reader.ts'
import { dayIn } from '../domain/day.ts'
import { heldBack } from '../domain/held-back.ts'
import type { Reading } from '../domain/reading.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Incoming, Reply } from '../platform.ts'
import { answer, askBack, dismiss } from './answer.ts'
import { change } from './change.ts'
import { answerEdit } from './edited.ts'
import { withoutChildren, withoutNames } from './held-back.ts'
import { replyBefore } from './idempotent.ts'
import { checkChildren, cleaned, cleanedText, withCleanNames } from './incoming.ts'
import { addressedReply, failureReply } from './replies.ts'
import {
  type KnownContext,
  knownContext,
  REFUSED_BY_DISK,
  readContext,
  readVocabulary,
  type Services,
} from './request-context.ts'
import type { HeardCommand } from './run-command.ts'
import { answerStranger } from './strangers.ts'
import { lapsedAnswer, readIn, understand } from './understand.ts'
import { withUnseenAnswers } from './unseen-answers.ts'

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

type Speaking = Pick<Incoming, 'platform' | 'tenant' | 'userId' | 'conversation'>

interface Options {
  readonly db: Database
  readonly commands: Commands
  readonly log: Logger
  /** The plan's code; without it the only one there is. */
  readonly plan?: string | undefined
  /** Milliseconds that only go forward, to notice a line that takes long to read. */
  readonly steadyNow?: () => number
}

export function createApp({ db, commands, log, plan: code, steadyNow }: Options): App {
  const services: Services = { db, log, commands, load: planLoader(db, code), steadyNow }
  const vocabulary = async (now: Date) => {
    const plan = await services.load()
    return readVocabulary(plan, { commands, today: dayIn(plan.model.plan.timeZone, now), using: db })
  }
  return {
    vocabulary,
    handle: async (incoming, now) => {
      try {
        // Requests that arrived together are all begun before the first transaction, so that they share its commit.
        await nextTick()
        return addressedReply(await reply(services, withoutNames(incoming), now), incoming, commands)
      } catch (error) {
        return addressedReply(heldBack(failureReply(error, incoming, log)), incoming, commands)
      }
    },
    commandsFor: async (now, speaking) => {
      const incoming = { ...speaking, key: null, said: '' }
      const { speaker } = await readContext(services, { incoming, now })
      return new Map(speaker ? [...commands].filter(([, command]) => mayUse(command, speaker)) : [])
    },
    read: async (line, now, speaking) => {
      const said = cleanedText(line)
      checkChildren([said])
      const request =
        speaking && (await readContext(services, { incoming: { ...speaking, key: null, said }, now }))
      const known = request && knownContext(request)
      return known
        ? readIn(said, known)
        : readLine(said, commands, request?.vocabulary ?? (await vocabulary(now)))
    },
  }
}

/** Takes whatever somebody says from the platform to the reply. Who it is comes first. */
async function reply(services: Services, incoming: Incoming, now: Date): Promise<Reply> {
  const request = await readContext(services, { incoming: withCleanNames(incoming), now })
  const known = knownContext(request)
  if (!known) return answerStranger(request)
  const said = cleaned(incoming.said)
  const answered = await answerKnown({ ...known, incoming: { ...request.incoming, said } })
  return withoutChildren(await withUnseenAnswers(answered, known), request)
}

async function answerKnown(request: KnownContext): Promise<Reply> {
  const { db, log, model, now, incoming } = request
  await bestEffort(
    () => keepCalendar(db, model, now),
    () => log.warn({ code: 'not-planned' }, REFUSED_BY_DISK),
  )
  const before = await replyBefore(request)
  if (before) return before
  if (incoming.isEdited && typeof incoming.said === 'string') return answerEdit(incoming.said, request)
  const question = await findQuestion(db, request.conversationKey, now)
  const heard = await understand(incoming.said, question, request)
  switch (heard.kind) {
    case 'command':
      return heard.command.changes ? change(withSeen(heard, incoming), request) : answer(heard, request)
    case 'unclear':
      await checkLapsed(heard.reading, request, question)
      return askBack(heard.reading, request)
    case 'dismissed':
      return dismiss(request)
  }
}

/**
 * "No change" on a card means what the card showed. A card from before cards were marked counts as older than everything.
 */
function withSeen(heard: HeardCommand, { nonce, seen }: Incoming): HeardCommand {
  const isUnmarked = nonce !== undefined && heard.name === 'confirm' && heard.answers === undefined
  return { ...heard, seen: heard.seen ?? seen ?? (isUnmarked ? 'unmarked' : undefined) }
}

/**
 * An answer that comes too late is not lost without a word.
 * @throws UserError that names the question that lapsed, and the line to say
 */
async function checkLapsed(
  reading: Reading,
  { db, conversationKey, incoming: { said }, now }: KnownContext,
  open: object | undefined,
): Promise<void> {
  if (open || typeof said !== 'string') return
  const lapsed = await findLapsed(db, conversationKey, now)
  const line = lapsed && lapsedAnswer(lapsed, said, reading)
  if (line === undefined) return
  const about = line.match(/^\S+ ([^\s:]+)/)?.[1]
  const text = `The question${about === undefined ? '' : ` about ${about}`} has lapsed, so nothing was recorded. Say: ${line}`
  throw new UserError('not-understood', text)
}
