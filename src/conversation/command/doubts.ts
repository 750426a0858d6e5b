import type { Command } from '../../command.ts'
import { saidBack } from '../../domain/characters.ts'
import type { Ask, Choice, Doubt, FittingLine, None } from '../../domain/reading.ts'
import { plainReference } from '../../domain/reference.ts'
import { ratingFromWord } from '../../domain/scale.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { plainWord, textBetween, type Words, wordsOf } from '../../domain/words.ts'
import { isGiven, takesBack } from '../sentence/after-rating.ts'
import { STATES } from './slots/rating.ts'
import { SLOTS, suggestionsFor } from './slots.ts'

/**
 * Asks about a line that fits a command which changes something, when it ends as a question or goes on with a condition,
 * or when the command itself has doubts. What follows the word "note" is one, whatever it says.
 */
export function doubtOf(
  line: FittingLine,
  { changes, doubts = [] }: Pick<Command, 'changes' | 'doubts'>,
  vocabulary: Vocabulary,
): Ask | None | undefined {
  if (!changes) return undefined
  const note = noteOf(line)
  if (note !== undefined && isExplicit(line.words, note)) return undefined
  if (endsAsQuestion(line.words)) return askQuestion(line)
  for (const doubt of doubts) {
    const doubtful = doubt(line, vocabulary)
    if (doubtful) return doubtful
  }
  return note !== undefined && CONDITIONS.has(firstWord(note)) ? askNote(line, note) : undefined
}

/** Doubts a note after what was said of an item: it may be another rating, another item or a forecast. */
export const noteOrMore: Doubt = (line, vocabulary) => {
  const note = noteOf(line)
  if (note === undefined) return undefined
  return (
    noRating(line, note, vocabulary) ??
    slip(line, note, vocabulary) ??
    (isPlainNote(line, note, vocabulary) ? undefined : askNote(line, note))
  )
}

function noteOf({ bindings }: FittingLine): string | undefined {
  return typeof bindings.note === 'string' ? bindings.note : undefined
}

const CONDITIONS = new Set(
  'if unless once when whenever provided assuming subject until till depending'.split(' '),
)
/** Openings that make a forecast or less of what was just said. */
const HEDGES = new Set(
  'should could might may maybe perhaps probably hopefully by except apart not'.split(' '),
)
/** "complete in January": done is done; "red in spite of …" is a note. */
const STATE_HEDGES = new Set(
  'in at after before this next soon later tomorrow nearly almost pending'.split(' '),
)
/** They stand between an item and its rating in a sentence. */
const LINKS = new Set('to is now as are = -> → rated goes gone turned been was'.split(' '))
const MORE_ITEMS = new Set('rest all others other everything and & +'.split(' '))

function isPlainNote({ bindings }: FittingLine, note: string, vocabulary: Vocabulary): boolean {
  const left = wordsOf(note)
  const first = firstWord(note)
  const said = bindings.rating ?? bindings.state
  const again = ratingNamed(left, vocabulary)
  if (again !== undefined && again !== said) return false
  if (isMoreItems(left, note, vocabulary) || goesOnWithItem(note, vocabulary)) return false
  if (said === undefined) return !/^(no change|unchanged|same as|as before|nothing new)\b/i.test(note)
  if (takesBack(note)) return false
  const isHedged = bindings.state === 'complete' && STATE_HEDGES.has(first)
  return !CONDITIONS.has(first) && !HEDGES.has(first) && !isHedged
}

/** They go on with a sentence about the decision, not with its minute. */
const GOES_ON = new Set("or was were is isn't wasn't got gets has had hasn't".split(' '))
/** A minute that begins with the name of another decision is none. */
const FIRST_WORDS = 3

/** Doubts "approve R1 or decline it" and "sign off A1 was refused": what was decided is not plain. */
export function anotherDecision(another: RegExp): Doubt {
  return (line) => {
    const minute = line.bindings.note ?? line.bindings.reason
    if (typeof minute !== 'string' || isExplicit(line.words, minute)) return undefined
    const opening = minute.split(/\s+/).slice(0, FIRST_WORDS).join(' ')
    if (/^minutes?\b/i.test(minute) || !(GOES_ON.has(firstWord(minute)) || another.test(opening)))
      return undefined
    return askMinute(line, minute)
  }
}

function askMinute({ command, words, bindings }: FittingLine, minute: string): Ask {
  const start = words.raw.trimEnd().length - minute.length
  const line = words.raw.slice(0, start).trimEnd()
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(minute)}” the minute of it? Then it is recorded as: ${line}.`,
    options: [{ label: 'Yes, record it with these words', line: `${line} note ${minute}` }],
    isYesNo: true,
    reason: 'what follows may be another decision',
  }
}

/** Doubts "evidence C2 to follow", which gives none. */
export const evidenceToCome: Doubt = ({ command, bindings }) => {
  const text = bindings['link-or-text']
  if (typeof text !== 'string' || isGiven(text)) return undefined
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(text)}” the evidence for ${bindings.ref}?`,
    options: [
      {
        label: 'Yes, attach it',
        line: `evidence ${bindings.ref} ${text}`,
        submission: { command, arguments: bindings },
      },
      { label: `A note on ${bindings.ref}`, line: `update ${bindings.ref} note evidence ${text}` },
    ],
    reason: 'it may be about evidence that is still to come',
  }
}

/** The rating or state that stands at the beginning, a linking word before it or not. */
function ratingNamed({ list }: Words, { scale }: Vocabulary): string | undefined {
  const from = list.findIndex(({ plain }) => !LINKS.has(plain))
  if (from === -1) return undefined
  const named = [4, 3, 2, 1].flatMap((length) => {
    const phrase = list.slice(from, from + length).map(({ plain }) => plain)
    const text = phrase.join(' ')
    return text.length > 1 ? (ratingFromWord(scale, text)?.code ?? STATES.get(text) ?? []) : []
  })
  return named[0]
}

/** "waiting for the panel; C2(b) complete": an update of another item behind a semicolon or on the next line. */
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

/** Another reference, or "rest amber": items that were not understood with the others. */
function isMoreItems({ list }: Words, note: string, vocabulary: Vocabulary): boolean {
  const first = list[0]?.plain ?? ''
  if (MORE_ITEMS.has(first))
    return [1, 2, 3].some((at) => ratingNamed({ raw: note, list: list.slice(at) }, vocabulary) !== undefined)
  if (/^\(?\p{L}\)/u.test(note) || vocabulary.references.has(plainReference(first))) return true
  return /^\p{L}{1,2}\d{1,2}(\(\p{L}\)?|\p{L})?$/u.test(first) || /^\d+(\.\d+)+/.test(first)
}

function askNote({ command, words, bindings }: FittingLine, note: string): Ask {
  const start = words.raw.trimEnd().length - note.length
  const line = `${words.raw.slice(0, start).trimEnd()} note ${note}`
  const refs = Array.isArray(bindings.refs) ? bindings.refs : []
  const whole = `update ${refs.join(', ')} note ${textBetween(words, 1, words.list.length)}`
  const isSaid = bindings.rating !== undefined || bindings.state !== undefined
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(note)}” a note to it?`,
    options: [
      { label: 'Yes, it is a note', line },
      ...(isSaid ? [{ label: 'All of it is only a note', line: whole }] : []),
    ],
    isYesNo: true,
    reason: 'what follows may be more than a note',
  }
}

/** `… note …` was typed: the person says themselves where the note begins. */
function isExplicit({ raw, list }: Words, note: string): boolean {
  const start = raw.trimEnd().length - note.length
  const index = list.findIndex((word) => word.start >= start)
  return list[index - 1]?.plain === 'note'
}

function endsAsQuestion({ raw }: Words): boolean {
  return raw.trimEnd().endsWith('?') || /\?[!)\s]/.test(raw.replace(/https?:\S+/g, ''))
}

function askQuestion({ command, words, bindings }: FittingLine): Ask {
  const line = words.raw.trim().replace(/[?!.\s]+$/, '')
  const [ref] = Array.isArray(bindings.refs) ? bindings.refs : [bindings.ref]
  const show: readonly Choice[] =
    typeof ref === 'string' ? [{ label: `Only show how ${ref} stands`, line: `status ${ref}` }] : []
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: 'Is that a question, or shall it be done?',
    options: [{ label: `Do it: ${saidBack(line)}`, line }, ...show],
    reason: 'it ends like a question',
  }
}

/** "update C2 purple": one word is no note, and a colour in its place was meant as a rating. */
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
      .filter((rating) => !rating.final)
      .map((rating) => `update ${refs.join(', ')} ${rating.label.toLowerCase()}`),
  }
}

/** Colours that are no rating of any scale we know. */
const COLOURS = new Set('yellow orange purple black white grey gray pink brown violet'.split(' '))

/** "update C2 gren on track": nearly a rating is asked about, never recorded as words. */
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

/** Doubts "by Easter", "Q4" and "31 February": asks which day is meant, and keeps the rest of the line. */
export const unreadDay: Doubt = ({ bindings: { ref, reason, day } }) => {
  if (typeof day !== 'string') return undefined
  const because = reason === undefined ? '' : ` because ${reason}`
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref },
    question: `“${saidBack(day)}” is no single day to me. Which day is meant? For example: 26 March 2021, or Mar 2021 for its last day.`,
    options: [],
    answerLine: `revise ${ref} to {answer}${because}`,
    reason: 'the day is open to more than one reading',
  }
}

function firstWord(note: string): string {
  return plainWord(note.trim().split(/\s+/)[0] ?? '')
}
