import { isStep, isUnfinished, isWhole } from '../../src/domain/counts.ts'
import { listed } from '../../src/domain/format.ts'
import { itemsText } from '../../src/domain/items-text.ts'
import { ratingWords } from '../../src/domain/scale.ts'
import type { ComparedEdition, Section } from './section.ts'
import { itemNamed, latestNote, localDay, ownersOf } from './words.ts'

/** Items at the worst rating: since when, whose, and what holds them up. */
export function blockers({ facts }: ComparedEdition): readonly Section[] {
  const [worst] = facts.scale
  if (!worst) return []
  const blocked = facts.items.filter(
    (item) => !isStep(item) && item.rating === worst.code && item.basis === 'stated' && isUnfinished(item),
  )
  const wholes = blocked.filter(isWhole).map((item) => itemsText([item], facts))
  const counted = blocked.length - wholes.length
  const whole = wholes.length === 0 ? '' : `, and ${listed(wholes)} as a whole`
  const label = ratingWords(worst)
  return [
    {
      name: `blockers (${label})`,
      heading: `Blockers: ${counted} ${label} of ${facts.counts.unfinished} unfinished${whole}`,
      blocks:
        blocked.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: `Blockers: what is ${label}, and what holds it up`,
                columns: [
                  { title: 'Item' },
                  { title: 'Since' },
                  { title: 'Owner' },
                  { title: 'Latest note' },
                ],
                rows: blocked.map((item, index) => [
                  itemNamed(item),
                  item.ratedSince === null ? '' : localDay(facts, item.ratedSince),
                  ownersOf(facts, item),
                  latestNote(facts, item, blocked[index - 1]),
                ]),
              },
            ],
    },
  ]
}
