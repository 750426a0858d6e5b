import { textsIn } from './childrens-numbers.ts'
import type { Borne } from './item-changes.ts'

/** What tells of items that are not for everybody: their references, and the words that stand with them alone. */
export interface KeptIn {
  readonly itemIds: ReadonlySet<number>
  /** Which item of the plan bore which reference when, by when that was recorded. */
  readonly borne: readonly Borne[]
  readonly refs: ReadonlySet<string>
  readonly texts: ReadonlySet<string>
}

export const NOTHING_KEPT_IN: KeptIn = {
  itemIds: new Set(),
  borne: [],
  refs: new Set(),
  texts: new Set(),
}

/** Shorter texts, "on track", tell nothing by themselves. */
const SHORTEST = 8
const DAY = /^\d{4}-\d\d(?:-\d\d|$)/

/** The words about hidden items that are not those about the others too. */
export function ownTexts(hidden: readonly unknown[], others: readonly unknown[]): ReadonlySet<string> {
  const shown = new Set(textsIn(others))
  return new Set(
    textsIn(hidden).filter((text) => text.length >= SHORTEST && !DAY.test(text) && !shown.has(text)),
  )
}

/** What tells of the hidden items of several plans. */
export function allKeptIn(all: readonly KeptIn[]): KeptIn {
  return {
    ...NOTHING_KEPT_IN,
    refs: new Set(all.flatMap(({ refs }) => [...refs])),
    texts: new Set(all.flatMap(({ texts }) => [...texts])),
  }
}

/** Whether a value tells of what is kept in, in whatever it says. */
export function tellsOf(value: unknown, { refs, texts }: Pick<KeptIn, 'refs' | 'texts'>): boolean {
  if (refs.size === 0 && texts.size === 0) return false
  const said = JSON.stringify(value) ?? ''
  return (
    [...texts].some((text) => said.includes(JSON.stringify(text).slice(1, -1))) ||
    [...refs].some((ref) => namesReference(said, ref))
  )
}

/** Whether a value names one of some references, in whatever it says. */
export function namesAny(value: unknown, refs: ReadonlySet<string>): boolean {
  return tellsOf(value, { refs, texts: NO_TEXTS })
}

const NO_TEXTS: ReadonlySet<string> = new Set()

/** A reference of digits alone is one only where nothing else is said: elsewhere it is a number. */
function namesReference(said: string, ref: string): boolean {
  if (said.includes(JSON.stringify(ref))) return true
  if (!/\p{L}/u.test(ref) || !/\p{N}/u.test(ref)) return false
  for (let at = said.indexOf(ref); at >= 0; at = said.indexOf(ref, at + 1)) {
    const [before, after] = [said.slice(0, at).at(-1) ?? '', said.slice(at + ref.length)]
    if (!/[\p{L}\p{N}.]/u.test(before) && !/^(?:[\p{L}\p{N}(]|\.[\p{L}\p{N}])/u.test(after)) return true
  }
  return false
}
