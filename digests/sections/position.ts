import { isUnfinished, isWhole } from '../../src/domain/counts.ts'
import type { Counts, Facts } from '../../src/domain/facts.ts'
import { countOf } from '../../src/domain/hierarchy.ts'
import { needsSignOff } from '../../src/domain/scale.ts'
import type { Block, Inline, Table } from '../../src/message.ts'
import { paragraph } from '../../src/message.ts'
import { stateMark } from '../../src/status/item-text.ts'
import type { ComparedEdition } from './section.ts'
import { countedText, localDay, ratingNamed } from './words.ts'

/** How many items stand at each rating, worst first, now and in the previous edition. */
export function position(edition: ComparedEdition): readonly Block[] {
  const { facts, previous } = edition
  const title = `Of ${countedText(facts)}`
  const columns = [{ title }, { title: 'Now', align: 'right' as const }]
  const shown = rows(facts).filter(({ number }) =>
    [facts, previous].some((each) => each && number(each.counts) > 0),
  )
  const table: Table = {
    kind: 'table',
    caption: `${title}: how many stand how`,
    columns: previous
      ? [...columns, { title: localDay(previous, previous.asAt), align: 'right' as const }]
      : columns,
    rows: shown.map(({ name, number }) => [
      name,
      String(number(facts.counts)),
      ...(previous ? [String(number(previous.counts))] : []),
    ]),
  }
  return [table, paragraph(overdueText(edition))]
}

interface Row {
  readonly name: readonly Inline[]
  readonly number: (counts: Counts) => number
}

/** Each item is counted in exactly one row. */
function rows(facts: Facts): readonly Row[] {
  const { scale } = facts
  return [
    ...scale.map(
      (rating): Row => ({
        name: [ratingNamed(facts, rating.code), needsSignOff(rating) ? ', signed off' : ''],
        number: ({ rated, signedOff }) => (rated[rating.code] ?? 0) + (rating.final ? signedOff : 0),
      }),
    ),
    ...(scale.length > 0 ? RATED : UNRATED),
    {
      name: [scale.some(needsSignOff) ? '✓ Complete, not signed off' : '✓ Complete'],
      number: ({ complete }) => complete,
    },
  ]
}

const RATED: readonly Row[] = [
  { name: ['○ Not rated'], number: ({ notRated, notStated }) => notRated - notStated },
  { name: ['○ Nothing stated'], number: ({ notStated }) => notStated },
]

/** A plan without ratings is told by its states. */
const UNRATED: readonly Row[] = [
  { name: [stateMark('in-progress')], number: ({ states }) => states.inProgress },
  { name: [stateMark('not-started')], number: ({ states }) => states.notStarted },
  { name: [stateMark(null)], number: ({ states }) => states.notSaid },
]

/** Items with nothing stated are left out of "overdue", because nobody knows whether they are late. */
function overdueText({ facts: { counts }, previous }: ComparedEdition): string {
  const was = previous ? ` (was ${wasText(previous.counts)})` : ''
  const unknown =
    counts.pastDateNotStated === 0
      ? ''
      : ` Past their date and nothing stated: ${counts.pastDateNotStated} of ${counts.notStated}.`
  return `Overdue: ${counts.overdue} of ${counts.unfinished} unfinished${was}.${unknown}`
}

/**
 * If most positions were unknown, a low number overdue would look better than it was: the total is then the known ones
 * only.
 */
function wasText({ overdue, unfinished, notStated }: Counts): string {
  const isUnknown = notStated * 2 > unfinished
  return `${overdue} of ${isUnknown ? unfinished - notStated : unfinished}`
}

/**
 * The items just outside the counted ones: how many are rated as a whole, rolled up from their parts or not rated. Those
 * further out are named where somebody rated them.
 */
export function wholesLines(facts: Facts): readonly Block[] {
  const inner = facts.counts.wholes.at(-1)
  return facts.counts.wholes
    .filter((wholes) => wholes === inner || wholes.stated > 0)
    .reverse()
    .map((wholes) => wholesLine(facts, wholes))
}

function wholesLine(
  facts: Facts,
  { level, finished, stated, rolledUp, notRated }: Counts['wholes'][number],
): Block {
  const all = facts.items.filter((item) => isWhole(item) && item.level === level)
  const whole = all.filter((item) => item.basis === 'stated' && isUnfinished(item))
  const named: readonly Inline[] = whole.flatMap((item, index) => [
    `${index === 0 ? ' (' : ', '}${item.ref} `,
    ratingNamed(facts, item.rating),
  ])
  const close = whole.length > 0 ? ')' : ''
  if (facts.scale.length === 0) return paragraph(`Of ${countOf(all, facts.plan)}: ${finished} complete.`)
  return paragraph(
    `Of ${countOf(all, facts.plan)}${partsText(facts, level)}: ${finished} complete, ${stated} rated as a whole`,
    ...named,
    `${close}, ${rolledUp} rolled up from ${rolledUp === 1 ? 'its' : 'their'} parts, ${notRated} not rated.`,
  )
}

/** " with sub-actions", where items of the level are counted that have none. */
function partsText({ items, plan }: Facts, level: number): string {
  const isDivided = items.every((item) => item.level !== level || isWhole(item))
  const parts = plan.levels[level + 1]
  return isDivided || !parts ? '' : ` with ${parts.plural}`
}
