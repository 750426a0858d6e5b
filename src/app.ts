import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import {
  ask,
  endQuestion,
  findQuestion,
  findReply,
  type Place,
  remember,
  saveReply,
  useNonce,
} from '../data/conversations.ts'
import { type Database, isStorageFailure, type Writing } from '../data/database.ts'
import { saveDelivery } from '../data/deliveries.ts'
import { appendTrail } from '../data/trail.ts'
import type { Change, Command, Commands, Context, Notice, Outcome } from './command.ts'
import { answerTo, freeAnswer, ratingAnswer } from './conversation/answer.ts'
import type { Bindings } from './conversation/command/grammar.ts'
import { readLine, readTyped } from './conversation/reader.ts'
import type { Reading } from './conversation/reading.ts'
import type { Vocabulary } from './conversation/vocabulary.ts'
import type { Question, Submission } from './domain/question.ts'
import { cleanText, MOST_CHARACTERS } from './domain/text.ts'
import { UserError } from './errors.ts'
import { paragraph, sentence } from './message.ts'
import type { Incoming, Reply } from './platform.ts'
import { recollect } from './recollection.ts'
import { failureReply, refusal, replyOf } from './replies.ts'
import {
  keepCalendar,
  type LoadedPlan,
  planLoader,
  type Situation,
  situationOf,
  vocabularyOf,
} from './situation.ts'

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

/** A command with its arguments, as it was heard. */
interface Heard {
  readonly command: Command
  readonly name: string
  readonly args: unknown
  readonly line: string
  /** It answers the question that was open. */
  readonly isAnswer?: true
}

/** A button's line may stand for another; no further than that. */
const MOST_STEPS = 3

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
    const seen = incoming.key === null ? undefined : await findReply(db, { ...incoming, key: incoming.key })
    if (seen !== undefined) return JSON.parse(seen) as Reply
    const plan = await load()
    await unlessDiskRefuses('not-planned', () => keepCalendar(db, plan.model, now))
    const said = cleanSaid(incoming.said)
    const situation = await situationOf(db, { plan, incoming, now, commands })
    if (!situation.speaker) return toStranger(said, situation.vocabulary)
    const place = placeOf(situation, situation.speaker.personId, incoming)
    const question = await findQuestion(db, place, now)
    const reading = await understand(said, question, { situation, place })
    if (reading === 'dismissed') return dismiss(place)
    if ('certainty' in reading) return notDone(reading, { situation, place, now })
    const asked = reading.command.changes ? reading : await query(reading, { situation, place, now })
    if ('ok' in asked) return asked
    const answers = reading.isAnswer ? question?.id : undefined
    try {
      return await change(asked, { plan, incoming, now, place, answers })
    } catch (error) {
      if (error instanceof UserError && error.code === 'refused') {
        await unlessDiskRefuses('not-in-trail', () => keepRefusal(asked, situation, place))
      }
      throw error
    }
  }

  /** For what goes with an answer: the answer is worth giving even when the disk takes no more. */
  async function unlessDiskRefuses(code: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!isStorageFailure(error)) throw error
      log.warn({ code }, 'the disk refused what goes with an answer')
    }
  }

  /** A refusal changes nothing but the trail. */
  async function keepRefusal({ name, args }: Heard, situation: Situation, place: Place): Promise<void> {
    const {
      ref = null,
      refs = ref === null ? [] : [ref],
      request,
    } = args as { ref?: string; refs?: string[]; request?: number }
    await db.transaction().execute((trx) =>
      contextOf(situation, trx, place).trail({
        action: 'refused',
        ref: refs[0] ?? null,
        before: null,
        after: {
          command: name,
          ...(refs.length > 1 ? { refs } : {}),
          ...(request === undefined ? {} : { request }),
        },
      }),
    )
  }

  /**
   * Looks a question up and answers it; what it was about is remembered, unless the disk refuses. A line that turns
   * out to stand for a change is answered with that.
   */
  async function query(
    { command, name, args, line }: Heard,
    { situation, place, now }: { situation: Situation; place: Place; now: Date },
  ): Promise<Reply | Heard> {
    const outcome = await command.run(contextOf(situation, db, place), parsed(name, command, args))
    if (outcome.instead !== undefined) {
      const instead = standingFor(outcome.instead, situation.vocabulary)
      if (instead.command.changes) return instead
      const reply = await query(instead, { situation, place, now })
      return 'ok' in reply ? { ...reply, shared: outcome.shared ?? reply.shared } : reply
    }
    // Without it only "share" and follow-ups are lost.
    await unlessDiskRefuses('not-remembered', () =>
      db.transaction().execute(async (trx) => {
        await endQuestion(trx, place)
        await keepQuestion(trx, place, outcome, now)
        await remember(trx, place, { lastLine: line, lastItemId: outcome.itemId ?? null })
      }),
    )
    return replyOf(outcome, commands)
  }

  /** One transaction: seen before?, rights, the change, its trail, what must follow. Then the receipt. */
  async function change(
    first: Heard,
    {
      plan,
      incoming,
      now,
      place,
      answers,
    }: { plan: LoadedPlan; incoming: Incoming; now: Date; place: Place; answers: number | undefined },
  ): Promise<Reply> {
    return db.transaction().execute(async (trx) => {
      const inbound = incoming.key === null ? undefined : { ...incoming, key: incoming.key }
      const before = inbound && (await findReply(trx, inbound))
      if (before !== undefined) return JSON.parse(before) as Reply
      if (incoming.nonce !== undefined && !(await useNonce(trx, { ...place, nonce: incoming.nonce, now }))) {
        throw new UserError('conflict', 'That button was used already; nothing was changed twice.')
      }
      if (answers !== undefined && (await findQuestion(trx, place, now))?.id !== answers) {
        throw new UserError('conflict', 'That question was answered already; nothing was changed twice.')
      }
      const situation = await situationOf(trx, { plan, incoming, now, commands })
      const outcome = await carryOut(first, contextOf(situation, trx, place))
      await endQuestion(trx, place)
      await keepQuestion(trx, place, outcome, now)
      if (outcome.itemId !== undefined) await remember(trx, place, { lastItemId: outcome.itemId })
      await keepNotices(trx, place.planId, outcome.notices ?? [], now)
      const reply = replyOf(outcome, commands)
      if (inbound) await saveReply(trx, { inbound, planId: place.planId, reply: JSON.stringify(reply), now })
      return reply
    })
  }

  /** Runs a command, and the line it stands for if it stands for one. */
  async function carryOut(first: Heard, context: Context): Promise<Outcome> {
    let current = first
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const outcome = await current.command.run(context, parsed(current.name, current.command, current.args))
      if (outcome.instead === undefined) return outcome
      current = standingFor(outcome.instead, context.vocabulary)
    }
    throw new UserError('invalid', 'That button leads nowhere.')
  }

  /** A form or a line, which may be the answer to a question that is open. */
  async function understand(
    said: string | Submission,
    question: Question | undefined,
    where: { situation: Situation; place: Place },
  ): Promise<Heard | Reading | 'dismissed'> {
    if (typeof said !== 'string') return submitted(said)
    const { vocabulary } = where.situation
    const chosen = question && answerTo(question, said)
    if (chosen === 'dismiss') return 'dismissed'
    if (chosen) return { ...standingFor(chosen.submission ?? chosen.line, vocabulary), isAnswer: true }
    const reading = await readIn(said, where)
    const rating = question && ratingAnswer(question, reading)
    if (rating) return { ...heard(rating.line, vocabulary), isAnswer: true }
    const answered = question ? freeAnswer(question, said, reading) : undefined
    if (answered === undefined) return known(reading)
    const completed = await understand(answered, undefined, where)
    return completed === 'dismissed' || 'certainty' in completed
      ? completed
      : { ...completed, isAnswer: true }
  }

  /** Reads a line with what the conversation was about; a plain command needs none of it. */
  async function readIn(
    line: string,
    { situation, place }: { situation: Situation; place: Place },
  ): Promise<Reading> {
    const { vocabulary } = situation
    return (
      readTyped(line, commands, vocabulary) ??
      readLine(line, commands, vocabulary, await recollect(contextOf(situation, db, place), place))
    )
  }

  function submitted({ command: name, arguments: args }: Submission): Heard {
    const command = commands.get(name)
    if (!command) throw new UserError('not-understood', `There is no command "${name}".`)
    return { command, name, args, line: name }
  }

  /** What a choice or a button stands for. */
  function standingFor(instead: string | Submission, vocabulary: Vocabulary): Heard {
    return typeof instead === 'string' ? heard(instead, vocabulary) : submitted(instead)
  }

  /** A line of ours, which must be sure. */
  function heard(line: string, vocabulary: Vocabulary): Heard {
    const reading = known(readLine(line, commands, vocabulary))
    if ('certainty' in reading) throw new UserError('not-understood', 'That choice no longer fits the plan.')
    return reading
  }

  function known(reading: Reading): Heard | Reading {
    const command = reading.certainty === 'sure' ? commands.get(reading.command) : undefined
    if (reading.certainty !== 'sure' || !command) return reading
    return { command, name: reading.command, args: reading.args, line: reading.line }
  }

  async function dismiss(place: Place): Promise<Reply> {
    await db.transaction().execute((trx) => endQuestion(trx, place))
    return replyOf({ message: sentence('Left as it is.') }, commands)
  }

  /** The bot asks, or says what it could do instead. */
  async function notDone(
    reading: Reading,
    { situation, place, now }: { situation: Situation; place: Place; now: Date },
  ): Promise<Reply> {
    if (reading.certainty === 'none')
      throw new UserError('not-understood', reading.reason, reading.suggestions)
    if (reading.certainty === 'sure') throw new Error(`no command ${reading.command}`)
    const question = {
      text: reading.question,
      options: reading.options,
      answerLine: reading.answerLine ?? null,
      ...(reading.isYesNo ? { isYesNo: reading.isYesNo } : {}),
    }
    const itemId = onlyItem(reading.args, situation)
    await db.transaction().execute(async (trx) => {
      await ask(trx, place, question, now)
      if (itemId !== undefined) await remember(trx, place, { lastItemId: itemId })
    })
    return replyOf({ message: sentence(reading.question), question, waits: true }, commands)
  }

  function toStranger(said: string | Submission, vocabulary: Vocabulary): Reply {
    const reading = typeof said === 'string' ? readLine(said, commands, vocabulary) : undefined
    const command = reading?.certainty === 'sure' ? commands.get(reading.command) : undefined
    return command?.open
      ? replyOf({ message: sentence(STRANGER, paragraph(ABOUT)) }, commands)
      : refusal('refused', STRANGER)
  }

  return {
    handle,
    read: async (line, now, speaking) => {
      const text = checkedLength(cleanText(line))
      const plan = await load()
      if (!speaking) return readLine(text, commands, await vocabularyOf(db, { plan, now, commands }))
      const incoming = { ...speaking, key: null, said: text }
      const situation = await situationOf(db, { plan, incoming, now, commands })
      if (!situation.speaker) return readLine(text, commands, situation.vocabulary)
      return readIn(text, { situation, place: placeOf(situation, situation.speaker.personId, incoming) })
    },
    vocabulary: async (now) => vocabularyOf(db, { plan: await load(), now, commands }),
  }

  function contextOf(situation: Situation, using: Database | Writing, place: Place): Context {
    const { speaker, now, vocabulary, key, model, people, assignments } = situation
    if (!speaker) throw new UserError('refused', STRANGER)
    const writing = () => {
      if (!using.isTransaction) throw new Error('a query tried to write')
      return using as Writing
    }
    const trail = (entry: Change) =>
      appendTrail(writing(), place.planId, {
        at: now.toISOString(),
        by: speaker.name,
        identity: speaker.identity,
        message: key,
        ...entry,
        onBehalfOf: entry.onBehalfOf ?? null,
      })
    const { conversation } = place
    const { today } = vocabulary
    return {
      db: using,
      now,
      today,
      model,
      vocabulary,
      people,
      assignments,
      speaker,
      conversation,
      commands,
      writing,
      trail,
    }
  }
}

const STRANGER =
  'I do not know you yet, so I can show you nothing of the plan. Ask the coordinator to link you to your role.'
const ABOUT =
  'This bot keeps an improvement plan: action owners post how things stand, officers ask what is overdue, boards see what changed.'

/** The single item that a reading is about. */
function onlyItem(args: Bindings | undefined, { model }: Situation): number | undefined {
  const { ref, refs = ref === undefined ? [] : [ref] } = (args ?? {}) as {
    ref?: string
    refs?: readonly string[]
  }
  return refs.length === 1 ? model.items.find((item) => item.ref === refs[0])?.id : undefined
}

function placeOf({ model }: Situation, personId: number, { conversation }: Incoming): Place {
  return { planId: model.plan.id, personId, conversation }
}

function cleanSaid(said: string | Submission): string | Submission {
  if (typeof said === 'string') return checkedLength(cleanText(said))
  const cleaned = Object.entries(said.arguments).map(([name, value]) => [
    name,
    typeof value === 'string' ? checkedLength(cleanText(value)) : value,
  ])
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

/** Arguments are checked once more where they enter a command: a form's come from outside. */
function parsed(name: string, command: Command, args: unknown): unknown {
  const result = command.arguments.safeParse(args)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new UserError(
    'invalid',
    `${name} cannot be done: ${issue?.path.join('.')} ${issue?.message}. See: help ${name}`,
  )
}

async function keepQuestion(trx: Writing, place: Place, { question }: Outcome, now: Date): Promise<void> {
  if (question) await ask(trx, place, question, now)
}

async function keepNotices(
  trx: Writing,
  planId: number,
  notices: readonly Notice[],
  now: Date,
): Promise<void> {
  for (const { about, personIds, message } of notices) {
    const id = about ?? randomUUID()
    for (const personId of new Set(personIds)) {
      await saveDelivery(trx, planId, {
        key: `notice:${id}:${personId}`,
        kind: 'notice',
        personId,
        channel: null,
        dueAt: now.toISOString(),
        payload: JSON.stringify(message),
      })
    }
  }
}
