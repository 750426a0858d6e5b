import type { Speaker } from './authority.ts'
import type { Day } from './plan.ts'

/**
 * That an item is not for everybody. A partnership board's is restricted; a committee's or the cabinet's is exempt, in
 * Part 2, and then the paragraph and the proper officer are named.
 */
export type Restriction = Marking & (Restricted | Exempt)

export interface Marking {
  /** Codes of the posts that may read it, besides its owners and the coordinator. */
  readonly readers: readonly string[]
  /** Why it is restricted; for an exempt item, why the public interest is in keeping it so. */
  readonly reason: string
  /** From this day on the coordinator is asked whether it still is. It never ends by itself. */
  readonly until: Day | null
  /** Others may know that there is an item that they are not shown. */
  readonly isKnown: boolean
}

export interface Restricted {
  readonly kind: 'restricted'
}

export interface Exempt {
  readonly kind: 'exempt'
  /** Of Part 1 of Schedule 12A. */
  readonly paragraph: number
  /** The code of the post of the proper officer, who holds it to be exempt. */
  readonly officer: string
}

/** Part 1 of Schedule 12A has as many paragraphs. */
export const PARAGRAPHS = 7

/** Whether somebody may read a restricted item. A post that they stand in for does not count, and a guest never may. */
export function mayRead(
  { readers }: Pick<Restriction, 'readers'>,
  { owners, speaker }: { owners: readonly string[]; speaker: Speaker },
): boolean {
  if (speaker.isGuest) return false
  if (speaker.isCoordinator) return true
  return speaker.roles.some(
    (code) => !speaker.delegated.includes(code) && (readers.includes(code) || owners.includes(code)),
  )
}

/** "Restricted", or "Exempt: paragraph 3 of Schedule 12A". */
export function restrictionTitle(restriction: Restriction): string {
  return restriction.kind === 'exempt'
    ? `Exempt (Part 2): paragraph ${restriction.paragraph} of Schedule 12A`
    : 'Restricted'
}

/** Those that are about other items too, without the references of hidden ones; what is about hidden ones alone is left out. */
export function ofOthers<Of extends { readonly items: readonly string[] }>(
  all: readonly Of[],
  refs: ReadonlySet<string>,
): readonly Of[] {
  if (refs.size === 0) return all
  return all.flatMap((each) => {
    const items = each.items.filter((ref) => !refs.has(ref))
    if (items.length === each.items.length) return [each]
    return items.length === 0 ? [] : [{ ...each, items }]
  })
}
