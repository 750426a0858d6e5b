import { type Counted, planOfNumber } from '../../data/plans-meant.ts'
import { itemsNamed } from '../domain/items-named.ts'
import type { KnownContext } from './request-context.ts'

/** The plans that have all of what a line names, and whether it names anything. */
export async function havingWhatIsNamed(
  line: string,
  requests: readonly KnownContext[],
): Promise<{ readonly named: boolean; readonly having: readonly KnownContext[] }> {
  const [first] = requests
  if (!first) return { named: false, having: [] }
  const numbered = await numbersNamed(line, first)
  const found = requests.map((request) => {
    const { references, levels, commands } = request.vocabulary
    const words = levels.flatMap(({ word, plural }) => [word, plural])
    const leads = new Set([...commands, ...words, 'item', 'is', 'owns'])
    const items = TAKES_REQUESTS.test(line) ? new Set<number>() : itemsNamed(line, { references, leads })
    const numbers = numbered.filter(({ planId }) => planId === request.model.plan.id).map(({ at }) => at)
    return { request, at: new Set([...items, ...numbers]) }
  })
  const all = new Set(found.flatMap(({ at }) => [...at]))
  const having = found.filter(({ at }) => [...all].every((each) => at.has(each)))
  return { named: all.size > 0, having: having.map(({ request }) => request) }
}

/** A reference that reads `R13` is a request after these. */
const TAKES_REQUESTS = /^\W*(?:approve|decline|defer|withdraw|request)\b/i

/** How people name what is counted over all plans. */
const COUNTED: Readonly<Record<Counted, RegExp>> = {
  requests: /\b(?:R|request )(\d{1,6})\b/gi,
  actionsArising: /\baction(?: arising)?(?: done)? (\d{1,6})\b/gi,
  deliveries: /\bdeliver(?:y|ies)(?: (?:send|there|leave))? (\d{1,6})\b/gi,
}

/** Where a line names something counted, and of which plan that is. `action 3` stands where an item 3 would, and may be one. */
async function numbersNamed(
  line: string,
  { db }: KnownContext,
): Promise<readonly { readonly at: number; readonly planId: number }[]> {
  const found: { at: number; planId: number }[] = []
  for (const [table, pattern] of Object.entries(COUNTED) as [Counted, RegExp][]) {
    for (const { index, 0: text, 1: number = '' } of line.matchAll(pattern)) {
      const planId = await planOfNumber(db, table, Number(number))
      const at = /^R\d/i.test(text) ? index : index + text.length - number.length
      if (planId !== undefined) found.push({ at, planId })
    }
  }
  return found
}
