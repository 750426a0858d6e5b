import { isUnfinished } from '../../src/domain/counts.ts'
import type { Section, Told } from './section.ts'
import { itemNamed, latestNote, localDay, ownersOf } from './words.ts'

/** At the worst rating: since when, whose, and what is said to hold it up. */
export function blockers({ facts }: Told): Section {
  const [worst] = facts.scale
  const blocked = facts.items.filter(
    (item) => item.rating === worst?.code && item.basis === 'stated' && isUnfinished(item),
  )
  const label = worst?.label.toLowerCase() ?? 'worst'
  return {
    name: `blockers (${label})`,
    heading: `Blockers: ${blocked.length} ${label}`,
    blocks:
      blocked.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: `Blockers: what is ${label}, and what holds it up`,
              columns: [{ title: 'Item' }, { title: 'Since' }, { title: 'Owner' }, { title: 'Latest note' }],
              rows: blocked.map((item, index) => [
                itemNamed(item),
                item.ratedSince === null ? '' : localDay(facts, item.ratedSince),
                ownersOf(facts, item),
                latestNote(facts, item, blocked[index - 1]),
              ]),
            },
          ],
  }
}
