import type { Command, Commands } from '../../command.ts'
import { memoize } from '../../domain/bounded-map.ts'
import { didYouMean } from '../../domain/did-you-mean.ts'
import type { Ask, Reading } from '../../domain/reading.ts'
import type { ReferenceIndex } from '../../domain/reference.ts'
import { plainWord } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { wordsOfScale } from '../sentence/lexicon.ts'
import type { Line } from './line.ts'
import { PADDING } from './question.ts'

/** Slips that no distance between words explains. */
const KNOWN: Readonly<Record<string, string>> = {
  wen: 'when',
  wat: 'what',
  wot: 'what',
  wots: "what's",
  wats: "what's",
  hwo: 'who',
  hoo: 'who',
  woh: 'who',
  hos: "who's",
  wich: 'which',
  witch: 'which',
  nxt: 'next',
  lst: 'last',
  shwo: 'show',
  shw: 'show',
  teh: 'the',
  manny: 'many',
  meny: 'many',
  lait: 'late',
  b4: 'before',
  thurs: 'Thursday',
  weds: 'Wednesday',
  tues: 'Tuesday',
  boared: 'board',
  bord: 'board',
  aktions: 'actions',
  owes: 'owns',
}

/** Everyday words that are one letter away from one that asks for something. */
const OTHER_WORDS = new Set(
  `find mind kind bind line mile mines dust date rate late hate gate lists lost last least test rest best past cast host
   reads beds rids stats state stage share shape shore spare space quit quite quick moved love move more mere
   there where were here hope home hole some same done gone none bone dose does word work world form from farm new news
   hold held help heap what that than then them they meet meat seat sent send spent need feed seed paper pager taper
   person parson owner power lower tower reach teach each week weak seek meeting greeting seating`.split(
    /\s+/,
  ),
)

/**
 * "whats ovredue", "wen is the nxt borad": a question is answered as it was meant. What would change something is said
 * back first, and everything but its verb and its rating stays as typed.
 */
export function readMisspelt(line: Line, read: (raw: string) => Reading | undefined): Reading | undefined {
  const { raw, commands, vocabulary } = line
  if (raw.length > LONGEST_LINE) return undefined
  const query = corrected(
    raw,
    (word) => known(word) ?? likeOne(word, askingWords(word[0] ?? '', commands, vocabulary)),
  )
  const reading = query === raw ? undefined : read(query)
  if (reading?.certainty === 'sure' && !commands.get(reading.command)?.changes) return reading
  return readMisspeltChange(line, read)
}

const LONGEST_LINE = 120

/** "upate B5a to ambre": with both slips mended, or the rating would become the note. */
export function readMisspeltUpdate(
  line: Line,
  read: (raw: string) => Reading | undefined,
): Reading | undefined {
  const { raw, commands, vocabulary } = line
  const isBoth =
    raw !== corrected(raw, (word, at) => (at === 0 ? likeVerb(word, commands) : undefined)) &&
    raw !== corrected(raw, (word, at) => (at === 0 ? undefined : likeRating(word, vocabulary)))
  return isBoth && raw.length <= LONGEST_LINE ? readMisspeltChange(line, read) : undefined
}

function readMisspeltChange(
  { raw, commands, vocabulary }: Line,
  read: (raw: string) => Reading | undefined,
): Ask | undefined {
  const change = corrected(
    raw,
    (word, at) => (at === 0 ? likeVerb(word, commands) : undefined) ?? likeRating(word, vocabulary),
  )
  const reading = change === raw ? undefined : read(change)
  const command = reading && reading.certainty !== 'none' ? commands.get(reading.command ?? '') : undefined
  if (!reading || reading.certainty === 'none' || !command?.changes) return undefined
  if (reading.certainty === 'ask') return reading
  return {
    certainty: 'ask',
    command: reading.command,
    args: reading.args,
    question: `Did you mean: ${change}?`,
    options: [{ label: change, line: change }],
    isYesNo: true,
    isNote: true,
    reason: 'it reads like a change with a slip in it',
  }
}

function likeVerb(word: string, commands: Commands): string | undefined {
  return likeOne(
    word,
    [...commands].flatMap(([name, { hidden }]) => (hidden || name.includes('-') ? [] : [name])),
  )
}

function likeRating(word: string, { scale }: Vocabulary): string | undefined {
  return likeOne(word, wordsOfScale(scale))
}

/** The text with every word replaced for which there is another. */
function corrected(raw: string, meant: (word: string, at: number) => string | undefined): string {
  let at = -1
  return raw.replace(/\bover due\b/gi, 'overdue').replace(/[\p{L}\p{N}'’]+/gu, (word) => {
    at += 1
    return meant(plainWord(word), at) ?? word
  })
}

function known(word: string): string | undefined {
  return KNOWN[word]
}

/** The one word that a slip explains; none if several do. */
function likeOne(word: string, words: readonly string[]): string | undefined {
  if (
    word.length < 4 ||
    /[\d'’]/.test(word) ||
    CONTRACTED.test(word) ||
    OTHER_WORDS.has(word) ||
    PADDING.has(word) ||
    words.includes(word)
  )
    return undefined
  const [first, second] = didYouMean(
    word,
    words.filter(
      (each) => each.length > 3 && each[0] === word[0] && Math.abs(each.length - word.length) <= 2,
    ),
    2,
  )
  if (first === undefined) return undefined
  return second !== undefined && isPlural(first, second) ? longer(word, first, second) : first
}

const CONTRACTED = /^(?:what|who|how|where|when|that|there|which|it|here|let)['’]?s$/

function isPlural(one: string, other: string): boolean {
  return `${one}s` === other || `${other}s` === one
}

/** "meetign" is "meeting", "actoins" is "actions". */
function longer(word: string, one: string, other: string): string {
  return word.endsWith('s') === one.endsWith('s') ? one : other
}

/** The words that questions are asked in, by their first letter; built once for each plan. */
const knownWords = new WeakMap<ReferenceIndex, ReadonlyMap<string, readonly string[]>>()

function askingWords(first: string, commands: Commands, vocabulary: Vocabulary): readonly string[] {
  const { bodies, scale, references } = vocabulary
  const built = knownWords.get(references)
  if (built) return built.get(first) ?? []
  const names = bodies.flatMap(({ name, aliases }) => [name, ...aliases])
  const words = new Set([...cueWords(commands), ...names.flatMap(plainWords), ...wordsOfScale(scale)])
  const byLetter = new Map<string, string[]>()
  for (const word of words) {
    const own = byLetter.get(word[0] ?? '') ?? []
    byLetter.set(word[0] ?? '', own)
    own.push(word)
  }
  knownWords.set(references, byLetter)
  return byLetter.get(first) ?? []
}

const cueWords = memoize((commands: Commands): readonly string[] => [
  ...new Set([...[...commands].flatMap(wordsOfCommand), ...PADDING]),
])

function wordsOfCommand([name, { questions = [], changes, hidden }]: readonly [
  string,
  Command,
]): readonly string[] {
  if (changes || hidden) return []
  return [...name.split('-'), ...questions.flatMap(plainWords)]
}

function plainWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}']+/u)
    .filter((word) => word.length > 3)
}
