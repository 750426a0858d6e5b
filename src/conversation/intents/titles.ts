import { memoize } from '../../domain/bounded-map.ts'
import type { Item } from '../../domain/plan.ts'
import type { Ask, Choice } from '../../domain/reading.ts'
import type { ReferenceIndex } from '../../domain/reference.ts'
import { shortened } from '../../domain/text.ts'
import { indexWords, meaningfulStems, searchWords, type WordIndex } from '../../domain/word-search.ts'
import { isCommandWord } from '../nearest.ts'
import type { Line } from './line.ts'

/** Offers to answer about each item that was named by its title. */
export function offerTitled(items: readonly Item[], verb: string): Ask {
  const options: readonly Choice[] = items.map((each) => ({
    label: `${each.ref}: ${titleOf(each)}`,
    line: `${verb} ${each.ref}`,
  }))
  const [only, ...more] = items
  return {
    certainty: 'ask',
    command: verb.replace(/ /g, '-'),
    question:
      only && more.length === 0
        ? `Do you mean ${only.ref}, “${titleOf(only)}”?`
        : 'Which of these do you mean?',
    options,
    ...(more.length === 0 ? { isYesNo: true as const } : {}),
    isNote: true,
    reason: 'no item was named, but words of a title',
  }
}

export function titleOf({ title }: Item): string {
  return shortened(title, 60)
}

/** The items whose titles hold words of a text: two of them, or one that hardly any other title holds. */
export function itemsTitled({ raw, vocabulary, commands }: Line): readonly Item[] {
  const stems = meaningfulStems(raw)
  const index = titlesOf(vocabulary.references)
  const isRare = (stem: string) => {
    const held = index.weights.get(stem)?.size ?? 0
    return held > 0 && held <= FEW && stem.length > 3 && !isCommandWord(stem, commands)
  }
  const isNamedByOne = stems.length <= FEW_WORDS && stems.some(isRare)
  const hits = searchWords(index, stems).filter(({ words }) => words > 1 || isNamedByOne)
  const best = Math.max(0, ...hits.map(({ score }) => score))
  if (best < LEAST) return []
  return hits
    .toSorted((one, other) => other.score - one.score)
    .filter(({ score }) => score >= best * NEAR)
    .slice(0, MOST)
    .map(({ key }) => key)
}

/** A word of a single title. */
const FEW = 1
const FEW_WORDS = 5
const LEAST = 3
const NEAR = 0.6
const MOST = 3

const titlesOf = memoize(
  (references: ReferenceIndex): WordIndex<Item> =>
    indexWords([...references.values()].map((item) => ({ key: item, text: item.title, weight: 1 }))),
)
