import { isToConfirm, isUnfinished } from '../../src/domain/counts.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { count, listed } from '../../src/domain/format.ts'
import type { Rating } from '../../src/domain/scale.ts'
import { type Block, columns, type Inline, paragraph, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import {
  countedName,
  dueOf,
  isOffTrack,
  itemNamed,
  latestNote,
  overdueWords,
  ownersOf,
  ratingNamed,
} from './words.ts'

/** Items off track, area by area, worst first, each with its latest note. */
export function redsAndAmbers({ facts }: ComparedEdition): readonly Section[] {
  const ratings = facts.scale.filter(isOffTrack)
  const words = ratings.map(({ label }) => label.toLowerCase())
  return facts.areas.map(({ code, title }) => {
    const within = facts.items.filter(({ area }) => area === code)
    const off = ratings.flatMap((rating) => within.filter((item) => isRated(item, rating)))
    return {
      name: `${listed(words, 'or')} in ${code}`,
      heading: `${code}: ${title}`,
      blocks:
        off.length === 0
          ? []
          : [
              paragraph(...numbersText(facts, { within, ratings })),
              table(facts, { off, caption: `Off track in ${code}, worst first` }),
            ],
    }
  })
}

/** "4 red and 9 amber of 18 sub-actions; B1 ◆ Amber as a whole." */
function numbersText(
  facts: Facts,
  { within, ratings }: { within: readonly ItemFacts[]; ratings: readonly Rating[] },
): readonly Inline[] {
  const counted = within.filter((item) => item.counted)
  const numbers = ratings.map(
    (rating) => `${counted.filter((item) => isRated(item, rating)).length} ${rating.label.toLowerCase()}`,
  )
  const wholes = within.filter((item) => !item.counted && ratings.some((rating) => isRated(item, rating)))
  return [
    `${listed(numbers)} of ${count(counted.length, countedName(facts))}`,
    ...wholes.flatMap((item) => [`; ${item.ref} `, ratingNamed(facts, item.rating), ' as a whole']),
    '.',
  ]
}

function isRated(item: ItemFacts, { code }: Rating): boolean {
  return item.rating === code && item.basis === 'stated' && isUnfinished(item)
}

function table(facts: Facts, { off, caption }: { off: readonly ItemFacts[]; caption: string }): Block {
  return {
    kind: 'table',
    caption,
    columns: columns('Item', 'Rating', 'Due', 'Owner', 'Latest note'),
    rows: off.map((item, index) => [
      itemNamed(item),
      ratingCell(facts, item),
      dueCell(item),
      ownersOf(facts, item),
      latestNote(facts, item, off[index - 1]),
    ]),
  }
}

/** In many plans an action as a whole has no date of its own. */
function dueCell(item: ItemFacts): string {
  if (!item.counted && item.dueDate === null) return ''
  return `${dueOf(item)}${item.daysOverdue === null ? '' : `, ${overdueWords(item)}`}`
}

/** Marks ratings of an action as a whole (its parts may differ) and ratings that nobody has confirmed. */
function ratingCell(facts: Facts, item: ItemFacts): Text {
  const rating = ratingNamed(facts, item.rating)
  return [rating, item.counted ? '' : ', as a whole', isToConfirm(item) ? ', to confirm' : '']
}
