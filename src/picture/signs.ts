import { isOverdue } from '../domain/counts.ts'
import type { Facts, ItemFacts } from '../domain/facts.ts'
import type { Rating } from '../domain/scale.ts'

/** How an item is shown on the wall. */
export type Sign =
  /** `rolled-up`: the worst of its parts, not rated as a whole. */
  | { readonly kind: 'rating'; readonly rating: Rating; readonly look: 'said' | 'rolled-up' | 'not-started' }
  /** Complete but not signed off. */
  | { readonly kind: 'complete' }
  /** In a plan without ratings. */
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'not-rated'; readonly isNotStarted: boolean }
  /** Nothing was stored for that meeting. */
  | { readonly kind: 'not-recorded' }

export interface Tile {
  /** `c` of `A2(c)`, `3` of `1.1.3`; empty for an item that has a row of its own. */
  readonly letter: string
  readonly sign: Sign
  /** `unknown`: its date has passed, but nothing was ever stated. */
  readonly late: 'overdue' | 'unknown' | null
}

export function tileOf(facts: Facts, item: ItemFacts, { isAlone = false } = {}): Tile {
  return {
    letter: isAlone ? '' : letterOf(item),
    sign: signOf(facts, item),
    late: isOverdue(item) ? 'overdue' : item.daysOverdue === null ? null : 'unknown',
  }
}

/** How an item stood at any meeting. */
export function signOf(facts: Facts, item: ItemFacts): Sign {
  if (item.state === 'complete' && !item.signedOff) return { kind: 'complete' }
  const rating = facts.scale.find(({ code }) => code === item.rating)
  if (facts.scale.length === 0 && item.state === 'in-progress') return { kind: 'in-progress' }
  const isNotStarted = item.state === 'not-started'
  if (!rating) return { kind: 'not-rated', isNotStarted }
  if (item.basis === 'rolled-up') return { kind: 'rating', rating, look: 'rolled-up' }
  return { kind: 'rating', rating, look: isNotStarted ? 'not-started' : 'said' }
}

function letterOf({ ref, parent }: ItemFacts): string {
  const own = parent !== null && ref.startsWith(parent) ? ref.slice(parent.length) : ref
  return own.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}
