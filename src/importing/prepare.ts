import type { Answers } from '../../data/import/questions.ts'
import {
  answersOf,
  askedIn,
  findLatestImport,
  findOpenImport,
  type ImportSession,
  listImportAnswers,
  type SaidAnswer,
} from '../../data/imports.ts'
import type { Context, Outside } from '../command.ts'
import { UserError } from '../errors.ts'
import { LEAVE_OPEN } from '../import/asking.ts'
import { isMarked, trackerIn } from '../import/tracker-sheet.ts'
import type { Act, Mark } from './acts.ts'
import { documentIn, documentSent, type SentDocument } from './document.ts'
import { planStage } from './plan-stage.ts'
import { type Asked, markOf, type Stage } from './stage.ts'
import { updatesStage } from './updates-stage.ts'

/** What is known before anything is written. */
export type Prepared =
  | {
      readonly kind: 'sent'
      readonly of: ImportSession['kind']
      readonly sent: SentDocument
      readonly stage: Stage
      readonly earlier: readonly SaidAnswer[]
    }
  | {
      readonly kind: 'known'
      readonly session: ImportSession
      readonly said: readonly SaidAnswer[]
      /** With the answer that was given just now. */
      readonly stage: Stage
      /** What is said now, by the key of its question. */
      readonly given: { readonly key: string; readonly answer: string } | undefined
      /** Keys of answers that are taken back. */
      readonly takenBack: readonly string[]
    }
  /** The plan has none that waits; perhaps one that ended. */
  | { readonly kind: 'none'; readonly latest: ImportSession | undefined }

/** @throws UserError to anybody else, before a file is opened */
export function checkCoordinator({ speaker }: Pick<Context, 'speaker'>): void {
  if (!speaker.isCoordinator)
    throw new UserError('refused', 'Only the coordinator can import. I have not opened the file.')
}

/** Reads the file that came, or the one that waits, and works out what is next. Nothing is written. */
export async function prepareImport(context: Context, act: Act, outside: Outside): Promise<Prepared> {
  checkCoordinator(context)
  const [file, ...others] = outside.files
  if (others.length > 0)
    throw new UserError('invalid', 'Send one file at a time. I have opened none of them.')
  return file ? prepareSent(context, await documentSent(file)) : prepareKnown(context, act, outside)
}

async function prepareSent(context: Context, sent: SentDocument): Promise<Prepared> {
  const of = isMarked(sent.document) ? 'updates' : 'plan'
  const session = { planId: context.model.plan.id, kind: of, id: null } as const
  const earlier = (await listImportAnswers(context.db, session)).filter(({ answer }) => answer !== LEAVE_OPEN)
  return { kind: 'sent', of, sent, stage: await stageOf(context, of, sent, answersOf(earlier)), earlier }
}

async function prepareKnown(context: Context, act: Act, { keepCopy }: Outside): Promise<Prepared> {
  const { db, model, now } = context
  const session = await findOpenImport(db, model.plan.id, now)
  if (!session?.bytes) return { kind: 'none', latest: await findLatestImport(db, model.plan.id) }
  const { name, bytes, kind } = session
  const document = await documentIn(name, bytes)
  const said = await saidIn(context, session)
  const stageWith = (answers: Answers) => stageOf(context, kind, { name, document }, answers)
  const before = answersOf(said)
  const known = { kind: 'known', session, said, given: undefined, takenBack: [] } as const
  switch (act.kind) {
    case 'answer': {
      const stage = await stageWith(before)
      const question = questionFor(stage, act.mark, session)
      const answer = answerIn(question, act.words)
      const given = { key: question.key, answer }
      return { ...known, given, stage: await stageWith(new Map([...before, [question.key, answer]])) }
    }
    case 'back':
    case 'change': {
      const key = keyTakenBack(act, said, session)
      const without = new Map([...before].filter(([each]) => each !== key))
      return { ...known, takenBack: [key], stage: first(await stageWith(without), key) }
    }
    case 'now': {
      const stage = await stageWith(before)
      const isKnownPlan = stage.ready?.kind === 'plan' && !stage.ready.preview.isNew
      if (session.holderId === context.speaker.personId && isKnownPlan) await keepCopy(now)
      return { ...known, stage }
    }
    default:
      return { ...known, stage: await stageWith(before) }
  }
}

/** @throws UserError if there is no such answer */
function keyTakenBack(
  act: Extract<Act, { kind: 'back' | 'change' }>,
  said: readonly SaidAnswer[],
  { id }: ImportSession,
): string {
  const found =
    act.kind === 'change'
      ? said.find(({ key }) => markOf(key) === act.mark.key)
      : said.findLast(({ sessionId }) => sessionId === id)
  if (found) return found.key
  throw new UserError('invalid', 'There is no answer before this one: it is the first question.')
}

/** What was answered and counts for a session: of an earlier file, not what was left open. */
async function saidIn({ db }: Context, session: ImportSession): Promise<readonly SaidAnswer[]> {
  const said = await listImportAnswers(db, session)
  return said.filter(({ sessionId, answer }) => sessionId === session.id || answer !== LEAVE_OPEN)
}

function stageOf(
  context: Context,
  of: ImportSession['kind'],
  { name, document }: Omit<SentDocument, 'bytes'>,
  answers: Answers,
): Promise<Stage> {
  const tracker = of === 'updates' ? trackerIn(document) : undefined
  return tracker
    ? updatesStage(context, { name, tracker }, answers)
    : planStage(context, { name, document }, answers)
}

/** The stage with a question before all others. */
function first(stage: Stage, key: string): Stage {
  const questions = [
    ...stage.questions.filter((each) => each.key === key),
    ...stage.questions.filter((each) => each.key !== key),
  ]
  return { ...stage, questions }
}

/** @throws UserError if it is not asked any more */
function questionFor(stage: Stage, mark: Mark | undefined, session: ImportSession): Asked {
  const { id, name } = session
  const key = askedIn(session)?.key
  const next = stage.questions.find((each) => each.key === key) ?? stage.questions[0]
  if (mark) {
    const found = [...stage.questions, ...stage.answered].find((each) => markOf(each.key) === mark.key)
    if (found && mark.session === id) return found
    throw new UserError('conflict', `That question of ${name} is not open any more. Say: import`, ['import'])
  }
  if (next) return next
  throw new UserError('invalid', `No question of ${name} is open. Say: import`, ['import'])
}

/** A number chooses; any other words are the answer. @throws UserError if a question must not be left open */
function answerIn({ offers, mayStay }: Asked, words: string): string {
  const said = words.trim()
  const chosen = offers[Number(said) - 1] ?? offers.find((each) => each.toLowerCase() === said.toLowerCase())
  if (/^\d{1,2}$/.test(said) && chosen !== undefined && !chosen.includes('<')) return chosen
  if (said === '0' || /^leave (?:it )?open[.!]?$/i.test(said)) {
    if (mayStay) return LEAVE_OPEN
    throw new UserError('invalid', 'This question cannot be left open: the import rests on it.')
  }
  return chosen ?? said
}
