import { shortDay, shownDay } from '../../src/domain/format.ts'
import type { ItemFacts } from '../../src/domain/item-changes.ts'
import type { FileSays, GivenDay } from '../../src/domain/plan.ts'
import type { PlanFileItem } from '../../src/plan-file/arranged.ts'
import { type Answers, answerTo, type ImportQuestion, notAnAnswer } from './questions.ts'

/** A revision of an item that is in force. */
export interface KnownRevision {
  readonly id: number
  readonly basis: 'printed' | 'approved'
  readonly due: GivenDay
}

type DateFacts = Pick<ItemFacts, 'start' | 'due' | 'ongoing' | 'review'>

/** What a file's dates change: facts of the item, and what is done besides. */
export interface DatesDecided {
  readonly facts: DateFacts
  readonly fileSays: FileSays | undefined
  readonly acts: readonly DateAct[]
  readonly questions: readonly ImportQuestion[]
  /** What was misprinted before. */
  readonly misprint: string | undefined
  /** A body decided the facts that differ. */
  readonly isDecided: boolean
}

export type DateAct =
  /** A body is asked for the date. */
  | { readonly kind: 'request'; readonly from: GivenDay | null; readonly to: GivenDay }
  /** A body has decided the date. */
  | { readonly kind: 'decided'; readonly from: GivenDay | null; readonly to: GivenDay }
  /** The file asks no more for another date than the one in force. */
  | { readonly kind: 'in-force'; readonly to: GivenDay }
  /** It gives again what the plan has, after it said something else. */
  | { readonly kind: 'agrees' }
  /** A printed revision was a misprint: it ends, and another takes its place if one is printed. */
  | { readonly kind: 'reprinted'; readonly revision: KnownRevision; readonly to: GivenDay | null }
  /** Whoever imports leaves the plan as it is. */
  | { readonly kind: 'left-as-is'; readonly what: string }

interface Compared {
  readonly ref: string
  readonly before: Pick<ItemFacts, keyof DateFacts | 'details'>
  readonly file: Pick<PlanFileItem, 'start' | 'due' | 'ongoing' | 'review' | 'revisions'>
  /** In force, in the order in which they came. */
  readonly revisions: readonly KnownRevision[]
  readonly answers: Answers
  readonly isDecided: boolean
  /** Of a draft nothing is in force yet: its dates are those of the file. */
  readonly isDraft: boolean
}

/**
 * Compares the dates of a known item with its file. Only those of its first import are in force unapproved: another date is a
 * body's to decide, unless it corrects a misprint. What takes a date away is asked about.
 */
export function datesOf(compared: Compared): DatesDecided {
  const start = startOf(compared)
  const date = dateOf(compared)
  const says = { ...start.says, ...date.says }
  return {
    facts: { ...date.facts, start: start.start },
    fileSays: Object.keys(says).length > 0 ? says : undefined,
    acts: [...date.acts, ...start.acts],
    questions: [...date.questions, ...start.questions],
    misprint: [date.misprint, start.misprint].find((each) => each !== undefined),
    isDecided: compared.isDecided,
  }
}

interface Part {
  readonly says: FileSays
  readonly acts: readonly DateAct[]
  readonly questions: readonly ImportQuestion[]
  readonly misprint?: string | undefined
}

const NOTHING: Part = { says: {}, acts: [], questions: [] }

function startOf({
  ref,
  before,
  file,
  answers,
  isDecided,
  isDraft,
}: Compared): Part & Pick<DateFacts, 'start'> {
  const says = before.details.fileSays ?? {}
  const said = says.start === undefined ? before.start : says.start
  const kept = says.start === undefined ? {} : { start: says.start }
  if (file.start === said) return { ...NOTHING, start: before.start, says: kept }
  if (file.start === before.start) return { ...NOTHING, start: before.start, acts: [{ kind: 'agrees' }] }
  if (before.start === null || isDecided || isDraft) return { ...NOTHING, start: file.start }
  const was = shortDay(before.start)
  const is = file.start === null ? 'no start' : `a start on ${shortDay(file.start)}`
  const way = wayOf(answers, {
    key: `start ${ref}`,
    ref,
    text: `${ref} starts on ${was} in the plan, and the file gives ${is}. Was it a misprint?`,
    answers: [MISPRINT, STAY],
  })
  if (way === 'misprint') {
    const misprint = `${file.start === null ? 'no start' : shortDay(file.start)}, not ${was}`
    return { ...NOTHING, start: file.start, misprint }
  }
  if (way === 'stay' || way === 'request') {
    const acts = [{ kind: 'left-as-is', what: `start ${was}; the file gives ${is}` }] as const
    return { ...NOTHING, start: before.start, says: { start: file.start }, acts }
  }
  return { ...NOTHING, start: before.start, says: kept, questions: [way] }
}

type WithoutStart = Omit<DateFacts, 'start'>

function dateOf(compared: Compared): Part & { readonly facts: WithoutStart } {
  const { ref, before, file, revisions, answers, isDecided, isDraft } = compared
  const says = before.details.fileSays ?? {}
  const own = before.ongoing ? before.review : before.due
  const printed = [...revisions]
    .filter(({ basis }) => basis === 'printed')
    .sort((one, other) => one.id - other.id)
    .at(-1)?.due
  const current = revisions.at(-1)?.due ?? own
  const said = {
    date: says.date === undefined ? (printed ?? own) : says.date,
    due: says.due === undefined ? before.due : says.due,
    ongoing: says.ongoing ?? before.ongoing,
  }
  const date = file.revisions.at(-1)?.due ?? (file.ongoing ? file.review : file.due)
  const kept = without(says, ['start', 'missing'])
  const worded = wordedAnew(before, file)
  if (file.ongoing === said.ongoing && sameDay(date, said.date) && sameDay(file.due, said.due))
    return { ...NOTHING, facts: worded, says: kept }
  if (file.ongoing === before.ongoing && sameDay(date, printed ?? own) && sameDay(file.due, before.due))
    return { ...NOTHING, facts: worded, acts: [{ kind: 'agrees' }] }

  const isRedated = file.ongoing === said.ongoing && date !== null && !sameDay(date, said.date)
  const fileSays: FileSays = {
    ...(sameDay(date, printed ?? own) ? {} : { date }),
    ...(sameDay(file.due, before.due) ? {} : { due: file.due }),
    ...(file.ongoing === before.ongoing ? {} : { ongoing: file.ongoing }),
  }
  const asItIs = { ...NOTHING, facts: worded, says: fileSays }
  const asInFile = { due: file.due, ongoing: file.ongoing, review: file.review }
  if (isDraft && revisions.every(({ basis }) => basis === 'printed')) {
    const acts = reprinted(revisions.at(-1), file.revisions.at(-1)?.due ?? null)
    return { ...NOTHING, facts: asInFile, acts }
  }
  const isOriginalOnly = file.ongoing === said.ongoing && sameDay(date, said.date)
  const [was, is] = isOriginalOnly
    ? [textOf(before.due, false), textOf(file.due, false)]
    : [textOf(current, before.ongoing), textOf(date, file.ongoing)]
  const way = wayOf(answers, {
    key: `date ${ref}`,
    ref,
    text: `${ref}: ${was} in the plan, and ${is} in the file. Was it a misprint?`,
    answers: isRedated ? [MISPRINT, STAY, REQUEST] : [MISPRINT, STAY],
  })
  if (way === 'misprint') {
    const acts = reprinted(revisions.at(-1), file.revisions.at(-1)?.due ?? null)
    return { ...NOTHING, facts: asInFile, acts, misprint: `${is}, not ${was}` }
  }
  if (way === 'stay')
    return { ...asItIs, acts: [{ kind: 'left-as-is', what: `${was}; the file gives ${is}` }] }
  if (isRedated) {
    if (sameDay(date, current)) return { ...asItIs, acts: [{ kind: 'in-force', to: date }] }
    const kind = isDecided && way !== 'request' ? 'decided' : 'request'
    return { ...asItIs, acts: [{ kind, from: current, to: date }] }
  }
  if (isDecided) return { ...NOTHING, facts: asInFile }
  return { ...NOTHING, facts: worded, says: kept, questions: typeof way === 'string' ? [] : [way] }
}

/** A printed revision that was a misprint ends with it; what a body approved stays. */
function reprinted(latest: KnownRevision | undefined, to: GivenDay | null): readonly DateAct[] {
  if (latest?.basis !== 'printed' || sameDay(latest.due, to)) return []
  return [{ kind: 'reprinted', revision: latest, to }]
}

/** The same days in the words, and as exact, as the file gives them now. */
function wordedAnew(before: WithoutStart, file: WithoutStart): WithoutStart {
  const { ongoing } = before
  return {
    ongoing,
    due: sameDay(file.due, before.due) ? file.due : before.due,
    review: sameDay(file.review, before.review) ? file.review : before.review,
  }
}

function sameDay(one: GivenDay | null, other: GivenDay | null): boolean {
  return one?.on === other?.on
}

function textOf(date: GivenDay | null, ongoing: boolean): string {
  if (date === null) return ongoing ? 'ongoing without a review date' : 'no date'
  return ongoing ? `ongoing, review ${shownDay(date)}` : shownDay(date)
}

const MISPRINT = { answer: 'misprint', means: 'the file corrects an error: no date was changed' }
const STAY = { answer: 'stay', means: 'the plan stays as it is' }
const REQUEST = { answer: 'request', means: 'the deciding body is asked for it, as without an answer' }

/** The answer, or the question while it is open. */
function wayOf(answers: Answers, question: ImportQuestion): 'misprint' | 'stay' | 'request' | ImportQuestion {
  const given = answerTo(answers, question.key)
  if (given === undefined) return question
  const way = (['misprint', 'stay', 'request'] as const).find((each) => each === given.toLowerCase())
  if (way && question.answers.some(({ answer }) => answer === way)) return way
  return notAnAnswer(question, given)
}

function without(says: FileSays, members: readonly (keyof FileSays)[]): FileSays {
  return Object.fromEntries(
    Object.entries(says).filter(([member]) => !members.includes(member as keyof FileSays)),
  )
}
