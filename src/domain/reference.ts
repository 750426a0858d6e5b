import { listed } from './format.ts'
import type { Item, Level } from './plan.ts'

/**
 * Items by the normalised form of their reference. One that nobody bears any more finds the item that bore it last, by that
 * reference; to go through the index is to go through those of today.
 */
export type ReferenceIndex = ReadonlyMap<string, Item>

export const SEPARATORS = new Set([',', ';', '&', '+', '/', 'and', 'or'])
export const RANGE_WORDS = new Set(['-', 'to', 'through'])

/** `earlier` are items under references that they bore before, the latest bearer last. */
export function indexReferences(
  items: readonly Item[],
  { earlier = [], levels = [] }: { earlier?: readonly Item[]; levels?: readonly Level[] } = {},
): ReferenceIndex {
  const byReference = (all: readonly Item[]) =>
    new Map(all.filter((item) => !needsWord(item)).map((item) => [plainReference(item.ref), item] as const))
  const present = byReference(items)
  const gone = earlier.filter(({ ref }) => !present.has(plainReference(ref)))
  return new References(present, byReference(gone), {
    outer: items.filter(needsWord),
    earlierOuter: earlier.filter(needsWord),
    levels,
  })
}

/** Whether an item is named with the word of its level, "area A": alone, its reference is a letter, a word or a number. */
export function needsWord({ place, ref }: Pick<Item, 'place' | 'ref'>): boolean {
  return place === 'rolled-up' && (/^\p{L}+$/u.test(ref) || /^\p{N}+$/u.test(ref))
}

interface Around {
  /** The items that are named with their level's word. */
  readonly outer: readonly Item[]
  /** Those under references that they bore before. */
  readonly earlierOuter: readonly Item[]
  readonly levels: readonly Level[]
}

export class References extends Map<string, Item> {
  readonly earlier: ReadonlyMap<string, Item>
  readonly around: Around

  constructor(present: ReadonlyMap<string, Item>, earlier: ReadonlyMap<string, Item>, around: Around) {
    super(present)
    this.earlier = earlier
    this.around = around
  }

  override get(key: string): Item | undefined {
    return super.get(key) ?? this.earlier.get(key)
  }

  override has(key: string): boolean {
    return super.has(key) || this.earlier.has(key)
  }
}

/** `A2(c)`, `a2c`, `A2.c` and `A2 c)` are the same, and so are `SRR 08` and `srr8`; `1.2.3` and `12.3` are different. */
export function plainReference(text: string): string {
  return keyOf(pieces(text))
}

export function keyOf(tokens: readonly string[]): string {
  return joined(tokens.filter(isAlphanumeric))
}

function isAlphanumeric(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece)
}

/** The letters, numbers and signs of a text, each in a row; brackets and full stops are left out. */
export function pieces(text: string): readonly string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
  // A blank between digits matters: "1.1 2 slower" is not about 1.1.2.
  const found = plain.match(/(?<=\p{N}) (?=\p{N})|\p{N}+|\p{L}+|[^\s()[\].]/gu) ?? []
  return found.filter((piece) => piece !== '')
}

export function isNamePiece(piece: string): boolean {
  return isAlphanumeric(piece) && !SEPARATORS.has(piece) && !RANGE_WORDS.has(piece)
}

/** Separate groups of digits stay separate, without leading zeros; everything else is joined. */
export function joined(parts: readonly string[]): string {
  return parts.reduce((all, part) => {
    const digitsMeet = /\p{N}$/u.test(all) && /^\p{N}/u.test(part)
    const plain = part.replace(/^0+(?=\p{N})/u, '')
    return digitsMeet ? `${all}.${plain}` : all + plain
  }, '')
}

interface Named {
  readonly ref: string
  /** The reference of the item around it. */
  readonly parent: string | null
}

/** Three or more in a row are written as a range. */
const SHORTEST_RANGE = 3

/**
 * `B2(a), B2(b) and C2(a) to C2(i)`: neighbours within one item become ranges. Beyond `most` runs, the rest is only
 * counted.
 */
export function refsText(
  named: readonly Named[],
  all: readonly Named[],
  { most = Number.POSITIVE_INFINITY }: { most?: number } = {},
): string {
  const runs = runsOf(named, all)
  if (runs.length <= most) return listed(runs.flatMap(runText))
  const shown = runs.slice(0, most - 1)
  return listed([...shown.flatMap(runText), `${named.length - shown.flat().length} more`])
}

function runsOf(named: readonly Named[], all: readonly Named[]): readonly (readonly Named[])[] {
  const place = new Map(all.map(({ ref }, index) => [ref, index]))
  const runs: Named[][] = []
  for (const each of named) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const isNext =
      last && each.parent !== null && each.parent === last.parent && follows(place, last.ref, each.ref)
    if (run && isNext) run.push(each)
    else runs.push([each])
  }
  return runs
}

function follows(place: ReadonlyMap<string, number>, one: string, other: string): boolean {
  return place.get(other) === (place.get(one) ?? -2) + 1
}

function runText(run: readonly Named[]): readonly string[] {
  const refs = run.map(({ ref }) => ref)
  return run.length < SHORTEST_RANGE ? refs : [`${refs[0]} to ${refs.at(-1)}`]
}
