import type { Level } from '../../src/domain/plan.ts'
import { plainReference } from '../../src/domain/reference.ts'

interface Named {
  readonly ref: string
  readonly level: number
}

/** What an item is called where its reference alone could be anything, or another's too: "theme 1", else "A1(a)". */
export type NameOf = (item: Named) => string

export function namesOf(items: readonly Named[], levels: readonly Level[]): NameOf {
  const inner = new Set(items.flatMap(({ ref, level }) => (level > 0 ? [plainReference(ref)] : [])))
  return ({ ref, level }) => {
    const needsWord = /^(?:\p{L}+|\p{N}+)$/u.test(ref) || inner.has(plainReference(ref))
    return level === 0 && levels.length > 1 && needsWord ? `${levels[0]?.word} ${ref}` : ref
  }
}

/** Finds the item that a name means. */
export function itemCalled<Item extends Named>(
  name: string,
  items: readonly Item[],
  nameOf: NameOf,
): Item | undefined {
  const wanted = plainReference(name)
  return (
    items.find((item) => plainReference(nameOf(item)) === wanted) ??
    items.find(({ ref }) => plainReference(ref) === wanted)
  )
}
