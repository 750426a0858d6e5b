import { askNote, CONDITIONS, firstWord, noteOf } from '../conversation/command/command-line.ts'
import { STATES } from '../conversation/command/slots/item.ts'
import { SLOTS, suggestionsFor } from '../conversation/command/slots.ts'
import { completionTime } from '../conversation/day-phrase.ts'
import { askRangeOrRating } from '../conversation/range-or-rating.ts'
import { takesBack } from '../conversation/sentence/guards.ts'
import { listed } from '../domain/format.ts'
import type { Ask, Choice, Doubt, FittingLine, None } from '../domain/reading.ts'
import { plainReference } from '../domain/reference.ts'
import { readReferences } from '../domain/reference-list.ts'
import { needsSignOff, ratingFromWord } from '../domain/scale.ts'
import { saidBack, textBetween, type Words, wordsOf } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'

/** Doubts a note that may be another rating, another item or a forecast. */
export const noteOrMore: Doubt = (line, vocabulary) => {
  const note = noteOf(line)
  if (note === undefined) return undefined
  return (
    noRating(line, note, vocabulary) ??
    slip(line, note, vocabulary) ??
    (isPlainNote(line, note, vocabulary) ? undefined : askNote(line, note, onlyNote(line)))
  )
}

/** Doubts "update Rec 1 to 2", where 2 is a rating as well. */
export const rangeOrRating: Doubt = ({ words, bindings }, vocabulary) =>
  bindings.rating === undefined && bindings.state === undefined
    ? askRangeOrRating(textBetween(words, 1, words.list.length), vocabulary)
    : undefined

/** Doubts a completion whose note begins with a time: "complete over half term", "completed 31 November". */
export const unreadCompletion: Doubt = (line, vocabulary) => {
  const { words, bindings } = line
  const note = noteOf(line)
  if (bindings.state !== 'complete' || bindings.on !== undefined || note === undefined) return undefined
  const time = completionTime(note, vocabulary)
  if (!time) return undefined
  const start = words.raw.trimEnd().length - note.length
  const refs = bindings.refs as readonly string[]
  return {
    certainty: 'ask',
    command: line.command,
    args: { refs },
    question: `“${saidBack(note.slice(time.start, time.end))}” is no single day up to today. On which day was ${listed(refs)} complete?`,
    options: [],
    answerLine: `${words.raw.slice(0, start).trimEnd()} on {answer}${note.slice(time.end)}`,
    reason: 'a completion has a day',
  }
}

/** Openings that turn what was said into a forecast, or weaken it. */
const HEDGES = new Set(
  'should could might may maybe perhaps probably hopefully by except apart not'.split(' '),
)
/** Doubtful after a state only: "complete in January" is a forecast, "red in spite of …" is a note. */
const STATE_HEDGES = new Set(
  'in at after before this next soon later tomorrow nearly almost pending'.split(' '),
)
/** Words that stand between an item and its rating. */
const LINKS = new Set('to is now as are = -> → rated goes gone turned been was'.split(' '))
const MORE_ITEMS = new Set('rest all others other everything and & +'.split(' '))

function isPlainNote({ bindings }: FittingLine, note: string, vocabulary: Vocabulary): boolean {
  const left = wordsOf(note)
  const first = firstWord(note)
  const said = bindings.rating ?? bindings.state
  const again = ratingNamed(left, vocabulary)
  if (again !== undefined && again !== said) return false
  if (isMoreItems(left, note, vocabulary, bindings.refs) || goesOnWithItem(note, vocabulary)) return false
  if (said === undefined) return !/^(no change|unchanged|same as|as before|nothing new)\b/i.test(note)
  if (takesBack(note)) return false
  const isHedged = bindings.state === 'complete' && STATE_HEDGES.has(first)
  return !CONDITIONS.has(first) && !HEDGES.has(first) && !isHedged
}

/** The rating or state that a text begins with, whether or not linking words come before it. */
function ratingNamed({ list }: Words, { scale }: Vocabulary): string | undefined {
  const from = list.findIndex(({ plain }) => !LINKS.has(plain))
  if (from === -1) return undefined
  const named = [4, 3, 2, 1].flatMap((length) => {
    const phrase = list.slice(from, from + length).map(({ plain }) => plain)
    const text = phrase.join(' ')
    return text.length > 1 || /^\d$/.test(text)
      ? (ratingFromWord(scale, text)?.code ?? STATES.get(text) ?? [])
      : []
  })
  return named[0]
}

/** Whether another item is updated after a semicolon or on the next line: "waiting for the panel; C2(b) complete". */
function goesOnWithItem(note: string, vocabulary: Vocabulary): boolean {
  return note
    .split(/[;\n]/)
    .slice(1)
    .some((part) => {
      const { list } = wordsOf(part)
      const first = list[0]?.plain ?? ''
      return (
        vocabulary.references.has(plainReference(first)) &&
        ratingNamed({ raw: part, list: list.slice(1) }, vocabulary) !== undefined
      )
    })
}

/** Whether a note begins with further items: another reference, or "rest amber". */
function isMoreItems({ list }: Words, note: string, vocabulary: Vocabulary, refs: unknown): boolean {
  const first = list[0]?.plain ?? ''
  if (MORE_ITEMS.has(first))
    return [1, 2, 3].some((at) => ratingNamed({ raw: note, list: list.slice(at) }, vocabulary) !== undefined)
  if (/^(?:\(?\p{L}|\([ivxl]{1,5})\)/iu.test(note)) return true
  const named = vocabulary.references.get(plainReference(first))
  // "3.2 amber 3.2 slipped" is about the same item.
  const isSame = Array.isArray(refs) && refs.length === 1 && refs[0] === named?.ref
  if (named) return !isSame || ratingNamed({ raw: note, list: list.slice(1) }, vocabulary) !== undefined
  if (isOuterRated(list, note, vocabulary)) return true
  // "1.1 10 amber"
  if (/^\d+$/.test(first) && ratingNamed({ raw: note, list: list.slice(1) }, vocabulary) !== undefined)
    return true
  return /^\p{L}{1,2}\d{1,2}(\(\p{L}\)?|\p{L})?$/u.test(first) || /^\d+(\.\d+)+/.test(first)
}

/** "update A green, B red", "area B red": an outer item with its rating. */
function isOuterRated(list: Words['list'], note: string, vocabulary: Vocabulary): boolean {
  const { references } = vocabulary
  return [1, 2, 3].some((length) => {
    const name = list
      .slice(0, length)
      .map(({ plain }) => plain)
      .join(' ')
    const isNamed = readReferences(name, references, { alone: length === 1 }) !== undefined
    return isNamed && ratingNamed({ raw: note, list: list.slice(length) }, vocabulary) !== undefined
  })
}

/** Offers the whole line as a note, if it also gave a rating or a state. */
function onlyNote({ words, bindings: { refs, rating, state } }: FittingLine): readonly Choice[] {
  if (rating === undefined && state === undefined) return []
  const named = Array.isArray(refs) ? refs.join(', ') : ''
  const whole = textBetween(words, 1, words.list.length)
  return [{ label: 'All of it is only a note', line: `update ${named} note ${whole}` }]
}

/** Rejects "update C2 purple": one word is no note, and a colour was meant as a rating. */
function noRating(
  { command, bindings }: FittingLine,
  note: string,
  vocabulary: Vocabulary,
): None | undefined {
  if (bindings.rating !== undefined || bindings.state !== undefined) return undefined
  const first = firstWord(note)
  if (wordsOf(note).list.length > 1 && !COLOURS.has(first)) return undefined
  if (ratingNamed(wordsOf(note), vocabulary) !== undefined) return undefined
  const refs = bindings.refs as readonly string[]
  return {
    certainty: 'none',
    command,
    isSlip: true,
    reason: `"${saidBack(first)}" is not ${SLOTS.rating?.expected(vocabulary)}. A note takes more than one word.`,
    suggestions: vocabulary.scale.ratings
      .filter((rating) => !needsSignOff(rating))
      .map((rating) => `update ${refs.join(', ')} ${rating.label.toLowerCase()}`),
  }
}

/** Colours that no known scale uses. */
const COLOURS = new Set('yellow orange purple black white grey gray pink brown violet'.split(' '))

/** Asks about "update C2 gren on track", which is nearly a rating, rather than recording it as a note. */
function slip({ command, bindings }: FittingLine, note: string, vocabulary: Vocabulary): Ask | undefined {
  if (bindings.rating !== undefined || bindings.state !== undefined) return undefined
  const left = wordsOf(note)
  const slot = SLOTS['rating-word']
  const [meant] = slot ? suggestionsFor(slot, firstWord(note), vocabulary) : []
  if (meant === undefined || ratingNamed(left, vocabulary) !== undefined) return undefined
  const target = (bindings.refs as readonly string[]).join(', ')
  const rest = textBetween(left, 1, left.list.length)
  return {
    certainty: 'ask',
    command,
    args: { refs: bindings.refs },
    question: `Did you mean ${meant}?`,
    options: [
      { label: `${target}: ${meant}`, line: `update ${target} ${meant} ${rest}`.trim() },
      ...(rest === '' ? [] : [{ label: 'No rating, only a note', line: `update ${target} note ${note}` }]),
    ],
    isYesNo: true,
    reason: `"${saidBack(firstWord(note))}" is not a rating, but nearly ${meant}`,
  }
}
