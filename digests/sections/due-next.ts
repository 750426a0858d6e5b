import { isUnfinished } from '../../src/domain/counts.ts'
import { inOrder } from '../../src/domain/day.ts'
import { shortDay } from '../../src/domain/format.ts'
import type { ComparedEdition, Section } from './section.ts'
import { dueOf, itemNamed, ownersOf, positionOf } from './words.ts'

/** Items due before the meeting after this one: those this meeting can still do something about. */
export function dueNext({ facts }: ComparedEdition): Section {
  const until = facts.meeting?.following ?? facts.meeting?.day ?? null
  const due = facts.items
    .filter((item) => item.counted && isUnfinished(item))
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
              columns: [{ title: 'Item' }, { title: 'Due' }, { title: 'Rating' }, { title: 'Owner' }],
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
