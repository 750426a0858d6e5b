/** What people call a thing, and what they search for: the words that carry meaning, without their endings. */

/** Small words, and words that every question or item may hold. */
const EMPTY = new Set(
  `the a an and or but of in on at to for from by with about into over under as is are was were be been am it its this that these those there
   i i'm we you he she they them me my our your their us do does did doing done have has had can could would will should may might shall
   please pls plz just so then now not no yes if when what which who whom whose how why where any some all every each one ones thing things stuff
   item items action actions sub-action sub-actions plan show tell give say see get got make want need know like let look find
   also too very much more most up out off here hi hello hey thanks thank ok okay called named covers cover covering concerns concerning
   says said scope something anything somebody anyone someone going go went help later bit today yesterday tomorrow`.split(
    /\s+/,
  ),
)

/** "reviews", "reviewing" and "reviewed" are the same word; so are "strategy" and "strategies". */
export function stem(word: string): string {
  const plain = word.replace(/['’]s?$/, '')
  if (plain.length <= 3) return plain
  return plain
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxz]|[cs]h)es$/, '')
    .replace(/(?<=[^su])s$/, '')
    .replace(/(?<=\p{L}{3})(?:ations?|ings?|ed|er|ment)$/u, '')
    .replace(/(?<=\p{L}{3})e$/u, '')
}

/** The stems of the words that carry meaning, each once. */
export function meaningfulStems(text: string): readonly string[] {
  const words = text.normalize('NFKC').toLowerCase().match(WORD) ?? []
  return [...new Set(words.filter((word) => !EMPTY.has(word.replace(/’/g, "'"))).map(stem))].filter(
    (each) => each.length > 1,
  )
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu

/** Texts by the stems that they hold; a stem that few of them hold says more. */
export interface WordIndex<Key> {
  readonly weights: ReadonlyMap<string, ReadonlyMap<Key, number>>
  readonly size: number
}

interface Indexed<Key> {
  readonly key: Key
  readonly text: string
  readonly weight: number
}

export function indexWords<Key>(texts: readonly Indexed<Key>[]): WordIndex<Key> {
  const weights = new Map<string, Map<Key, number>>()
  for (const { key, text, weight } of texts) {
    for (const word of meaningfulStems(text)) {
      const own = weights.get(word) ?? new Map<Key, number>()
      own.set(key, Math.max(own.get(key) ?? 0, weight))
      weights.set(word, own)
    }
  }
  return { weights, size: new Set(texts.map(({ key }) => key)).size }
}

export interface Hit<Key> {
  readonly key: Key
  readonly score: number
  /** How many of the words were found. */
  readonly words: number
}

/** What holds most of the words that are sought, best first. `like` may know another spelling of a word. */
export function searchWords<Key>(
  { weights, size }: WordIndex<Key>,
  stems: readonly string[],
  like: (stem: string, known: readonly string[]) => string | undefined = () => undefined,
): readonly Hit<Key>[] {
  const hits = new Map<Key, Hit<Key>>()
  for (const sought of stems) {
    const word = weights.has(sought) ? sought : like(sought, [...weights.keys()])
    const found = weights.get(word ?? '') ?? new Map<Key, number>()
    for (const [key, weight] of found) {
      const before = hits.get(key) ?? { key, score: 0, words: 0 }
      const score = before.score + weight * Math.log(1 + size / found.size)
      hits.set(key, { key, score, words: before.words + 1 })
    }
  }
  return [...hits.values()].sort((one, other) => other.words - one.words || other.score - one.score)
}
