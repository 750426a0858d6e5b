import { countsOf, isCounted, isWhole } from './counts.ts'
import type { Facts, ItemFacts } from './facts.ts'
import { namesAny } from './kept-in.ts'
import { ofOthers } from './restriction.ts'

/**
 * The facts of a meeting without the items that became restricted since they were stored: counts and what is rolled up are
 * those of the others. What is stored stays as it is.
 */
export function factsForAll(
  facts: Facts,
  { restricted, notShown }: { readonly restricted: ReadonlySet<number>; readonly notShown: number },
): Facts {
  const hidden = facts.items.filter(({ id }) => restricted.has(id))
  const isTold = facts.planChanges?.some(({ id }) => restricted.has(id)) ?? false
  if (hidden.length === 0 && !isTold) return facts
  const refs = new Set([
    ...hidden.map(({ ref }) => ref),
    ...(facts.planChanges ?? []).flatMap(({ id, ref }) => (restricted.has(id) ? [ref] : [])),
  ])
  const left = facts.items.filter(({ id }) => !restricted.has(id))
  const items = left.map((item) => (isWhole(item) ? rolledUpAgain(item, left, facts) : item))
  const owners = new Set(items.flatMap((item) => item.owners))
  const { findings } = facts
  return {
    ...facts,
    items,
    ...(notShown > 0 ? { notShown } : {}),
    counts: countsOf(items, facts),
    requests: facts.requests.filter(({ ref }) => !refs.has(ref)),
    decisions: facts.decisions.filter(({ ref }) => !refs.has(ref)),
    ...(facts.actionsArising
      ? { actionsArising: facts.actionsArising.filter((action) => !namesAny(action, refs)) }
      : {}),
    ...(facts.planChanges ? { planChanges: facts.planChanges.filter((each) => isOfOthers(each, refs)) } : {}),
    ...(findings ? { findings: ofOthers(findings, refs) } : {}),
    measures: ofOthers(facts.measures, refs),
    roles: facts.roles.filter(({ code }) => owners.has(code)),
  }
}

function isOfOthers(
  { ref, into, was, is }: { ref: string; into: string | null; was: string | null; is: string | null },
  refs: ReadonlySet<string>,
): boolean {
  return [ref, into, was, is].every((each) => each === null || !refs.has(each))
}

/** A rating that was said of the whole stays; what its parts say is what those that are left say. */
function rolledUpAgain(whole: ItemFacts, items: readonly ItemFacts[], { scale }: Facts): ItemFacts {
  const parts = partsOf(whole, items)
  const state =
    parts.length > 0 && parts.every((part) => part.state === 'complete') ? 'complete' : whole.state
  if (whole.basis === 'stated') return { ...whole, state }
  const unfinished = parts.filter((part) => part.state !== 'complete')
  const rated = unfinished.filter(({ rating }) => rating !== null)
  const worst = scale.find(({ code }) => rated.some(({ rating }) => rating === code))
  const coverage = unfinished.length > 0 ? { rated: rated.length, of: unfinished.length } : null
  const isRolledUp = worst !== undefined && !worst.final
  return {
    ...whole,
    state,
    coverage,
    positionStated: parts.some((part) => part.positionStated),
    rating: isRolledUp ? worst.code : null,
    basis: isRolledUp ? 'rolled-up' : 'not-rated',
  }
}

function partsOf({ ref }: ItemFacts, items: readonly ItemFacts[]): readonly ItemFacts[] {
  return items
    .filter(({ parent }) => parent === ref)
    .flatMap((part) => [...(isCounted(part) ? [part] : []), ...partsOf(part, items)])
}
