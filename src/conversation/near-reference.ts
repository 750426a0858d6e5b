import { memoize } from '../domain/bounded-map.ts'
import { didYouMean } from '../domain/did-you-mean.ts'
import type { Item } from '../domain/plan.ts'
import { pieces, type ReferenceIndex } from '../domain/reference.ts'
import { namesOf, squashed } from '../domain/reference-names.ts'

interface Printed {
  readonly item: Item
  /** The letters and numbers of its reference. */
  readonly parts: readonly string[]
  readonly shape: string
}

const printed = memoize((index: ReferenceIndex): readonly Printed[] =>
  namesOf(index).present.map((item) => ({ item, parts: partsOf(item.ref), shape: shapeOf(item.ref) })),
)

/** The items whose references are written like this text, which is none itself, nearest to it: 1.1.1 and 1.1.10 for "1.1.12". */
export function itemsOfShape(text: string, index: ReferenceIndex): readonly Item[] {
  const shape = shapeOf(text)
  const wanted = partsOf(text)
  const alike = printed(index)
    .filter((each) => each.shape === shape)
    .map(({ item, parts }) => ({ item, shared: sharedBy(parts, wanted) }))
  const most = Math.max(...alike.map(({ shared }) => shared))
  return alike.filter(({ shared }) => shared === most).map(({ item }) => item)
}

/** How many parts two references have in common from the left. */
function sharedBy(parts: readonly string[], wanted: readonly string[]): number {
  const other = parts.findIndex((part, at) => part !== wanted[at])
  return other === -1 ? parts.length : other
}

/**
 * What a text was probably meant for: the same with another sign between ("pap2 05"), with a slip in its letters ("KLEO 4a"),
 * or a part of it ("SRR 08", "4a"). Numbers are never guessed.
 */
export function nearReferences(text: string, index: ReferenceIndex): readonly string[] {
  const wanted = partsOf(text)
  const digits = digitsOf(wanted)
  if (digits === '') return []
  const all = printed(index)
  const same = all.filter(({ parts }) => parts.join(' ') === wanted.join(' '))
  const refs = (found: readonly Printed[]) => found.map(({ item }) => item.ref)
  if (same.length > 0) return refs(same)
  // A parent is never meant by the name of a child.
  const alike = refs(all.filter(({ parts }) => digitsOf(parts) === digits && parts.length >= wanted.length))
  const bySquashed = new Map(alike.map((ref) => [squashed(ref), ref]))
  const slips = didYouMean(squashed(text), bySquashed.keys()).flatMap((name) => bySquashed.get(name) ?? [])
  if (slips.length > 0) return slips
  const isPart = /\p{L}/u.test(text)
  return isPart ? refs(all.filter(({ parts }) => holds(parts, wanted))).slice(0, MOST) : []
}

const MOST = 3

/** Whether a text is the beginning of a reference, or its parts stand in it in their order up to its end. */
function holds(parts: readonly string[], wanted: readonly string[]): boolean {
  if (parts.length <= wanted.length) return false
  if (wanted.length > 1 && sharedBy(parts, wanted) === wanted.length) return true
  if (parts.at(-1) !== wanted.at(-1)) return false
  const rest = [...wanted]
  for (const part of parts) if (part === rest[0]) rest.shift()
  return rest.length === 0
}

function partsOf(text: string): readonly string[] {
  return pieces(text)
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .map((piece) => piece.replace(/^0+(?=\p{N})/u, ''))
}

function digitsOf(parts: readonly string[]): string {
  return parts.filter((part) => /\p{N}/u.test(part)).join(' ')
}

/** Numbers and a last letter may be any; everything else is as printed. */
function shapeOf(text: string): string {
  const all = pieces(text)
  return all
    .map((piece, at) => {
      if (/^\p{N}/u.test(piece)) return '9'
      const isLast = at > 0 && at === all.length - 1 && /^\p{L}+$/u.test(piece)
      return isLast ? 'x' : piece
    })
    .join(' ')
}
