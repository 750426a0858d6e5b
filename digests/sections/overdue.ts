import { isCounted, isOverdue, isUnfinished } from '../../src/domain/counts.ts'
import { inOrder } from '../../src/domain/day.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { capitalised, listed, shortDay } from '../../src/domain/format.ts'
import { itemsText } from '../../src/domain/items-text.ts'
import { type Rating, ratingWords } from '../../src/domain/scale.ts'
import { type Block, columns, paragraph, right } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { dueOf, itemNamed, ownersOf, positionOf, positionTitle, requestsOf, requestWords } from './words.ts'

/** Overdue items, longest first, with their owners and any request for another date. */
export function overdue({ facts }: Pick<ComparedEdition, 'facts'>): Section {
  const late = facts.items.filter((item) => isCounted(item) && isOverdue(item)).sort(longestFirst)
  return {
    name: 'overdue',
    heading: `Overdue: ${late.length} of ${facts.counts.unfinished} unfinished`,
    blocks: [...(late.length > 0 ? [table(facts, late)] : []), ...notStated(facts)],
  }
}

/** Overdue items that the tables of reds and ambers leave out: on track, or not rated. */
export function overdueBeside({ facts }: ComparedEdition): Section {
  const off = facts.scale.filter(({ offTrack }) => offTrack)
  if (off.length === 0) return overdue({ facts })
  const late = facts.items
    .filter((item) => isCounted(item) && isOverdue(item) && !off.some(({ code }) => code === item.rating))
    .sort(longestFirst)
  const name = `overdue, ${noneOf(off)}`
  return {
    name,
    heading: `${capitalised(name)}: ${late.length} of ${facts.counts.overdue} overdue`,
    blocks: [...(late.length > 0 ? [table(facts, late)] : []), ...notStated(facts)],
  }
}

/** "not red"; "neither red nor amber"; "rated neither 5 nor 4" */
function noneOf(ratings: readonly Rating[]): string {
  const words = ratings.map(ratingWords)
  const isRated = words.length > 1 && words.every((each) => each.startsWith('rated '))
  const short = isRated ? words.map((each) => each.replace(/^rated /, '')) : words
  return `${isRated ? 'rated ' : ''}${words.length === 1 ? 'not' : 'neither'} ${listed(short, 'nor')}`
}

function longestFirst(one: ItemFacts, other: ItemFacts): number {
  return (other.daysOverdue ?? 0) - (one.daysOverdue ?? 0)
}

function table(facts: Facts, late: readonly ItemFacts[]): Block {
  const isAsked = late.some(({ ref }) => requestsOf(facts, ref).length > 0)
  return {
    kind: 'table',
    caption: 'Overdue, longest first',
    columns: columns(
      'Item',
      right('Days'),
      'Was due',
      positionTitle(facts),
      'Owner',
      ...(isAsked ? ['Asked for'] : []),
    ),
    rows: late.map((item) => [
      itemNamed(item),
      String(item.daysOverdue),
      dueOf(item),
      positionOf(facts, item),
      ownersOf(facts, item),
      ...(isAsked ? [requestsOf(facts, item.ref).map(requestWords).join('; ')] : []),
    ]),
  }
}

/** Items past their date with no stated position: nobody can tell whether they are late. */
function notStated(facts: Facts): readonly Block[] {
  const unknown = facts.items.filter(
    (item) => isCounted(item) && item.daysOverdue !== null && !item.positionStated,
  )
  if (unknown.length === 0) return []
  return [
    paragraph(
      `Past their date too, position not stated: ${unknown.length} of ${facts.counts.notStated}, ${itemsText(unknown, facts)}.`,
    ),
  ]
}

/** Items due before the meeting after this one: those this meeting can still do something about. */
export function dueNext({ facts }: ComparedEdition): Section {
  const until = facts.meeting?.following ?? facts.meeting?.day ?? null
  const due = facts.items
    .filter((item) => isCounted(item) && isUnfinished(item))
    .flatMap((item) => {
      const day = item.dueDate ?? item.reviewDate
      return until !== null && day !== null && day >= facts.day && day < until ? [{ item, day }] : []
    })
    .sort((one, other) => inOrder(one.day, other.day))
  const when = until === null ? '' : ` before the meeting of ${shortDay(until)}`
  return {
    name: `due${when}`,
    heading: `Due${when}: ${due.length} of ${facts.counts.unfinished} unfinished`,
    blocks:
      due.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: `Due${when}`,
              columns: columns('Item', 'Due', positionTitle(facts), 'Owner'),
              rows: due.map(({ item }) => [
                itemNamed(item),
                dueOf(item),
                positionOf(facts, item),
                ownersOf(facts, item),
              ]),
            },
          ],
  }
}
