import { factsOf, type ItemFacts } from '../../src/domain/item-changes.ts'
import type { Level } from '../../src/domain/plan.ts'
import type { ItemDifference } from './differences.ts'
import { changedWords } from './stage.ts'

/** What differs of one item in words, "change A1(a): title, owners"; null when only its place among others does. */
export function differenceText(own: readonly ItemDifference[], levels: readonly Level[]): string | null {
  const [first] = own
  if (!first) return null
  if (first.kind === 'joined') return `add ${nameOf(first.after, levels)}`
  const name = nameOf(first.item, levels)
  if (first.kind === 'missing')
    return first.item.level === 0 ? `take out ${name}` : `take out ${name} (its record stays)`
  const before = factsOf(first.item)
  const after: ItemFacts = Object.assign({}, before, ...own.map(afterOf))
  const changed = changedWords(fieldsOf(before), fieldsOf(after))
  const what = changed.length > 0 ? `: ${changed.join(', ')}` : ''
  if (first.kind === 'returned') return `take up ${name} again${what}`
  return what === '' ? null : `change ${name}${what}`
}

/** That items which were there before are in another order. */
export function orderTexts(
  differences: readonly ItemDifference[],
  levels: readonly Level[],
): readonly string[] {
  const reordered = differences.flatMap((each) => (each.kind === 'reordered' ? [each.item.level] : []))
  return [
    ...(reordered.includes(0) ? [`put the ${levels[0]?.word} list in the order of the file`] : []),
    ...(reordered.some((level) => level > 0) ? ['put the items in the order of the file'] : []),
  ]
}

function nameOf({ ref, level }: Pick<ItemFacts, 'ref' | 'level'>, levels: readonly Level[]): string {
  return level === 0 && levels.length > 1 ? `${levels[0]?.word} ${ref}` : ref
}

function afterOf(difference: ItemDifference): Partial<ItemFacts> {
  return difference.kind === 'missing' ? {} : difference.after
}

/** The facts of an item by the names that people know them by. */
function fieldsOf({ ref, title, leads, owners, start, due, ongoing, review, ...facts }: ItemFacts): object {
  return {
    spelling: ref,
    title,
    lead: leads,
    owners,
    supports: facts.supports,
    'start date': start,
    'due date': due,
    ongoing,
    'review date': review,
    place: [facts.level, facts.parent],
    ...facts.details,
  }
}
