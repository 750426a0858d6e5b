import { isStep, isUnfinished } from '../../src/domain/counts.ts'
import type { ItemFacts } from '../../src/domain/facts.ts'
import { demandsText } from '../../src/status/item-text.ts'
import type { ComparedEdition, Section } from './section.ts'
import { itemNamed, ownersOf, positionOf } from './words.ts'

/** Evidence and notes that the rating key demands and nobody has given. */
export function outstanding({ facts }: ComparedEdition): Section {
  const items = facts.items.filter((item) => !isStep(item))
  const owing = items.filter((item) => item.outstanding.length > 0)
  const rated = items.filter((item) => owing.includes(item) || isRated(item))
  return {
    name: 'evidence outstanding',
    heading: `Evidence outstanding: ${owing.length} of ${rated.length} rated`,
    blocks:
      owing.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'What the key asks for and is not given yet',
              columns: [
                { title: 'Item' },
                { title: 'Rating' },
                { title: 'Still needed' },
                { title: 'Owner' },
              ],
              rows: owing.map((item) => [
                itemNamed(item),
                positionOf(facts, item),
                demandsText(item.outstanding),
                ownersOf(facts, item),
              ]),
            },
          ],
  }
}

/** Rated by a person, so the key's demands apply. */
function isRated(item: ItemFacts): boolean {
  return item.basis === 'stated' && isUnfinished(item)
}
