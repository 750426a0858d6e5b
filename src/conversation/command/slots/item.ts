import { listed } from '../../../domain/format.ts'
import { plainReference } from '../../../domain/reference.ts'
import { isWorded, readReferences } from '../../../domain/reference-list.ts'
import { mayBeReference, namesOf } from '../../../domain/reference-names.ts'
import { ratingFromWord, type State } from '../../../domain/scale.ts'
import type { Words } from '../../../domain/text.ts'
import type { Vocabulary } from '../../../domain/vocabulary.ts'
import { isAmount } from '../../counting.ts'
import { type Candidate, phrases, plainPhrase, type Slot, type Slots } from './slot.ts'

const oneGroup: Slot = {
  candidates: (words, at, vocabulary) =>
    phrases(words, at, 4, (phrase) => {
      const wanted = plainPhrase(phrase)
      const name = groupName(vocabulary)
      const spoken = [name, name.split(' ')[0] ?? '', 'area'].map((each) => `${each.toLowerCase()} `)
      const bare = spoken.reduce(
        (left, each) => (left.startsWith(each) ? left.slice(each.length) : left),
        wanted,
      )
      return vocabulary.groups.find(({ ref }) => ref.toLowerCase() === bare)?.ref
    }),
  expected: (vocabulary) =>
    vocabulary.groups.length === 0
      ? ''
      : `${groupName(vocabulary)}: ${listed(
          vocabulary.groups.map(({ ref }) => ref),
          'or',
        )}`,
  known: ({ groups }) => groups.map(({ ref }) => ref),
}

const oneReference: Slot = {
  candidates: (words, at, vocabulary) =>
    longest(words, at, referencesFrom(words, at, 6, vocabulary), (phrase, next) => {
      const found = referencesIn(phrase, words, next, vocabulary)
      return found?.length === 1 ? found[0]?.ref : undefined
    }),
  expected: (vocabulary) => `a reference such as ${exampleReference(vocabulary)}`,
  known: everyReference,
}

export const referenceSlots = {
  refs: {
    candidates: (words, at, vocabulary) =>
      longest(words, at, referencesFrom(words, at, 16, vocabulary), (phrase, next) =>
        referencesIn(phrase, words, next, vocabulary)?.map((item) => item.ref),
      ),
    expected: (vocabulary) =>
      `a reference such as ${exampleReference(vocabulary)}, or several: ${exampleList(vocabulary)}`,
    known: everyReference,
  },
  ref: oneReference,
  area: oneGroup,
  /** Any item, also an outermost one by its letter alone. */
  item: {
    ...oneReference,
    candidates: function* (words, at, vocabulary) {
      yield* oneReference.candidates(words, at, vocabulary)
      yield* oneGroup.candidates(words, at, vocabulary)
    },
  },
  /** A reference that no item bears yet, before "in" or "as". */
  'new-ref': {
    candidates: (words, at) =>
      phrases(words, at, MOST_REFERENCE_WORDS, (phrase, next) =>
        /^(in|as|of)$/.test(words.list[next]?.plain ?? '') && /[\p{L}\p{N}]/u.test(phrase)
          ? phrase
          : undefined,
      ),
    expected: () =>
      'the reference of the new item, as the plan would print it, and then in which item it stands',
  },
  level: {
    candidates: (words, at, { levels }) =>
      phrases(words, at, 4, (phrase) => {
        const wanted = plainPhrase(phrase).replace(/^an? /, '')
        return levels.find((level) => level.word.toLowerCase() === wanted)?.word
      }),
    expected: ({ levels }) =>
      listed(
        levels.map(({ word }) => word),
        'or',
      ),
    known: ({ levels }) => levels.map(({ word }) => word),
  },
  /** Why an item leaves the plan. */
  closing: {
    candidates: (words, at) => phrases(words, at, 6, (phrase) => closingOf(plainPhrase(phrase))),
    expected: () =>
      'why it is closed: no longer required, done with, not carried over, or as duplicate of another item',
    known: () => ['no longer required', 'done with', 'not carried over'],
  },
} satisfies Slots

/** References of several words are rare, and short. */
const MOST_REFERENCE_WORDS = 4

function closingOf(phrase: string): 'done with' | 'no longer required' | 'not carried over' | undefined {
  const said = phrase.replace(/^(?:as|because|since) |^(?:it|this|that)(?:'s| is) /g, '')
  if (NO_LONGER.test(said)) return 'no longer required'
  if (/^not (?:to be )?carried (?:over|forward)$/.test(said)) return 'not carried over'
  return /^(?:closed|done with|finished with|dealt with)$/.test(said) ? 'done with' : undefined
}

const NO_LONGER =
  /^(?:no longer (?:required|relevant|needed|necessary|applicable|wanted)|not (?:required|relevant|needed|necessary|applicable) (?:any more|anymore|any longer|now)|obsolete|superseded|overtaken by events|out of date)$/

/**
 * Only the longest reading, without backtracking: a letter that belongs to a reference must not be read as a rating of
 * the whole action.
 */
function* longest(...of: Parameters<typeof phrases>): Iterable<Candidate> {
  for (const candidate of phrases(...of)) {
    yield candidate
    return
  }
}

/** What the plan calls its outermost items. */
function groupName({ groups, levels }: Vocabulary): string {
  return levels[groups[0]?.level ?? 0]?.word ?? 'area'
}

/** How many of the words from `at`, up to `most`, could belong to a list of references. */
function referencesFrom(words: Words, at: number, most: number, vocabulary: Vocabulary): number {
  const following = words.list.slice(at, at + most)
  const end = following.findIndex(({ plain }) => !mayBeReference(plain, vocabulary.references))
  return end === -1 ? following.length : end
}

function referencesIn(phrase: string, words: Words, next: number, vocabulary: Vocabulary) {
  const found = readReferences(withoutEnd(phrase), vocabulary.references, { alone: true })
  return found && isWholeReference(phrase, words, next, vocabulary) ? found : undefined
}

/**
 * "B2 a delay came up" is about B2: a lone letter that is also an English word belongs to the reference only when a
 * rating, a state, more of a list or nothing follows. The same holds for a number that is short for an item: "B4, 5 are
 * late" is about two, "B4, 5 schools replied" about one.
 */
function isWholeReference(phrase: string, words: Words, next: number, vocabulary: Vocabulary): boolean {
  const [, last = ''] = phrase.match(/(?:^|[\s,&+/-])(\p{L}+|\p{N}+)$/u) ?? []
  const isEnglish = ENGLISH.test(last) && phrase !== 'A' && !isWorded(phrase, vocabulary.references)
  const isWord = isEnglish || isOuterBehindInner(phrase, last, vocabulary)
  const isShort = /^\p{N}/u.test(last) && last !== phrase && !vocabulary.references.has(plainReference(last))
  if (!isWord && !(isShort && /[,&+]|\b(?:and|or)\b/i.test(phrase))) return true
  const following = words.list[next]
  if (!following) return true
  if (ratingFromWord(vocabulary.scale, following.plain)) return true
  return STATES.has(following.plain) || GOES_ON.has(following.plain)
}

/** "update A1, A slow" may rate A1 amber. */
function isOuterBehindInner(phrase: string, last: string, { references }: Vocabulary): boolean {
  const [first = ''] = phrase.split(/[\s,;&+]/)
  return namesOf(references).alone.has(last.toLowerCase()) && references.has(plainReference(first))
}

/** Parts of references that are English words as well. */
const ENGLISH = /^(?:a|i|I|A|or)$/
const GOES_ON = new Set('to as not in via because is are on with by into - –'.split(' '))

function withoutEnd(phrase: string): string {
  return phrase.replace(/[:,;.!?]+$/, '')
}

function everyReference({ references }: Vocabulary): readonly string[] {
  return namesOf(references).present.map((item) => item.ref)
}

function exampleReference(vocabulary: Vocabulary): string {
  const items = [...vocabulary.references.values()]
  return (items.find((item) => item.place === 'counted') ?? items[0])?.ref ?? 'A1'
}

function exampleList(vocabulary: Vocabulary): string {
  return listed(
    [...vocabulary.references.values()]
      .filter((item) => item.place === 'counted')
      .slice(0, 2)
      .map((item) => item.ref),
  )
}

export const STATES: ReadonlyMap<string, State> = new Map(
  Object.entries({
    'not-started': [
      'not started',
      "hasn't started",
      'hasnt started',
      'has not started',
      "haven't started",
      'not yet started',
      'yet to start',
      'not begun',
    ],
    'in-progress': ['in progress', 'started', 'under way', 'underway', 'in hand', 'begun'],
    complete: ['complete', 'completed', 'done', 'finished'],
  } satisfies Record<State, string[]>).flatMap(([state, said]) =>
    said.map((phrase) => [phrase, state as State] as const),
  ),
)

export const ratingSlots = {
  rating: {
    candidates: (words, at, vocabulary) =>
      phrases(words, at, 4, (phrase, next) =>
        (isArticle(phrase) && next < words.list.length) || isCounted(phrase, words, next)
          ? undefined
          : ratingFromWord(vocabulary.scale, plainPhrase(phrase))?.code,
      ),
    expected: ({ scale }) =>
      scale.ratings.length === 0
        ? EXPECTED_STATE
        : `a rating: ${listed(
            scale.ratings.map((rating) => `${rating.label.toLowerCase()} (${rating.letter})`),
            'or',
          )}`,
    known: ({ scale }) => scale.ratings.map((rating) => rating.label.toLowerCase()),
  },
  /** A rating that means complete, and so may have a day. */
  'completing-rating': {
    candidates: (words, at, { scale }) =>
      phrases(words, at, 4, (phrase) => {
        const rating = ratingFromWord(scale, plainPhrase(phrase))
        return rating?.impliesState === 'complete' ? rating.code : undefined
      }),
    expected: () => 'a rating that means complete',
  },
  /** As a filter: here the letter of a group means the group. */
  'rating-word': {
    candidates: (words, at, { scale, groups }) =>
      phrases(words, at, 4, (phrase) => {
        const word = plainPhrase(phrase)
        if (groups.some(({ ref }) => ref.toLowerCase() === word)) return undefined
        return (ratingFromWord(scale, word) ?? ratingFromWord(scale, word.replace(/s$/, '')))?.code
      }),
    expected: ({ scale }) =>
      scale.ratings.length === 0
        ? EXPECTED_STATE
        : `a rating: ${listed(
            scale.ratings.map((rating) => rating.label.toLowerCase()),
            'or',
          )}`,
    known: ({ scale }) => scale.ratings.map((rating) => rating.label.toLowerCase()),
  },
  /** Two or more as a filter: "reds and ambers". */
  'rating-words': {
    candidates: (words, at, { scale, groups }) =>
      phrases(words, at, MOST_RATINGS, (phrase) => {
        const names = plainPhrase(phrase).split(/\s*(?:,|&|\+|\/)\s*(?:and |or )?|\s+(?:and|or|n)\s+|\s+/)
        const codes = names.map((name) =>
          groups.some(({ ref }) => ref.toLowerCase() === name)
            ? undefined
            : (ratingFromWord(scale, name) ?? ratingFromWord(scale, name.replace(/s$/, '')))?.code,
        )
        return new Set(codes).size > 1 && codes.every((code) => code !== undefined)
          ? [...new Set(codes)]
          : undefined
      }),
    expected: ({ scale }) =>
      `ratings: ${listed(
        scale.ratings.slice(0, 2).map((rating) => rating.label.toLowerCase()),
        'and',
      )}`,
  },
  state: {
    candidates: (words, at) =>
      phrases(words, at, 3, (phrase) => STATES.get(plainPhrase(phrase).replace(/-/g, ' '))),
    expected: () => EXPECTED_STATE,
    known: () => ['not started', 'in progress', 'complete'],
  },
} satisfies Slots

const EXPECTED_STATE = 'a state: not started, in progress or complete'
const MOST_RATINGS = 8

/** "update 13 3 weeks late" does not rate it 3. */
function isCounted(phrase: string, { raw, list }: Words, next: number): boolean {
  const isParted = /[,;:.]$/.test(raw.slice(0, list[next - 1]?.end))
  return /^\d+$/.test(phrase) && !isParted && isAmount(list.slice(next, next + 1).map(({ plain }) => plain))
}

/** "update C2 a delay came up" does not rate it amber. */
function isArticle(phrase: string): boolean {
  return phrase === 'a' || phrase === 'i'
}
