import { randomBytes, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import {
  ask,
  endQuestion,
  findQuestion,
  findReply,
  type Place,
  recall,
  remember,
  saveReply,
  useNonce,
} from '../data/conversations.ts'
import { type Database, isStorageFailure, storageSentence, type Writing } from '../data/database.ts'
import { saveDelivery } from '../data/deliveries.ts'
import { calendarRunsShort, planMeetings } from '../data/meetings.ts'
import { listAssignments, listPeople } from '../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../data/plans.ts'
import { appendTrail } from '../data/trail.ts'
import type { Change, Command, Context, Notice, Outcome } from './command.ts'
import { answerTo } from './conversation/answer.ts'
import { type Commands, type Reading, readLine } from './conversation/reader.ts'
import type { Vocabulary } from './conversation/vocabulary.ts'
import type { Speaker } from './domain/authority.ts'
import { dayIn } from './domain/day.ts'
import type { Question } from './domain/question.ts'
import { indexReferences, type ReferenceIndex } from './domain/reference.ts'
import { cleanText, MOST_CHARACTERS } from './domain/text.ts'
import { SetupError, UserError } from './errors.ts'
import { findSpeaker } from './identity.ts'
import { type Block, type Button, context, type Message, paragraph, sentence, typed } from './message.ts'
import type { Incoming, Reply, Submission } from './platform.ts'

export interface App {
  /** Takes what someone said, does it or answers it, and returns when all of it is on disk. Never throws. */
  readonly handle: (incoming: Incoming, now: Date) => Promise<Reply>
  /** What a line would be understood to be; changes nothing. */
  readonly read: (line: string, now: Date) => Promise<Reading>
  /** What the plan holds, for completion. */
  readonly vocabulary: (now: Date) => Promise<Vocabulary>
}

interface Options {
  readonly db: Database
  readonly commands: Commands
  readonly log: Logger
  /** The plan's code; without it the only one there is. */
  readonly plan?: string | undefined
}

/** A button's line may stand for another; no further than that. */
const MOST_STEPS = 3

export function createApp({ db, commands, log, plan }: Options): App {
  const load = cachedPlans(db, plan)

  async function handle(incoming: Incoming, now: Date): Promise<Reply> {
    try {
      return await answer(incoming, now)
    } catch (error) {
      return failure(error, incoming, log)
    }
  }

  async function answer(incoming: Incoming, now: Date): Promise<Reply> {
    const { model, references } = await load()
    await keepCalendar(db, model, now)
    const said = cleanSaid(incoming.said)
    const situation = await situationOf(db, { model, references, incoming, now })
    if (!situation.speaker) return toStranger(said, situation)
    const place = { planId: model.plan.id, personId: situation.speaker.personId, conversation: incoming.conversation }
    const question = await findQuestion(db, place, now)
    const heard = await hear(said, question, situation.vocabulary)
    if (heard.kind === 'dismissed') {
      await db.transaction().execute((trx) => endQuestion(trx, place))
      return done({ message: sentence('Nothing was changed.') })
    }
    if (heard.kind === 'reading') return unread(heard.reading, place, now)
    return heard.command.changes
      ? change(heard, { incoming, now, model, references, place })
      : query(heard, { situation, place, now })
  }

  /** Looks a question up and answers it; what it was about is remembered, unless the disk refuses. */
  async function query(
    { command, name, args, line }: Heard,
    { situation, place, now }: { situation: Situation; place: Place; now: Date },
  ): Promise<Reply> {
    const outcome = await command.run(contextOf(situation, db, place), parseArguments(name, command, args))
    if (outcome.instead !== undefined) return replay(outcome, { situation, place, now })
    try {
      await db.transaction().execute(async (trx) => {
        await keepQuestion(trx, place, outcome, now)
        await remember(trx, place, { lastLine: line, lastItemId: outcome.itemId ?? null })
      })
    } catch (error) {
      // An answer is worth giving even when the disk takes no more: only "share" and follow-ups are lost.
      if (!isStorageFailure(error)) throw error
      log.warn({ code: 'not-remembered' }, 'an answer was given but not remembered')
    }
    return done(outcome)
  }

  /** `share`: the last question is answered again, for everyone. */
  async function replay(
    outcome: Outcome,
    { situation, place, now }: { situation: Situation; place: Place; now: Date },
  ): Promise<Reply> {
    const heard = await hear(outcome.instead ?? '', undefined, situation.vocabulary)
    if (heard.kind !== 'heard' || heard.command.changes) throw new UserError('invalid', 'That cannot be shown again.')
    const reply = await query(heard, { situation, place, now })
    return { ...reply, shared: outcome.shared ?? reply.shared }
  }

  /** One transaction: seen before?, rights, the change, its trail, what must follow. Then the receipt. */
  async function change(
    heard: Heard,
    {
      incoming,
      now,
      model,
      references,
      place,
    }: { incoming: Incoming; now: Date; model: PlanModel; references: ReferenceIndex; place: Place },
  ): Promise<Reply> {
    return db.transaction().execute(async (trx) => {
      const inbound = incoming.key === null ? undefined : { ...incoming, key: incoming.key }
      const before = inbound && (await findReply(trx, inbound))
      if (before !== undefined) return JSON.parse(before) as Reply
      if (incoming.nonce !== undefined && !(await useNonce(trx, { ...place, nonce: incoming.nonce, now }))) {
        throw new UserError('conflict', 'That button was used already; nothing was changed twice.')
      }
      const situation = await situationOf(trx, { model, references, incoming, now })
      const outcome = await steps(heard, situation, trx, place)
      await endQuestion(trx, place)
      await keepQuestion(trx, place, outcome, now)
      const { lastLine } = (await recall(trx, place)) ?? { lastLine: null }
      if (outcome.itemId !== undefined) await remember(trx, place, { lastLine, lastItemId: outcome.itemId })
      await keepNotices(trx, model.plan.id, outcome.notices ?? [], now)
      const reply = done(outcome)
      if (inbound) await saveReply(trx, { inbound, planId: model.plan.id, reply: JSON.stringify(reply), now })
      return reply
    })
  }

  /** Runs a command, and the line it stands for if it stands for one. */
  async function steps(heard: Heard, situation: Situation, trx: Writing, place: Place): Promise<Outcome> {
    let current = heard
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const args = parseArguments(current.name, current.command, current.args)
      const outcome = await current.command.run(contextOf(situation, trx, place), args)
      if (outcome.instead === undefined) return outcome
      const next = await hear(outcome.instead, undefined, situation.vocabulary)
      if (next.kind !== 'heard') throw new UserError('not-understood', 'That choice no longer fits the plan.')
      current = next
    }
    throw new UserError('invalid', 'That button leads nowhere.')
  }

  async function hear(
    said: string | Submission,
    question: (Question & { id: number }) | undefined,
    vocabulary: Vocabulary,
  ): Promise<Heard | { kind: 'reading'; reading: Reading } | { kind: 'dismissed' }> {
    if (typeof said !== 'string') {
      const command = commands.get(said.command)
      if (!command) throw new UserError('not-understood', `There is no command "${said.command}".`)
      return { kind: 'heard', name: said.command, command, args: said.arguments, line: said.command }
    }
    const chosen = question && answerTo(question, said)
    if (chosen === 'dismiss') return { kind: 'dismissed' }
    const line = chosen ?? said
    const reading = readLine(line, commands, vocabulary)
    const command = reading.certainty === 'sure' ? commands.get(reading.command) : undefined
    if (reading.certainty === 'sure' && command) {
      return { kind: 'heard', name: reading.command, command, args: reading.args, line }
    }
    const answered = chosen === undefined && reading.certainty === 'none' && freeAnswer(reading, question, said)
    return answered ? hear(answered, undefined, vocabulary) : { kind: 'reading', reading }
  }

  /** Nothing is done: the bot asks, or says what it could do. */
  async function unread(reading: Reading, place: Place, now: Date): Promise<Reply> {
    switch (reading.certainty) {
      case 'sure':
        throw new Error(`no command ${reading.command}`)
      case 'none':
        throw new UserError('not-understood', reading.reason, reading.suggestions)
      case 'ask': {
        const question = { text: reading.question, options: reading.options, answerLine: null }
        const outcome: Outcome = { message: sentence(reading.question), question, waits: true }
        await db.transaction().execute((trx) => keepQuestion(trx, place, outcome, now))
        return done(outcome)
      }
    }
  }

  function toStranger(said: string | Submission, { vocabulary }: Situation): Reply {
    const reading = typeof said === 'string' ? readLine(said, commands, vocabulary) : undefined
    const command = reading?.certainty === 'sure' ? commands.get(reading.command) : undefined
    const text =
      'I do not know you yet, so I can show you nothing of the plan. Ask the coordinator to link you to your role: they use the command "people" to see who is linked.'
    const what = 'This bot keeps an improvement plan: action owners post progress, boards see what is overdue.'
    const message = sentence(text, paragraph(what))
    return command?.open ? done({ message }) : refused('refused', text, message)
  }

  /** Only a changing command uses up a button. */
  function done(outcome: Outcome): Reply {
    const choices = outcome.question ? questionBlocks(outcome.question, outcome.message) : []
    const blocks = [...outcome.message.blocks, ...choices].map((block) => withNonces(block, commands))
    return {
      ok: !outcome.waits,
      message: { ...outcome.message, blocks },
      changes: outcome.changes ?? [],
      items: outcome.items ?? [],
      error: null,
      waits: outcome.waits ?? false,
      shared: outcome.shared ?? false,
    }
  }

  function contextOf(situation: Situation, using: Database | Writing, place: Place): Context {
    const { model, speaker, now } = situation
    if (!speaker) throw new UserError('refused', 'I do not know you yet. Ask the coordinator to link you.')
    const writing = (): Writing => {
      if (!using.isTransaction) throw new Error('a query tried to write')
      return using as Writing
    }
    return {
      db: using,
      now,
      today: situation.vocabulary.today,
      model,
      vocabulary: situation.vocabulary,
      people: situation.people,
      assignments: situation.assignments,
      speaker,
      conversation: place.conversation,
      commands,
      writing,
      trail: (entry: Change) =>
        appendTrail(writing(), model.plan.id, {
          at: now.toISOString(),
          by: speaker.name,
          identity: speaker.identity,
          message: situation.key,
          ...entry,
          onBehalfOf: entry.onBehalfOf ?? null,
        }),
    }
  }

  return {
    handle,
    read: async (line, now) => {
      const { model, references } = await load()
      return readLine(cleanText(line), commands, await vocabularyOf(db, { model, references, now }, commands))
    },
    vocabulary: async (now) => vocabularyOf(db, { ...(await load()), now }, commands),
  }

  async function situationOf(
    using: Database | Writing,
    { model, references, incoming, now }: { model: PlanModel; references: ReferenceIndex; incoming: Incoming; now: Date },
  ): Promise<Situation> {
    const today = dayIn(model.plan.timeZone, now)
    const people = await listPeople(using, model.plan.id)
    const assignments = await listAssignments(using, model.plan.id, today)
    const speaker = await findSpeaker(using, model, { identity: incoming, assignments })
    const vocabulary = { ...fixedVocabulary(model, references, commands), people, today }
    return { model, now, people, assignments, speaker, vocabulary, key: incoming.key }
  }
}

interface Heard {
  readonly kind: 'heard'
  readonly name: string
  readonly command: Command
  readonly args: unknown
  readonly line: string
}

interface Situation {
  readonly model: PlanModel
  readonly now: Date
  readonly people: Context['people']
  readonly assignments: Context['assignments']
  readonly speaker: Speaker | undefined
  readonly vocabulary: Vocabulary
  readonly key: string | null
}

/** The plan's structure changes only by an import: it is read again when that has happened. */
function cachedPlans(db: Database, code: string | undefined) {
  let cached: { model: PlanModel; references: ReferenceIndex } | undefined
  return async () => {
    const plans = await listPlans(db)
    const current = code === undefined && plans.length === 1 ? plans[0] : plans.find((plan) => plan.code === code)
    if (cached && current && cached.model.plan.id === current.id && cached.model.importedAt === current.importedAt) {
      return cached
    }
    const model = await loadPlan(db, code)
    cached = { model, references: indexReferences(model.items) }
    return cached
  }
}

async function keepCalendar(db: Database, model: PlanModel, now: Date): Promise<void> {
  const today = dayIn(model.plan.timeZone, now)
  if (!(await calendarRunsShort(db, model.plan.id, today))) return
  await db.transaction().execute(async (trx) => {
    for (const body of model.bodies) await planMeetings(trx, model.plan.id, { body, today })
  })
}

async function vocabularyOf(
  db: Database,
  { model, references, now }: { model: PlanModel; references: ReferenceIndex; now: Date },
  commands: Commands,
): Promise<Vocabulary> {
  const people = await listPeople(db, model.plan.id)
  return { ...fixedVocabulary(model, references, commands), people, today: dayIn(model.plan.timeZone, now) }
}

function fixedVocabulary(
  { plan, areas, roles, bodies }: PlanModel,
  references: ReferenceIndex,
  commands: Commands,
): Omit<Vocabulary, 'people' | 'today'> {
  const names = [...commands].filter(([, command]) => !command.hidden).map(([name]) => name)
  return { references, scale: plan.scale, areas, roles, bodies, commands: names }
}

function cleanSaid(said: string | Submission): string | Submission {
  if (typeof said !== 'string') {
    const cleaned = Object.entries(said.arguments).map(([name, value]) => [
      name,
      typeof value === 'string' ? checkedLength(cleanText(value)) : value,
    ])
    return { ...said, arguments: Object.fromEntries(cleaned) as Record<string, unknown> }
  }
  return checkedLength(cleanText(said))
}

function checkedLength(text: string): string {
  const length = [...text].length
  if (length <= MOST_CHARACTERS) return text
  throw new UserError(
    'too-long',
    `That is ${length.toLocaleString('en-GB')} characters; one message can hold ${MOST_CHARACTERS.toLocaleString('en-GB')}. Nothing was saved. Say it shorter, or give a link to the document with: evidence <ref> <link>`,
  )
}

/** An answer in free words, unless it looks like a slip of a command or a question of its own. */
function freeAnswer(
  reading: Extract<Reading, { certainty: 'none' }>,
  question: Question | undefined,
  said: string,
): string | undefined {
  if (!question?.answerLine || reading.command !== null || said.endsWith('?')) return undefined
  if (reading.reason.startsWith('There is no command') || said.trim().split(/\s+/).length < 2) return undefined
  return question.answerLine.replace('{answer}', () => said)
}

function parseArguments(name: string, command: Command, args: unknown): unknown {
  const parsed = command.arguments.safeParse(args)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UserError('invalid', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not valid'}`.replace(/ +/g, ' '))
}

async function keepQuestion(trx: Writing, place: Place, { question }: Outcome, now: Date): Promise<void> {
  if (question) await ask(trx, place, question, now)
}

async function keepNotices(trx: Writing, planId: number, notices: readonly Notice[], now: Date): Promise<void> {
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

function questionBlocks(question: NonNullable<Outcome['question']>, message: Message): readonly Block[] {
  const asked: readonly Block[] = message.summary === question.text ? [] : [paragraph(question.text)]
  const choices: readonly Block[] =
    question.options.length > 0 ? [{ kind: 'choices', choices: question.options }] : []
  const free = question.answerLine === null ? [] : [context('Answer in your own words, or go on with another command.')]
  return [...asked, ...choices, ...free]
}

function withNonces(block: Block, commands: Commands): Block {
  const stamped = (button: Button): Button => {
    const [first = '', second = ''] = button.line.split(' ')
    const command = commands.get(`${first}-${second}`) ?? commands.get(first)
    return command?.changes ? { ...button, nonce: randomUUID() } : button
  }
  switch (block.kind) {
    case 'buttons':
      return { ...block, buttons: block.buttons.map(stamped) }
    case 'choices':
      return { ...block, choices: block.choices.map(stamped) }
    default:
      return block
  }
}

function refused(code: string, text: string, message = sentence(text)): Reply {
  return { ok: false, message, changes: [], items: [], error: { code, text }, waits: false, shared: false }
}

/** The one place where what went wrong in a conversation is logged and answered. */
function failure(error: unknown, incoming: Incoming, log: Logger): Reply {
  if (error instanceof UserError) {
    const offers: readonly Block[] = error.suggestions.length > 0 ? [suggestionsOf(error.suggestions)] : []
    return refused(error.code, error.message, { ...sentence(error.message), blocks: [paragraph(error.message), ...offers] })
  }
  if (isStorageFailure(error)) {
    log.error({ code: 'storage', platform: incoming.platform }, storageSentence(error))
    return refused('storage', `Not saved. ${storageSentence(error)}`)
  }
  if (error instanceof SetupError) return refused('setup', error.message)
  const reference = randomBytes(3).toString('hex')
  // The stack names our code; the message of a foreign error could hold what was typed.
  const trace = error instanceof Error ? error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : undefined
  log.error({ reference, platform: incoming.platform, error: (error as Error | undefined)?.name, trace }, 'internal error')
  return refused(
    'internal',
    `Something went wrong on our side; nothing was changed. Tell the coordinator this reference: ${reference}`,
  )
}

function suggestionsOf(lines: readonly string[]): Block {
  return { kind: 'list', items: lines.map((line) => ['Try: ', typed(line)]) }
}
