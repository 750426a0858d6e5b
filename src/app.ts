import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Logger } from 'pino'
import {
  ask,
  endQuestion,
  findQuestion,
  findReply,
  freeNonce,
  inThread,
  type Place,
  remember,
  saveReply,
  useNonce,
} from '../data/conversations.ts'
import { type Database, isStorageFailure, settled, type Writing } from '../data/database.ts'
import { saveDelivery } from '../data/deliveries.ts'
import { touchIdentity } from '../data/people.ts'
import { appendTrail } from '../data/trail.ts'
import { checkChildren, checkedLength, cleanSaid, parsed } from './checking.ts'
import type { Change, Command, Commands, Context, Notice, Outcome, Whereabouts } from './command.ts'
import { answerTo, freeAnswer, ratingAnswer } from './conversation/answer.ts'
import type { Bindings } from './conversation/command/grammar.ts'
import { readLine, readTyped } from './conversation/reader.ts'
import type { Reading } from './conversation/reading.ts'
import type { Vocabulary } from './conversation/vocabulary.ts'
import type { Question, Submission } from './domain/question.ts'
import { cleanText } from './domain/text.ts'
import { UserError } from './errors.ts'
import { nameGiven, requestLink } from './linking.ts'
import { buttons, paragraph, sentence } from './message.ts'
import type { Incoming, Reply } from './platform.ts'
import { recollect } from './recollection.ts'
import { failureReply, pressable, refusal, replyOf } from './replies.ts'
import {
  isCalendarKept,
  keepCalendar,
  type LoadedPlan,
  planLoader,
  type Situation,
  situationIn,
  situationOf,
  vocabularyOf,
} from './situation.ts'
import { askInThread, lineInThread, onlyRef, threadOf } from './threads.ts'

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

/** A change that is to be made. */
interface Changing {
  readonly plan: LoadedPlan
  readonly incoming: Incoming
  readonly now: Date
  readonly place: Place
  /** As it was before the transaction. */
  readonly situation: Situation
  /** The question that it answers. */
  readonly answers: number | undefined
}

/** Platforms cut or refuse a button that carries more. */
const LONGEST_BUTTON = 1_000

/** A button's line may stand for another; no further than that. */
const MOST_STEPS = 3

export function createApp({ db, commands, log, plan: code }: Options): App {
  const load = planLoader(db, code)

  async function handle(incoming: Incoming, now: Date): Promise<Reply> {
    try {
      // What came in together is taken in first: alike work side by side costs a processor a third less.
      await turn()
      return await answer(incoming, now)
    } catch (error) {
      return failureReply(error, incoming, log)
    }
  }

  async function answer(incoming: Incoming, now: Date): Promise<Reply> {
    const plan = await load()
    if (!isCalendarKept(plan.model, now)) {
      await unlessDiskRefuses('not-planned', () => keepCalendar(db, plan.model, now))
    }
    const said = cleanSaid(incoming.said)
    checkChildren(said)
    const situation = await situationOf(db, { plan, incoming, now, commands })
    const place = situation.speaker && placeOf(situation, situation.speaker.personId, incoming)
    // A change that is typed as a command needs nothing of what was said before: that it comes again is seen when it is made.
    const typed = place && typeof said === 'string' ? typedChange(said, situation) : undefined
    if (place && typed)
      return changeOrKeep(typed, { plan, incoming, now, situation, place, answers: undefined })
    const seen = incoming.key === null ? undefined : await findReply(db, { ...incoming, key: incoming.key })
    if (seen !== undefined) {
      // Its change may still wait for the commit that it shares.
      await settled(db)
      return JSON.parse(seen) as Reply
    }
    if (!place) return toStranger(said, { plan, incoming, now })
    const question = await findQuestion(db, place, now)
    const reading = await understand(said, question, { situation, place })
    if (reading === 'dismissed') return dismiss(place)
    if ('certainty' in reading) return notDone(reading, { situation, place, now })
    const asked = reading.command.changes ? reading : await query(reading, { situation, place, now })
    if ('ok' in asked) return asked
    const answers = reading.isAnswer ? question?.id : undefined
    return changeOrKeep(asked, { plan, incoming, now, situation, place, answers })
  }

  /** In a thread even a command may be about what stands above it. */
  function typedChange(said: string, { vocabulary, whereabouts }: Situation): Heard | undefined {
    const reading = whereabouts.under === null ? readTyped(said, commands, vocabulary) : undefined
    const heard = reading && known(reading)
    return heard && !('certainty' in heard) && heard.command.changes ? heard : undefined
  }

  /** Makes a change; that it was refused is kept in the trail. */
  async function changeOrKeep(asked: Heard, changing: Changing): Promise<Reply> {
    try {
      return await change(asked, changing)
    } catch (error) {
      if (error instanceof UserError && error.code === 'refused') {
        const { situation, place } = changing
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
      item,
      ref = item,
      refs,
      request,
    } = args as Partial<Record<'item' | 'ref', string>> & {
      refs?: readonly string[]
      request?: number
    }
    const named = refs ?? (ref === undefined ? [] : [ref])
    await db.transaction().execute((trx) =>
      contextOf(situation, trx, place).trail({
        action: 'refused',
        ref: named[0] ?? null,
        before: null,
        after: {
          command: name,
          ...(named.length > 1 ? { refs: named } : {}),
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
    {
      situation,
      place,
      now,
      shared = false,
    }: { situation: Situation; place: Place; now: Date; shared?: boolean },
  ): Promise<Reply | Heard> {
    const outcome = await command.run(contextOf(situation, db, place), parsed(name, command, args))
    if (outcome.instead !== undefined) {
      const instead = standingFor(outcome.instead, situation.vocabulary)
      const isShared = outcome.shared ?? shared
      if (!instead.command.changes) return query(instead, { situation, place, now, shared: isShared })
      if (isShared) throw new UserError('invalid', 'Only an answer can be shared.')
      return instead
    }
    // Without it only "share" and follow-ups are lost.
    const keep = () =>
      db.transaction().execute(async (trx) => {
        await endQuestion(trx, place)
        await keepQuestion(trx, place, outcome, now)
        await remember(trx, inThread(place, situation.whereabouts.under), {
          lastLine: line,
          lastItemId: outcome.itemId ?? null,
        })
        await keepUse(trx, situation)
      })
    // What comes without being asked for is no turn of the conversation.
    if (!command.hidden) await unlessDiskRefuses('not-remembered', keep)
    if (shared) return { ...replyOf(outcome, commands), shared: true }
    const isShareable =
      isAside(situation.whereabouts) && !command.hidden && !outcome.question && line.length <= LONGEST_BUTTON
    return replyOf(isShareable ? withShare(outcome, line) : outcome, commands)
  }

  /** One transaction: seen before?, rights, the change, its trail, what must follow. Then the receipt. */
  async function change(first: Heard, changing: Changing): Promise<Reply> {
    const { plan, incoming, now, place, answers } = changing
    return db.transaction().execute(async (trx) => {
      const inbound = incoming.key === null ? undefined : { ...incoming, key: incoming.key }
      const before = inbound && (await findReply(trx, inbound))
      if (before !== undefined) return JSON.parse(before) as Reply
      if (incoming.nonce !== undefined && !(await useNonce(trx, { ...place, nonce: incoming.nonce, now }))) {
        throw new UserError('conflict', 'That was pressed or sent already; nothing was changed twice.')
      }
      if (answers !== undefined && (await findQuestion(trx, place, now))?.id !== answers) {
        throw new UserError('conflict', 'That question was answered already; nothing was changed twice.')
      }
      const situation = await situationIn(trx, changing.situation, { plan, incoming, now, commands })
      const outcome = await carryOut(first, contextOf(situation, trx, place))
      // Nothing was done yet, so the button may be pressed and the form submitted again.
      const again = outcome.waits ? incoming.nonce : undefined
      if (again !== undefined) await freeNonce(trx, { ...place, nonce: again })
      await endQuestion(trx, place)
      await keepQuestion(trx, place, outcome, now)
      if (outcome.itemId !== undefined) {
        await remember(trx, inThread(place, incoming.under ?? null), { lastItemId: outcome.itemId })
      }
      await keepNotices(trx, place.planId, outcome.notices ?? [], now)
      await keepUse(trx, situation)
      const reply = replyOf(outcome, commands)
      if (inbound && again === undefined) {
        await saveReply(trx, { inbound, planId: place.planId, reply: JSON.stringify(reply), now })
      }
      return withNews(reply, outcome, situation)
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
    const thread = await threadOf(db, situation)
    const reading =
      readTyped(line, commands, vocabulary) ??
      readLine(line, commands, vocabulary, await recollect(contextOf(situation, db, place), place, thread))
    if (thread === undefined) return reading
    const about = lineInThread(reading, thread)
    const ref = reading.certainty === 'none' ? onlyRef(thread) : null
    const named = ref === null ? undefined : readLine(`${ref} ${line}`, commands, vocabulary)
    if (ref !== null && named?.certainty === 'sure') return askInThread(named, ref)
    return (about === undefined ? undefined : readTyped(about, commands, vocabulary)) ?? reading
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
      if (itemId !== undefined) {
        await remember(trx, inThread(place, situation.whereabouts.under), { lastItemId: itemId })
      }
      await keepUse(trx, situation)
    })
    return replyOf({ message: sentence(reading.question), question, waits: true }, commands)
  }

  /** A stranger hears how to be linked, or asks to be: nothing else of the plan is looked at for them. */
  async function toStranger(
    said: string | Submission,
    { plan, incoming, now }: { plan: LoadedPlan; incoming: Incoming; now: Date },
  ): Promise<Reply> {
    const wanted = typeof said === 'string' ? nameGiven(said) : undefined
    if (wanted === undefined) {
      const isHelp = typeof said === 'string' && HELP.test(said)
      return isHelp
        ? replyOf({ message: sentence(STRANGER, paragraph(ABOUT)) }, commands)
        : refusal('refused', STRANGER)
    }
    return db.transaction().execute(async (trx) => {
      const inbound = incoming.key === null ? undefined : { ...incoming, key: incoming.key }
      const before = inbound && (await findReply(trx, inbound))
      if (before !== undefined) return JSON.parse(before) as Reply
      const situation = await situationOf(trx, { plan, incoming, now, commands })
      const outcome = await requestLink(trx, { situation, incoming, wanted })
      const planId = plan.model.plan.id
      await keepNotices(trx, planId, outcome.notices ?? [], now)
      const reply = replyOf(outcome, commands)
      if (inbound) await saveReply(trx, { inbound, planId, reply: JSON.stringify(reply), now })
      return reply
    })
  }

  async function keepNotices(
    trx: Writing,
    planId: number,
    notices: readonly Notice[],
    now: Date,
  ): Promise<void> {
    for (const { about, personIds, account, message } of notices) {
      const id = about ?? randomUUID()
      const people = account ? [personIds[0] ?? null] : new Set(personIds)
      for (const personId of people) {
        await saveDelivery(trx, planId, {
          key: `notice:${id}:${personId ?? 'account'}`,
          kind: 'notice',
          personId,
          channel: null,
          ...(account ? { platform: account.platform, tenant: account.tenant, userId: account.userId } : {}),
          dueAt: now.toISOString(),
          payload: JSON.stringify(pressable(message, commands)),
        })
      }
    }
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
    const { speaker, now, vocabulary, key, model, people, assignments, whereabouts } = situation
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
      place: whereabouts,
      commands,
      writing,
      trail,
    }
  }
}

const STRANGER =
  'I do not know you yet, so I can show you nothing of the plan. Ask the coordinator to link you to your role by writing to me: link me as <your role, name or e-mail>'
const HELP = /^\W*(?:wsoa\W+)?(?:help|hi|hello|hey|start|what can (?:you|i))\b/i
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

async function keepQuestion(trx: Writing, place: Place, { question }: Outcome, now: Date): Promise<void> {
  if (question) await ask(trx, place, question, now)
}

/** That an account was used is written once a day, with what is written anyway. */
async function keepUse(trx: Writing, { model, unmarked, now }: Situation): Promise<void> {
  if (unmarked) await touchIdentity(trx, model.plan.id, { ...unmarked, usedAt: now.toISOString() })
}

/** In a channel the asker alone sees an answer, and may show it to the others. */
function withShare(outcome: Outcome, line: string): Outcome {
  const { message } = outcome
  const share = buttons({ label: 'Share here', line: `share answer ${line}` })
  return { ...outcome, message: { ...message, blocks: [...message.blocks, share] } }
}

/** The answer is for the asker's eyes, with others beside them. */
function isAside({ isPrivate, isOpen }: Whereabouts): boolean {
  return !isPrivate && !isOpen
}

/** The channel is told once: when the same message arrives again, its stored reply tells it nothing. */
function withNews(reply: Reply, { news }: Outcome, { model, whereabouts }: Situation): Reply {
  const isTold = model.plan.policies.channelNotice && isAside(whereabouts)
  return news && isTold ? { ...reply, notice: news } : reply
}
