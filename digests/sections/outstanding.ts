import { demandsText } from '../../src/cards.ts'
import type { Section, Told } from './section.ts'
import { itemNamed, ownersOf, positionOf } from './words.ts'

/** What the rating key asks for and nobody has given. */
export function outstanding({ facts }: Told): Section {
  const owing = facts.items.filter((item) => item.outstanding.length > 0)
  return {
    name: 'evidence outstanding',
    heading: `Evidence outstanding: ${owing.length}`,
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
