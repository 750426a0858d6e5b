import { answerable, rightToUpdate, type Speaker, type UpdateRight } from '../domain/authority.ts'
import { listed, longDay, shortDay, shownDay } from '../domain/format.ts'
import type { DueDate, ItemStatus } from '../domain/item-status.ts'
import type { Body, Day, Item, Plan } from '../domain/plan.ts'
import { sayable } from '../domain/plan-name.ts'
import type { Position } from '../domain/position.ts'
import { askedWords } from '../domain/request.ts'
import {
  type Demand,
  finalRating,
  needsSignOff,
  type Rating,
  type Scale,
  STATE_WORDS,
  type State,
} from '../domain/scale.ts'
import {
  type Block,
  type Button,
  columns,
  type Inline,
  type PaperFile,
  reference,
  type Table,
  type Text,
} from '../message.ts'

export function ratingMark(rating: Rating | null): Inline {
  if (!rating) return '○ Not rated'
  return { kind: 'rating', mark: rating.mark, label: rating.label, tone: rating.tone }
}

/** How an item stands in a plan without ratings. */
export function stateMark(state: State | null): string {
  return STATE_MARKS[state ?? 'not-stated']
}

const STATE_MARKS = {
  complete: '✓ Complete',
  'in-progress': '◐ In progress',
  'not-started': '○ Not started',
  'not-stated': '○ Not stated',
} as const

/** Says how an item stands in a few words: "◆ Amber, rolled up, 3 of 5 unfinished rated". */
export function positionText(position: Position, scale: Scale): readonly Inline[] {
  const { rating, basis, coverage, state, signedOff, record } = position
  if (scale.ratings.length === 0) return [stateMark(state), completedText(position)]
  const proposed = record.finalProposed ? `, ${finalLabel(scale)} proposed` : ''
  if (state === 'complete' && !signedOff) {
    const waits = scale.ratings.some(needsSignOff) ? ', not signed off' : ''
    const complete = `omplete${completedText(position)}${waits}${proposed}`
    return rating && record.finalProposed ? [ratingMark(rating), `, c${complete}`] : [`✓ C${complete}`]
  }
  const rolled = basis === 'rolled-up' ? ', rolled up' : ''
  const covered =
    basis !== 'stated' && coverage ? `${rolled}, ${coverage.rated} of ${coverage.of} unfinished rated` : ''
  const notStarted = state === 'not-started' ? ', not started' : ''
  const done = signedOff && state === 'complete' ? completedText(position) : ''
  if (!rating && position.item.place === 'step') return [shortPosition(position)]
  return [ratingMark(rating), `${covered}${notStarted}${done}${proposed}`]
}

function completedText({ completedOn }: Position): string {
  return completedOn ? ` on ${shortDay(completedOn)}` : ''
}

/** The position in a table cell: the rating or the completion. */
export function shortPosition(position: Position): Inline {
  if (position.state === 'complete' && !position.signedOff) return stateMark('complete')
  if (!position.isRatable) return stateMark(position.state)
  if (position.rating) return ratingMark(position.rating)
  if (position.state === 'not-started') return '○ Not started'
  if (position.item.place !== 'step') return '○ Not rated'
  return position.state === 'in-progress' ? '○ In progress' : '○ Not stated'
}

/** The position with its state, where there is no rating, and with a proposed final rating. */
export function positionCell(position: Position): readonly Inline[] {
  const { rating, state, record } = position
  const isBare = !rating && (state === 'in-progress' || state === null) && position.parts.length === 0
  const proposed = record.finalProposed ? ', final rating proposed' : ''
  return [shortPosition(position), isBare ? `, ${stateText(state)}` : '', proposed]
}

function finalLabel(scale: Scale): string {
  return (finalRating(scale)?.label ?? 'final rating').toLowerCase()
}

export function stateText(state: State | null): string {
  return state === null ? 'not stated' : STATE_WORDS[state]
}

/** The date in force in a table cell. */
export function dueCell({ item, due }: Pick<ItemStatus, 'item' | 'due'>): string {
  if (due.current) return shownDay(due.current)
  if (!item.ongoing) return 'No date'
  return due.review ? `Review ${shownDay(due.review)}` : 'Ongoing'
}

/** The date in force with its history: "Oct 2020, was Apr 2020 (approved by the Improvement Board)". */
export function dueText({ item, due }: Pick<ItemStatus, 'item' | 'due'>): string {
  if (!due.current) return item.ongoing ? `ongoing${reviewText(due)}` : 'no due date'
  const current = `${shownDay(due.current)}${spelledOut(due)}`
  const before = [due.original, ...due.revisions.slice(0, -1).map((revision) => revision.due)].filter(
    (day) => day !== null,
  )
  const latest = due.revisions.at(-1)
  if (!latest) return current
  const was = before.length > 0 ? `, was ${listed(before.map(shownDay), 'then')}` : ''
  const approval = latest.approvedBy ? `approved by ${latest.approvedBy}` : 'approval not recorded'
  return `${current}${was} (${approval})`
}

function spelledOut(due: DueDate): string {
  const { current } = due
  return current && !shownDay(current).endsWith(shortDay(current.on))
    ? `, that is ${shortDay(current.on)}`
    : ''
}

function reviewText({ review }: DueDate): string {
  return review ? `, review on ${shownDay(review)}` : ', no review date'
}

/** "overdue 24 days; March asked for on 3 Nov" */
function overdueText(status: ItemStatus): string {
  const days =
    status.daysOverdue === null
      ? ''
      : `overdue ${status.daysOverdue} ${status.daysOverdue === 1 ? 'day' : 'days'}`
  return [days, ...requestTexts(status)].filter((part) => part !== '').join('; ')
}

function requestTexts({ requests }: ItemStatus): readonly string[] {
  return requests.map((request) => {
    const wanted = askedWords(request)
    return `R${request.number}: ${wanted} asked for on ${shortDay(request.askedAt.slice(0, 10))}`
  })
}

/** What the owner still has to do: "overdue 24 days; a rating; evidence". */
export function needsText(status: ItemStatus): string {
  const { position } = status
  return [
    overdueText(status),
    position.stated ? '' : 'say how it stands',
    position.stated && !position.rating && asksForRating(position) ? 'a rating' : '',
    position.record.rating?.basis === 'read-from-key' ? 'confirm the rating' : '',
    outstandingText(position),
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** A step has a state, and a rating only where somebody gave it one. */
function asksForRating({ isRatable, item }: Position): boolean {
  return isRatable && item.place !== 'step'
}

export function itemsIn(statuses: readonly ItemStatus[]): readonly Item[] {
  return statuses.map(({ item }) => item)
}

/** What a column of their positions is called: a plan without ratings has states. */
export function columnTitle(statuses: readonly ItemStatus[]): string {
  return statuses.some(({ position }) => position.isRatable) ? 'Rating' : 'State'
}

/** A table of items with owner and date in every row. */
export function itemTable(
  caption: string,
  statuses: readonly ItemStatus[],
  {
    items,
    speaker,
    lateColumn = false,
  }: {
    items: readonly Item[]
    /** Whose next steps are offered; undefined for a day that is past. */
    speaker: Speaker | undefined
    lateColumn?: boolean
  },
): Table {
  const late = lateColumn ? [{ title: 'Days late', align: 'right' as const }] : []
  return {
    kind: 'table',
    caption,
    columns: columns('Item', 'What', columnTitle(statuses), 'Owner', 'Due', ...late),
    rows: statuses.map((status) => [
      reference(status.item.ref),
      whatCell(status),
      shortPosition(status.position),
      ownersText(status.item, items),
      dueCell(status),
      ...(lateColumn ? [String(status.daysOverdue ?? '')] : []),
    ]),
    steps: statuses.map(({ item, position }) =>
      speaker && position.state !== 'complete' && isOwn(rightToUpdate(speaker, item, items))
        ? updateStep(item)
        : null,
    ),
  }
}

/** Whether the next step is the speaker's own. The coordinator may update every item, but asks its owner. */
function isOwn({ may }: UpdateRight): boolean {
  return may === 'own' || may === 'share'
}

/** The button for the next step of an item of one's own. */
export function updateStep({ ref }: Item): Button {
  return { label: 'Update', line: `update ${ref}`, opens: 'form' }
}

function whatCell(status: ItemStatus): Text {
  const asked = requestTexts(status)
  return asked.length > 0 ? `${status.item.title} (${asked.join('; ')})` : status.item.title
}

export function ownersText(item: Item, items: readonly Item[]): string {
  const owners = answerable(item, items)
  return owners.length > 0 ? owners.join(', ') : 'no owner'
}

/** What the rating still demands: "evidence". */
export function outstandingText({ outstanding }: Pick<Position, 'outstanding'>): string {
  return demandsText(outstanding.map(({ kind }) => kind))
}

export function demandsText(kinds: readonly Demand['kind'][]): string {
  return listed(kinds.map((kind) => OUTSTANDING[kind]))
}

const OUTSTANDING = {
  note: 'reason',
  evidence: 'evidence',
  date: 'agreed date',
  'sign-off': 'sign-off',
} as const

/** The paper of a body's meeting, with the one name it has in messages and on disk. */
/** The paper for a meeting; where other plans than the board's first have one too, it is named after its plan. */
export function paperFile(
  { code, name, firstPlanId }: Pick<Body, 'code' | 'name' | 'firstPlanId'>,
  day: Day,
  plan: Plan,
): PaperFile {
  const isFirst = plan.id === firstPlanId
  return {
    kind: 'paper',
    title: `${isFirst ? '' : `${plan.title}: `}${name}, ${longDay(day)}: paper for the meeting`,
    name: `${isFirst ? '' : `${sayable(plan)}-`}${code}-${day}.docx`,
    plan: plan.code,
    body: code,
    meetingDay: day,
  }
}

/** Writes "Tuesday 24 November 2020", or the day that was asked for. */
export function asAtText(day: Day, today: Day): string {
  return day === today ? longDay(today) : `As at ${longDay(day)}`
}

/** One line for everything that could have been listed and is empty. */
export function nothingUnder(headings: readonly string[]): readonly Block[] {
  if (headings.length === 0) return []
  return [{ kind: 'context', text: `Nothing under: ${headings.join(', ')}.` }]
}

/** Writes "C2 ● Green → ◆ Amber", with the state if that is what changed. */
export function movedText(
  { item, before, after }: { item: Item; before: ItemStatus; after: ItemStatus },
  scale: Scale,
): readonly Inline[] {
  const ref: Inline = { kind: 'strong', text: item.ref }
  const [was, is] = [before.position, after.position]
  const proposed = is.record.finalProposed ? `, ${finalLabel(scale)} proposed` : ''
  if (plainWords([shortPosition(was)]) !== plainWords([shortPosition(is)])) {
    return [ref, ' ', shortPosition(was), ' → ', shortPosition(is), proposed]
  }
  const state = was.state === is.state ? '' : `, ${stateText(was.state)} → ${stateText(is.state)}`
  const day = was.completedOn === is.completedOn || !is.completedOn ? '' : ` on ${shortDay(is.completedOn)}`
  const isSame = state === '' && day === ''
  return [
    ref,
    isSame ? ' stays ' : ' ',
    shortPosition(is),
    day,
    state,
    is.basis === 'rolled-up' ? ', rolled up' : '',
    proposed,
  ]
}

/** The text without marks, for a summary: a rating is its word alone. */
export function plainWords(text: readonly Inline[]): string {
  return text
    .map((inline) => {
      if (typeof inline === 'string') return inline
      return inline.kind === 'rating' ? inline.label : wordsOf(inline)
    })
    .join('')
    .replace(/[✓○] /g, '')
}

function wordsOf(inline: Exclude<Inline, string | { readonly kind: 'rating' }>): string {
  switch (inline.kind) {
    case 'line':
      return inline.line
    case 'reference':
      return inline.ref
    case 'strong':
    case 'said':
    case 'link':
      return inline.text
  }
}
