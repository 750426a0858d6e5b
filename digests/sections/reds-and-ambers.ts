import { isCounted, isStep, isToConfirm, isUnfinished, isWhole } from '../../src/domain/counts.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { listed } from '../../src/domain/format.ts'
import { groupsOf } from '../../src/domain/groups.ts'
import { type Rating, ratingWords } from '../../src/domain/scale.ts'
import { type Block, columns, type Inline, paragraph, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { countedText, dueOf, itemNamed, latestNote, overdueWords, ownersOf, ratingNamed } from './words.ts'

/** Items off track, group by group, worst first, each with its latest note. */
export function redsAndAmbers({ facts }: ComparedEdition): readonly Section[] {
  const ratings = facts.scale.filter(({ offTrack }) => offTrack)
  if (ratings.length === 0) return []
  const words = ratings.map(ratingWords)
  return groupsOf(facts).map(({ whole, items }) => {
    const within = [...(whole ? [whole] : []), ...items]
    const off = ratings.flatMap((rating) => within.filter((item) => isRated(item, rating)))
    const where = whole ? ` in ${whole.ref}` : ''
    return {
      name: `${listed(words, 'or')}${where}`,
      heading: whole ? `${whole.ref}: ${whole.title}` : 'Off track',
      blocks:
        off.length === 0
          ? []
          : [
              paragraph(...numbersText(facts, { within, ratings })),
              table(facts, { off, caption: `Off track${where}, worst first` }),
            ],
    }
  })
}

/** "4 red and 9 amber of 18 sub-actions; B1 ◆ Amber as a whole." */
function numbersText(
  facts: Facts,
  { within, ratings }: { within: readonly ItemFacts[]; ratings: readonly Rating[] },
): readonly Inline[] {
  const counted = within.filter(isCounted)
  const numbers = ratings.map(
    (rating) => `${counted.filter((item) => isRated(item, rating)).length} ${ratingWords(rating)}`,
  )
  const wholes = within.filter((item) => isWhole(item) && ratings.some((rating) => isRated(item, rating)))
  return [
    `${listed(numbers)} of ${countedText(facts, counted)}`,
    ...wholes.flatMap((item) => [`; ${item.ref} `, ratingNamed(facts, item.rating), ' as a whole']),
    '.',
  ]
}

function isRated(item: ItemFacts, { code }: Rating): boolean {
  return !isStep(item) && item.rating === code && item.basis === 'stated' && isUnfinished(item)
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

/** In many plans a whole has no date of its own. */
function dueCell(item: ItemFacts): string {
  if (isWhole(item) && item.dueDate === null) return ''
  return `${dueOf(item)}${item.daysOverdue === null ? '' : `, ${overdueWords(item)}`}`
}

/** Marks ratings of a whole (its parts may differ) and ratings that nobody has confirmed. */
function ratingCell(facts: Facts, item: ItemFacts): Text {
  const rating = ratingNamed(facts, item.rating)
  return [rating, isWhole(item) ? ', as a whole' : '', isToConfirm(item) ? ', to confirm' : '']
}
