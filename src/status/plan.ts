import type { Context, Outcome } from '../command.ts'
import { capitalised, shortDay } from '../domain/format.ts'
import { childrenOf, countOf, familyOf, levelOf, parentOf, wordFor } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Day, Item, Plan } from '../domain/plan.ts'
import { notRunningText } from '../domain/plan-end.ts'
import type { Position } from '../domain/position.ts'
import { notShownText } from '../domain/restriction.ts'
import {
  isWord,
  type NotStartedReading,
  needsSignOff,
  ratingWords,
  type Scale,
  type State,
} from '../domain/scale.ts'
import { itemData } from '../lookup/items.ts'
import {
  type Block,
  columns,
  type Inline,
  inlines,
  paragraph,
  reference,
  right,
  context as smallPrint,
  strong,
  type Text,
} from '../message.ts'
import {
  asAtText,
  dueCell,
  itemsIn,
  nothingUnder,
  plainWords,
  ratingMark,
  shortPosition,
  stateMark,
  stateText,
} from './item-text.ts'

interface Seen {
  readonly all: ReadonlyMap<number, ItemStatus>
  /** The day the status is for. */
  readonly today: Day
  /** The group to show; undefined for the whole plan. */
  readonly group: Item | undefined
}

/** Shows the whole plan or one group: counts with their denominator, then each whole. */
export function planStatus(context: Context, { all, today, group }: Seen): Outcome {
  const { plan, items } = context.model
  const shown = new Set(group ? familyOf(group, items) : items)
  const within = [...all.values()].filter(({ item }) => shown.has(item))
  const parts = within.filter(({ item }) => item.place === 'counted')
  const wholes = within.filter(({ item }) => isRow(item, items))
  const rows = wholes.every(({ item }) => item === group) ? parts : wholes
  const counted = countsOf(parts, plan.scale)
  const ended = notRunningText(plan, context.today)
  const notShown = group ? '' : notShownText(context.model.notShown)
  const day = today === context.today ? '' : ` as at ${shortDay(today)}`
  const title = group ? `${capitalised(levelOf(group, plan).word)} ${group.ref}: ${group.title}` : plan.title
  const of = `${countOf(itemsIn(parts), plan)}${wholesAround(itemsIn(rows), { plan, group })}`
  const present = counted.filter(({ number }) => number > 0)
  const short = present.map(({ number, text }) => `${number} ${plainWords(text)}`).join(', ')
  return {
    message: {
      title: group ? title : 'How the plan stands',
      summary: `${title}, ${asAtText(today, context.today)}: of ${of}: ${short}.`,
      blocks: [
        paragraph(strong(title)),
        ...ownRating(wholes.find(({ item }) => item === group)),
        paragraph(`${asAtText(today, context.today)}. Of ${of}:`),
        {
          kind: 'counts',
          caption: `How ${of} stand`,
          counts: present.map(({ number, text, label, line }) => ({
            number,
            text,
            label,
            ...(line === undefined || group ? {} : { line: `${line}${day}` }),
          })),
        },
        paragraph(lateText(parts)),
        ...(ended === '' ? [] : [paragraph(ended)]),
        ...(notShown === '' ? [] : [smallPrint(notShown)]),
        ...(plan.draft ? [smallPrint('The plan is a draft: nobody has agreed it yet.')] : []),
        ...wholesTable(rows, parts, plan),
        ...nothingUnder(counted.filter(({ number }) => number === 0).map(({ name }) => name)),
        ...keyBlocks(plan.scale),
      ],
    },
    items: within
      .filter((status) => parts.includes(status) || rows.includes(status))
      .map((status) => itemData(status, items)),
  }
}

/** " in 12 actions"; nothing where some of what is counted is within none of them. */
function wholesAround(
  rows: readonly Item[],
  { plan, group }: { plan: Plan; group: Item | undefined },
): string {
  const isTold = rows.length > 0 && rows.every((item) => item.place === 'rolled-up' && item !== group)
  return isTold ? ` in ${countOf(rows, plan)}` : ''
}

interface Counted {
  readonly name: string
  readonly number: number
  readonly text: readonly Inline[]
  readonly label: Inline
  /** The line that lists them. */
  readonly line?: string
}

/** Counts every item once: by its rating, as complete and not signed off, or as not rated. */
function countsOf(parts: readonly ItemStatus[], scale: Scale): readonly Counted[] {
  const waiting = parts.filter(({ position }) => position.state === 'complete' && !position.signedOff)
  const rest = parts.filter((part) => !waiting.includes(part))
  const silent = rest.filter(({ position }) => !position.rating)
  const unstated = silent.filter(({ position }) => !position.stated).length
  const remark = unstated > 0 ? `, ${unstated} of them without any position stated` : ''
  if (scale.ratings.length === 0) return statesOf(waiting, rest)
  const short = shortOfFinal(scale)
  return [
    ...scale.ratings.map((rating) => ({
      name: ratingWords(rating),
      number: rest.filter(({ position }) => position.rating?.code === rating.code).length,
      text: isWord(rating) ? [ratingMark(rating)] : ['rated ', ratingMark(rating)],
      label: ratingMark(rating),
      line: `list ${rating.code}`,
    })),
    {
      name: `complete${short}`,
      number: waiting.length,
      text: [stateMark('complete'), short],
      label: `${stateMark('complete')}${short}`,
      line: 'list complete',
    },
    {
      name: 'not rated',
      number: silent.length,
      text: [`○ Not rated${remark}`],
      label: `○ Not rated${remark}`,
      line: 'list not rated',
    },
  ]
}

/** What is complete and has the final rating is counted under that. */
function shortOfFinal({ ratings }: Scale): string {
  const final = ratings.find((rating) => rating.final)
  if (!final) return ''
  return needsSignOff(final) ? ', not signed off' : `, not ${ratingWords(final)}`
}

/** In a plan without ratings the states are counted. */
function statesOf(complete: readonly ItemStatus[], rest: readonly ItemStatus[]): readonly Counted[] {
  const open = ([...new Set<State | null>(['in-progress', 'not-started', null])] as const).map((state) => ({
    name: stateText(state),
    number: rest.filter(({ position }) => position.state === state).length,
    text: [stateMark(state)],
    label: stateMark(state),
  }))
  return [
    ...open,
    {
      name: 'complete',
      number: complete.length,
      text: [stateMark('complete')],
      label: stateMark('complete'),
      line: 'list complete',
    },
  ]
}

function lateText(parts: readonly ItemStatus[]): string {
  const { known, unknown } = late(parts)
  if (known === 0 && unknown > 0)
    return `None is known to be overdue; ${unknown} ${unknown === 1 ? 'is past its' : 'are past their'} date, position not stated.`
  return `${known} overdue${unknown > 0 ? `; ${unknown} more past their date, position not stated` : ''}.`
}

function late(parts: readonly ItemStatus[]): { known: number; unknown: number } {
  const past = parts.filter(({ daysOverdue }) => daysOverdue !== null)
  const known = past.filter(({ position }) => position.stated).length
  return { known, unknown: past.length - known }
}

/** The innermost wholes, and the counted items beside them; in a plan of one level every item. */
function isRow(item: Item, items: readonly Item[]): boolean {
  const below = childrenOf(item, items)
  if (item.place === 'rolled-up')
    return below.some(({ place }) => place === 'counted') && !isOutermostOfMany(item, items)
  const parent = parentOf(item, items)
  return item.place === 'counted' && (!parent || isOutermostOfMany(parent, items))
}

/** A whole that has other wholes within it is told by these. */
function isOutermostOfMany(item: Item, items: readonly Item[]): boolean {
  return childrenOf(item, items).some(({ place }) => place === 'rolled-up')
}

function wholesTable(
  rows: readonly ItemStatus[],
  parts: readonly ItemStatus[],
  plan: Plan,
): readonly Block[] {
  if (rows.length === 0) return []
  const { word } = wordFor(itemsIn(rows), plan)
  if (rows.every(({ item }) => item.place === 'counted')) return [itemsTable(rows, word)]
  return [
    {
      kind: 'table',
      caption: `Each ${word} with its position`,
      columns: columns('Item', 'What', 'Position', right('Complete'), 'Late'),
      rows: rows.map((row) => {
        const { item, position } = row
        const ids = new Set(position.parts.map((part) => part.item.id))
        const own = item.place === 'counted' ? [row] : parts.filter((part) => ids.has(part.item.id))
        const complete = own.filter((part) => part.position.state === 'complete').length
        return [
          reference(item.ref),
          item.title,
          wholePosition(position),
          `${complete} of ${own.length}`,
          lateCell(own),
        ]
      }),
    },
  ]
}

/** Items that count by themselves: of each it is told when it is due, not how many of it are complete. */
function itemsTable(rows: readonly ItemStatus[], word: string): Block {
  return {
    kind: 'table',
    caption: `Each ${word} with its position`,
    columns: columns('Item', 'What', 'Position', 'Due', right('Days late')),
    rows: rows.map((row) => [
      reference(row.item.ref),
      row.item.title,
      shortPosition(row.position),
      dueCell(row),
      row.daysOverdue === null ? '' : String(row.daysOverdue),
    ]),
  }
}

function lateCell(own: readonly ItemStatus[]): string {
  const { known, unknown } = late(own)
  if (unknown === 0) return known === 0 ? '' : String(known)
  return `${known === 0 ? '' : `${known}, `}${unknown} not stated`
}

/** A group that is rated itself, beside its parts. */
function ownRating(group: ItemStatus | undefined): readonly Block[] {
  return group?.position.basis === 'stated'
    ? [paragraph('As a whole: ', ...inlines(shortPosition(group.position)), '.')]
    : []
}

function wholePosition(position: Position): Text {
  const { basis, coverage, rating, worse } = position
  if (basis === 'rolled-up' && coverage) {
    return [ratingMark(rating), ` rolled up, ${coverage.rated} of ${coverage.of} rated`]
  }
  const [first] = worse
  return first
    ? [shortPosition(position), '; ', reference(first.item.ref), ' ', ratingMark(first.rating)]
    : shortPosition(position)
}

const NOT_STARTED: Readonly<Record<NotStartedReading, (worst: string) => string>> = {
  red: (worst) => `an item that has not started reads ${worst}`,
  'red-when-start-passed': (worst) => `an item that has not started reads ${worst} once its start has passed`,
  unrated: () => 'an item that has not started is not rated',
}

/** Shows the plan's own key, with how it reads "not started". */
function keyBlocks(scale: Scale): readonly Block[] {
  if (scale.ratings.length === 0) return []
  const reading = NOT_STARTED[scale.notStarted](scale.ratings[0]?.label ?? '')
  return [
    { kind: 'list', items: scale.ratings.map((rating) => [ratingMark(rating), `: ${rating.definition}`]) },
    smallPrint(`The key of this plan; ${reading}.`),
  ]
}
