import { isCounted, isWhole } from '../../src/domain/counts.ts'
import type { Facts, ItemFacts, PlanChangeFacts } from '../../src/domain/facts.ts'
import { capitalised, shortDay } from '../../src/domain/format.ts'
import { levelOf } from '../../src/domain/hierarchy.ts'
import { changeCounts, changeWords, stoodWords, whyText } from '../../src/domain/plan-change-words.ts'
import { ratingWords } from '../../src/domain/scale.ts'
import { type Block, columns, strong, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'

/** What joined, left and changed in the plan itself. Editions stored before it was kept have no such section. */
export function planChanged({ facts, previous }: ComparedEdition): readonly Section[] {
  const { planChanges: changes } = facts
  if (!changes) return []
  const counts = changeCounts(changes)
  return [
    {
      name: 'changes of the plan',
      heading: counts === '' ? 'The plan changed' : `The plan changed: ${counts}`,
      blocks: changes.length === 0 ? [] : [table(facts, changes), ...countedLines(facts, previous)],
    },
  ]
}

function table(facts: Facts, changes: readonly PlanChangeFacts[]): Block {
  return {
    kind: 'table',
    caption: 'What changed in the plan itself',
    columns: columns('Item', 'What changed', 'When and by whom'),
    rows: changes.map((change): readonly Text[] => [
      [strong(change.ref), ` ${change.title}`],
      whatText(facts, change),
      whenText(change),
    ]),
  }
}

/** "B1(c), amber, 55 days overdue, merged into B1(b)" */
function whatText({ scale }: Facts, change: PlanChangeFacts): string {
  const { kind, ref, why, into, reason } = change
  const because = reason === null ? '' : `, ${reason}`
  if (kind !== 'left') return `${capitalised(changeWords(change))}${because}`
  const stood = stoodWords(change, (code) => {
    const rating = scale.find((each) => each.code === code)
    return rating ? ratingWords(rating) : code
  })
  const how = stood === '' ? '' : `, ${stood}`
  if (why === 'merged') return `${ref}${how}, merged into ${into ?? 'another item'}${because}`
  return `${ref}${how}, left the plan: ${whyText(change)}${because}`
}

/** "decided on 8 Dec 2020, recorded on 14 Dec 2020" where the two differ. */
function whenText({ day, recordedDay, basis }: PlanChangeFacts): string {
  const by = basis === null ? '' : `; ${basis.replace(`, ${shortDay(day)}`, '')}`
  if (day === recordedDay) return `${shortDay(day)}${by}`
  return `Decided on ${shortDay(day)}, recorded on ${shortDay(recordedDay)}${by}`
}

/** Items that are counted by themselves since their last part left, and those that are counted by their parts now. */
function countedLines(facts: Facts, previous: Facts | null): readonly Block[] {
  const before = new Map(previous?.items.map((item) => [item.id, item]))
  const since = (is: (item: ItemFacts) => boolean, was: (item: ItemFacts) => boolean) =>
    facts.items.filter((item) => {
      const then = before.get(item.id)
      return is(item) && then !== undefined && was(then)
    })
  const items = [
    ...since(isCounted, isWhole).map(
      (item): Text => [strong(item.ref), ` is counted by itself now: ${nothingWithin(facts, item)}.`],
    ),
    ...since(isWhole, isCounted).map(
      (item): Text => [strong(item.ref), ' is no longer counted itself: what is within it is counted.'],
    ),
  ]
  return items.length === 0 ? [] : [{ kind: 'list', items }]
}

function nothingWithin({ plan }: Facts, { level }: ItemFacts): string {
  return `no ${levelOf({ level: level + 1 }, plan).word} is left in it`
}
