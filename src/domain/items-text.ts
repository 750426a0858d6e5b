import type { Facts, ItemFacts } from './facts.ts'
import { capitalised } from './format.ts'
import { wordFor } from './hierarchy.ts'
import { refsText } from './reference.ts'

type Known = Pick<Facts, 'items' | 'plan'>

/** "B2(a) to B2(c)"; references without a letter go with the word of their level: "recommendations 2, 6 and 12". */
export function itemsText(
  named: readonly ItemFacts[],
  { items, plan }: Known,
  options: { most?: number } = {},
): string {
  const refs = refsText(named, items, options)
  if (named.every(({ ref }) => /\p{L}/u.test(ref))) return refs
  const { word, plural } = wordFor(named, plan)
  return `${named.length === 1 ? word : plural} ${refs}`
}

/** The same at the beginning of a sentence: "Recommendation 2". A reference stays as the plan writes it. */
export function itemsAtStart(...named: Parameters<typeof itemsText>): string {
  const [[first]] = named
  const text = itemsText(...named)
  return first && text.startsWith(first.ref) ? text : capitalised(text)
}
