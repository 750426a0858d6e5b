import { plainReference } from '../domain/reference.ts'
import type { Bindings } from './grammar.ts'
import { nearestFor, SLOTS } from './slots.ts'
import type { Vocabulary } from './vocabulary.ts'
import { plainWord, textBetween, type Words, wordsOf } from './words.ts'

/**
 * Why the words left over from an update make it doubtful. An update is recorded only when they are plainly a
 * note: not another rating, another item, a condition, a forecast or a question.
 */
export interface Doubt {
  readonly question: string
  readonly reason: string
  readonly options: readonly { readonly label: string; readonly line: string }[]
  /** The line that an answer in free words completes. */
  readonly answerLine?: string
}

/** Openings that make a condition or a forecast of what was just said, or take it back. */
const HEDGES = new Set(
  'if unless once when whenever provided assuming should could might may maybe perhaps probably hopefully until till by except apart but not'.split(
    ' ',
  ),
)
/** "complete in January", "complete soon": done is done; "red in spite of …" and "green nearly there" are notes. */
const STATE_HEDGES = new Set(
  'in at after before this next soon later tomorrow nearly almost pending subject'.split(' '),
)
/** They stand between an item and its rating in a sentence. */
const LINKS = new Set([
  'to',
  'is',
  'now',
  'as',
  'are',
  '=',
  '->',
  '→',
  'rated',
  'goes',
  'gone',
  'turned',
  'been',
  'was',
])
const MORE_ITEMS = new Set(['rest', 'all', 'others', 'other', 'everything', 'and', '&', '+'])

export function doubtOf(words: Words, bindings: Bindings, vocabulary: Vocabulary): Doubt | undefined {
  const refs = bindings.refs as readonly string[]
  const said = String(bindings.rating ?? bindings.state ?? '')
  const note = typeof bindings.note === 'string' ? bindings.note : undefined
  const target = refs.join(', ')
  if (note === undefined) return questionDoubt(words, target, said)
  if (isExplicit(words, note)) return undefined
  const left = wordsOf(note)
  const first = left.list[0]?.plain ?? ''
  const asNote = (label: string) => ({
    label,
    line: `update ${target} ${said} note ${note}`.replace(/ +/g, ' '),
  })
  const other = ratingAt(left, vocabulary)
  if (other && other.value !== (bindings.rating ?? bindings.state)) {
    const rest = textBetween(left, other.next, left.list.length)
    const reading = {
      label: `${target}: ${other.words}`,
      line: `update ${target} ${other.words} ${rest === '' ? '' : `note ${rest}`}`.trim(),
    }
    return {
      question: `Which is it for ${target}?`,
      reason:
        said === ''
          ? `"${other.words}" is a rating, but not where one is expected`
          : `it names two ratings: ${said} and ${other.words}`,
      options:
        said === ''
          ? [reading, asNote('Only a note')]
          : [asNote(`${target}: ${said}, the rest is a note`), reading],
    }
  }
  if (isMoreItems(left, note, vocabulary)) {
    return {
      question: `I read only ${target}${said === '' ? '' : ` as ${said}`}. Is “${shortened(note)}” a note about it?`,
      reason: 'what follows looks like another item',
      options: [asNote('Yes, it is a note')],
    }
  }
  if (
    said !== '' &&
    (HEDGES.has(first) || (bindings.state === 'complete' && STATE_HEDGES.has(first)) || note.endsWith('?'))
  ) {
    return {
      question: `“${said.replace('-', ' ')} ${shortened(note)}”: does ${target} stand so today?`,
      reason: 'it reads like a condition, a forecast or a question',
      options: [
        asNote(`Yes, ${said.replace('-', ' ')} today`),
        { label: 'No, only a note', line: `update ${target} note ${said} ${note}` },
      ],
    }
  }
  return said === '' ? slipDoubt(left, target, vocabulary) : undefined
}

/** `… note …` was typed: the person says themselves where the note begins. */
function isExplicit({ raw, list }: Words, note: string): boolean {
  const start = raw.trimEnd().length - note.length
  const index = list.findIndex((word) => word.start >= start)
  return list[index - 1]?.plain === 'note'
}

function questionDoubt({ raw }: Words, target: string, said: string): Doubt | undefined {
  if (said === '' || !raw.trimEnd().endsWith('?')) return undefined
  return {
    question: `Is that a question, or is ${target} ${said.replace('-', ' ')} now?`,
    reason: 'it ends like a question',
    options: [
      { label: `${said} now`, line: `update ${target} ${said}` },
      { label: 'A question', line: `status ${target.split(', ')[0]}` },
    ],
  }
}

/** A rating or state at the beginning of a note, a linking word before it or not. */
function ratingAt(
  left: Words,
  vocabulary: Vocabulary,
): { value: unknown; words: string; next: number } | undefined {
  let from = 0
  while (from < 2 && LINKS.has(left.list[from]?.plain ?? '')) from += 1
  for (const slot of ['rating-word', 'state']) {
    for (const { value, next } of SLOTS[slot]?.candidates(left, from, vocabulary) ?? []) {
      return { value, words: plainWord(textBetween(left, from, next)), next }
    }
  }
  return undefined
}

/** Another reference, or "rest amber": items that were not understood with the others. */
function isMoreItems(left: Words, note: string, vocabulary: Vocabulary): boolean {
  const first = left.list[0]?.plain ?? ''
  if (MORE_ITEMS.has(first)) return [1, 2, 3].some((at) => isRatingAt(left, at, vocabulary))
  if (/^\(?\p{L}\)/u.test(note) || vocabulary.references.has(plainReference(first))) return true
  return /^\p{L}{1,2}\d{1,2}(\(\p{L}\)?|\p{L})?$/u.test(first) || /^\d+(\.\d+)+/.test(first)
}

function isRatingAt(left: Words, at: number, vocabulary: Vocabulary): boolean {
  return ['rating-word', 'state'].some((slot) => {
    for (const _ of SLOTS[slot]?.candidates(left, at, vocabulary) ?? []) return true
    return false
  })
}

/** "update C2 gren on track": nearly a rating is asked about, never recorded as words. */
function slipDoubt(left: Words, target: string, vocabulary: Vocabulary): Doubt | undefined {
  const slot = SLOTS['rating-word']
  const word = left.list[0]
  if (!slot || !word) return undefined
  const [meant] = nearestFor(slot, word.plain, vocabulary)
  if (meant === undefined) return undefined
  const rest = textBetween(left, 1, left.list.length)
  return {
    question: `Did you mean ${meant}?`,
    reason: `"${shortened(word.plain)}" is not a rating, but nearly ${meant}`,
    options: [
      { label: `${target}: ${meant}`, line: `update ${target} ${meant} ${rest}`.trim() },
      ...(rest === ''
        ? []
        : [{ label: 'No rating, only a note', line: `update ${target} note ${left.raw}` }]),
    ],
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** "By Easter", "Q4", "31 February": asked about, with everything else that was said kept. */
export function unreadDay({ ref, day, reason }: Bindings): Doubt | undefined {
  if (typeof day !== 'string') return undefined
  const because = reason === undefined ? '' : ` because ${reason}`
  return {
    question: `“${shortened(day)}” is no single day to me. Which day is meant? For example: 26 March 2021, or Mar 2021 for its last day.`,
    reason: 'the day is open to more than one reading',
    options: [],
    answerLine: `revise ${ref} to {answer}${because}`,
  }
}
