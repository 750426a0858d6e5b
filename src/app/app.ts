import type { Logger } from 'pino'
import { findQuestion } from '../../data/conversations.ts'
import type { Database } from '../../data/database.ts'
import type { Commands } from '../command.ts'
import { readLine } from '../conversation/reader.ts'
import type { Reading } from '../conversation/reading.ts'
import { cleanText } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import type { Incoming, Reply } from '../platform.ts'
import { askBack, dismiss, query } from './answer.ts'
import { bestEffort } from './best-effort.ts'
import { change } from './change.ts'
import { checkChildren, checkedLength, cleanSaid } from './checks.ts'
import { replyBefore } from './idempotent.ts'
import { failureReply } from './replies.ts'
import { isCalendarKept, keepCalendar, planLoader, situationOf, vocabularyOf } from './request-context.ts'
import { toStranger } from './strangers.ts'
import { turnOf } from './turn.ts'
import { readIn, typedChange, understand } from './understand.ts'

export interface App {
  /** Takes what someone said, does it or answers it, and returns when all of it is on disk. Never throws. */
  readonly handle: (incoming: Incoming, now: Date) => Promise<Reply>
  /** What a line would be understood to be; changes nothing. */
  readonly read: (line: string, now: Date, speaking?: Speaking) => Promise<Reading>
  /** What the plan holds, for completion. */
  readonly vocabulary: (now: Date) => Promise<Vocabulary>
}

/** Who would say a line, and where. */
type Speaking = Pick<Incoming, 'platform' | 'tenant' | 'userId' | 'conversation'>

interface Options {
  readonly db: Database
  readonly commands: Commands
  readonly log: Logger
  /** The plan's code; without it the only one there is. */
  readonly plan?: string | undefined
}

export function createApp({ db, commands, log, plan: code }: Options): App {
  const load = planLoader(db, code)

  async function handle(incoming: Incoming, now: Date): Promise<Reply> {
    try {
      return await answer(incoming, now)
    } catch (error) {
      return failureReply(error, incoming, log)
    }
  }

  async function answer(incoming: Incoming, now: Date): Promise<Reply> {
    const said = cleanSaid(incoming.said)
    checkChildren(said)
    const situation = await situationOf(db, { load, incoming, now, commands })
    const { model } = situation
    if (!isCalendarKept(model, now)) {
      await bestEffort({ log, code: 'not-planned' }, () => keepCalendar(db, model, now))
    }
    const arrived = { db, log, load, incoming, situation }
    const turn = turnOf(arrived)
    // A change that is typed as a command needs nothing of what was said before: that it comes again is seen when it is made.
    const typed = turn && typeof said === 'string' ? typedChange(said, situation) : undefined
    if (turn && typed) return change(typed, turn)
    const before = await replyBefore(arrived)
    if (before) return before
    if (!turn) return toStranger(said, arrived)
    const question = await findQuestion(db, turn.place, now)
    const heard = await understand(said, question, turn)
    if (heard === 'dismissed') return dismiss(turn)
    if ('certainty' in heard) return askBack(heard, turn)
    const asked = heard.command.changes ? heard : await query(heard, turn)
    return 'ok' in asked ? asked : change(asked, turn)
  }

  async function read(line: string, now: Date, speaking?: Speaking): Promise<Reading> {
    const text = checkedLength(cleanText(line))
    if (!speaking) {
      return readLine(text, commands, await vocabularyOf(db, { plan: await load(), now, commands }))
    }
    const incoming = { ...speaking, key: null, said: text }
    const situation = await situationOf(db, { load, incoming, now, commands })
    const turn = turnOf({ db, log, load, incoming, situation })
    return turn ? readIn(text, turn) : readLine(text, commands, situation.vocabulary)
  }

  return {
    handle,
    read,
    vocabulary: async (now) => vocabularyOf(db, { plan: await load(), now, commands }),
  }
}
