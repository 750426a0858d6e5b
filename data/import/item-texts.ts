import { factsOf, type ItemFacts, mergedFacts } from '../../src/domain/item-changes.ts'
import type { PlanFile } from '../../src/plan-file/schema.ts'
import type { ItemDifference } from './differences.ts'
import { changedWords } from './stage.ts'

type Words = PlanFile['words']

/** What differs of one item in words, "change A1(a): title, owners"; null when only its place among others does. */
export function differenceText(own: readonly ItemDifference[], words: Words): string | null {
  const [first] = own
  const facts = first?.item ? factsOf(first.item) : first?.file?.facts
  if (!first || !facts) return null
  const name = nameOf(facts, words)
  if (first.kind === 'joined') return `add ${name}`
  if (first.kind === 'missing')
    return facts.level === 0 ? `take out ${name}` : `take out ${name} (its record stays)`
  const after = { ...facts, ...mergedFacts(own.map((each) => each.after)) }
  const changed = changedWords(fieldsOf(facts), fieldsOf(after))
  const what = changed.length > 0 ? `: ${changed.join(', ')}` : ''
  if (first.kind === 'returned') return `take up ${name} again${what}`
  return what === '' ? null : `change ${name}${what}`
}

/** That items which were there before are in another order. */
export function orderTexts(differences: readonly ItemDifference[], words: Words): readonly string[] {
  const reordered = differences.flatMap(({ kind, item }) =>
    kind === 'reordered' && item && !item.left ? [item.level] : [],
  )
  return [
    ...(reordered.includes(0) ? [`put the ${words.area} list in the order of the file`] : []),
    ...(reordered.some((level) => level > 0) ? ['put the items in the order of the file'] : []),
  ]
}

function nameOf({ ref, level }: Pick<ItemFacts, 'ref' | 'level'>, words: Words): string {
  return level === 0 ? `${words.area} ${ref}` : ref
}

/** The facts of an item by the names that people know them by. */
function fieldsOf({
  ref,
  title,
  leads,
  owners,
  start,
  due,
  ongoing,
  review,
  ...facts
}: Partial<ItemFacts>): object {
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
