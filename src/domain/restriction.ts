import type { Speaker } from './authority.ts'
import type { Day } from './plan.ts'

/**
 * That an item is not for everybody. A partnership board's is restricted; a committee's or the cabinet's is exempt, in
 * Part 2, and then the paragraph and the proper officer are named.
 */
export type Restriction = Marking & (Restricted | Exempt)

interface Marking {
  /** Codes of the posts that may read it, besides its owners and the coordinator. */
  readonly readers: readonly string[]
  /** Why it is restricted; for an exempt item, why the public interest is in keeping it so. */
  readonly reason: string
  /** From this day on the coordinator is asked whether it still is. It never ends by itself. */
  readonly until: Day | null
  /** Others may know that there is an item that they are not shown. */
  readonly isKnown: boolean
}

interface Restricted {
  readonly kind: 'restricted'
}

interface Exempt {
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
  restriction: Restriction,
  { owners, speaker }: { owners: readonly string[]; speaker: Speaker },
): boolean {
  if (speaker.isGuest) return false
  if (speaker.isCoordinator) return true
  const may = readersOf(restriction, owners)
  return speaker.roles.some((code) => !speaker.delegated.includes(code) && may.includes(code))
}

/** The codes of the posts that may read it, besides the coordinator. */
export function readersOf(restriction: Restriction, owners: readonly string[]): readonly string[] {
  const officer = restriction.kind === 'exempt' ? [restriction.officer] : []
  return [...new Set([...restriction.readers, ...officer, ...owners])]
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

/** Told of the items of which everybody may know that they are there; empty where there are none. */
export function notShownText(number = 0): string {
  if (number === 0) return ''
  return number === 1 ? 'One item is not shown here.' : `${number} items are not shown here.`
}

/** On every page of a paper of what is restricted. */
export const NOT_PUBLIC = 'NOT FOR PUBLICATION'
