import { didYouMean } from '../../domain/did-you-mean.ts'
import { listed } from '../../domain/format.ts'
import type { Reading } from '../../domain/reading.ts'
import { completionTime } from '../day-phrase.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { withHanging } from '../sentence/hanging.ts'
import { bit, type Said, wordOf, wordsOfScale } from '../sentence/lexicon.ts'
import { notesOf } from '../sentence/notes.ts'
import { is } from '../sentence/patterns.ts'
import type { Piece } from '../sentence/sentence.ts'
import { choiceOf, type Entry, entriesText } from './entries.ts'
import type { Line } from './line.ts'
import { IDLE, textAfter } from './note.ts'
import { askNames, noteOn } from './offers.ts'

const COMMA = bit('comma')
const WORD = bit('word')
const SAME = bit('same')

const COURTESY = bit('courtesy')
const THANKS = /\b(thanks?|thank you|thx|ta|cheers)\b/i
const GREETS = /\b(hi|hiya|hello|hey|morning|afternoon|evening)\b/i

/** Answers "good morning" or "thanks" politely, with suggestions of what to say. */
export function readCourtesy({ raw, sentences }: Line): Reading | undefined {
  const isPolite = sentences.every((sentence) => sentence.every((piece) => is(piece, COURTESY | COMMA)))
  if (!isPolite || !(THANKS.test(raw) || GREETS.test(raw))) return undefined
  const greeting = THANKS.test(raw) ? 'You are welcome.' : 'Hello.'
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason: `${greeting} Say how an item stands, or ask for what you want to know.`,
    suggestions: ['mine', 'overdue', 'help'],
  }
}

/** "C2 ambr backlog": an almost-rating right after the item is confirmed first, never recorded. */
export function readSlip(line: Line): Reading | undefined {
  const { sentences, vocabulary, raw } = line
  for (const sentence of sentences) {
    if (sentence.some((piece) => piece.said) || beginsAsQuestion(sentence)) continue
    const at = sentence.findIndex((piece) => piece.refs)
    const refs = sentence[at]?.refs
    const word = sentence.slice(at + 1).find((piece) => !is(piece, IDLE))
    if (!refs || !word || word.classes !== WORD || WORDS_OF_THEIR_OWN.has(word.plain)) continue
    const [meant] = didYouMean(word.plain, wordsOfScale(vocabulary.scale)).filter((each) =>
      isLikely(word.plain, each),
    )
    // A word that is none of the plan's only in its place there: "finished the audit".
    if (meant === undefined || meant === word.plain) continue
    const target = refs.join(', ')
    const note = textAfter(raw, word.end)
    return {
      certainty: 'ask',
      command: 'update',
      args: { refs },
      question: `Did you mean ${meant}?`,
      options: [
        {
          label: `${target}: ${meant}`,
          // A completion's day is read as one.
          line: `update ${target} ${meant}${note === '' ? '' : completionTime(note, vocabulary) ? ` ${note}` : ` note ${note}`}`,
        },
        noteOn(line, refs),
      ],
      isYesNo: true,
      reason: `"${word.plain}" is not a rating, but nearly ${meant}`,
    }
  }
  return undefined
}

/** Words that look like a slip of a rating but may be meant. */
const WORDS_OF_THEIR_OWN = new Set(
  'read bed rid led rod reed road great greet greens grew greed date dome bone one gone none ready blues glue clue blew bred'.split(
    ' ',
  ),
)

/** A short word is a slip only if it has the same letters in another order. */
function isLikely(word: string, meant: string): boolean {
  return meant.length > 3 || [...word].sort().join('') === [...meant].sort().join('')
}

/** An item and some words without a rating: offered as a note. */
export function readLooseNote(line: Line): Reading | undefined {
  const { raw, sentences } = line
  const item = sentences.flat().find((piece) => piece.refs)
  if (!item?.refs || sentences.flat().length < 2) return undefined
  const several = askNotes(line)
  if (several) return several
  const target = item.refs.join(', ')
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: item.refs },
    question: `Shall I record that as a note on ${target}?`,
    options: [
      noteOn(line, item.refs, noteWith(raw, item)),
      ...(item.refs.length === 1 && SLIPS.test(raw.replace(/’/g, "'"))
        ? [{ label: 'Ask for another date', line: `revise ${target}` }]
        : []),
      { label: `Say how ${target} stands`, line: `update ${target}` },
    ],
    isYesNo: true,
    isNote: true,
    reason: 'it names an item, but says no rating',
  }
}

/** A date that will not be kept, in other words. */
const SLIPS =
  /\b(?:(?:will|going to|might|may|likely to|gonna|'ll) (?:\w+ )?(?:slip|miss|overrun|be late)|slipping|(?:won't|will not|can't|cannot) (?:make|meet|hit|be ready|be done|be finished)|realistically|not (?:until|till|before)|running late|behind schedule)\b/i

/** "B5(a) waiting for the provider; B5(c) at panel": each item with its own words, or all of them as one note. */
function askNotes(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary } = line
  const refs = [...new Set(sentences.flat().flatMap((piece) => piece.refs ?? []))]
  const parts = withHanging(sentences, [])
  if (parts.length < 2 && sentences.flat().filter((piece) => piece.refs).length < 2) return undefined
  const notes = notesOf(sentences, parts, raw)
  const entries = parts.map(({ refs: own = [] }, at): Entry => ({ refs: own, note: notes[at] ?? '' }))
  const isEach =
    parts.length > 1 &&
    entries.every(({ note }) => note !== '') &&
    refs.every((ref) => entries.some((each) => each.refs.includes(ref)))
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: isEach
      ? `Shall I record ${entriesText(entries, vocabulary)}?`
      : `Shall I record that as a note on ${listed(refs)}?`,
    options: [...(isEach ? [choiceOf(entries, entriesText(entries, vocabulary))] : []), noteOn(line, refs)],
    isYesNo: true,
    isNote: true,
    reason: 'it names several items, but says no rating',
  }
}

/** The note without the item, if the line begins with the item. */
function noteWith(raw: string, { start, end }: Piece): string {
  return (raw.slice(0, start).trim() === '' && textAfter(raw, end)) || raw.trim()
}

/** What may stand around "no change" in a line that says nothing else. */
const AROUND_SAME = (
  ['same', 'courtesy', 'it', 'comma', 'for', 'topic', 'rest', 'link', 'lead', 'and'] as const
).reduce((all, name) => all | bit(name), 0)
const OWN =
  /^(?:mine|of mine|all of mine|all mine|any|all|every|everything|of|them|of them|all of them|any of them|items?|actions?|at|my|lot|whole|whole lot|board|across|across the board|me|i|on|anything|round|around|time|this time|others?|each|seven|ones?|these|those)$/

/** "all no change", "same as last month": asks once about the speaker's own items, each named. */
export function readAllUnchanged({ sentences, raw, recalled, vocabulary }: Line): Reading | undefined {
  const pieces = sentences.flat()
  if (asks(raw) || !pieces.some((piece) => is(piece, SAME)) || pieces.some((piece) => piece.refs))
    return undefined
  const isAlone = pieces.every((piece) => is(piece, AROUND_SAME) || OWN.test(piece.plain))
  if (!isAlone || /^\s*(?:and|same (?:again )?for)\b/i.test(raw)) return undefined
  const isOfAll = /\b(?:all|any|every|everything|mine|them|my|items|actions|both|each)\b/i.test(raw)
  const { lastRef, confirmable, roles } = recalled
  const mine = [...vocabulary.references.values()]
    .filter(({ ref, owners }) => confirmable.has(ref) && owners.some((role) => roles.includes(role)))
    .map(({ ref }) => ref)
  const last = !isOfAll && lastRef !== null && confirmable.has(lastRef) ? [[lastRef]] : []
  const choices = [...last, ...(mine.length > 0 ? [mine] : [])].map((refs) => ({
    label: `No change: ${listed(refs)}`,
    line: `confirm ${refs.join(', ')}`,
  }))
  const [first] = choices
  if (!first) return askNames
  return {
    certainty: 'ask',
    command: 'confirm',
    question:
      last.length > 0
        ? `Do you mean ${lastRef}, or all your items?`
        : `Shall I confirm that nothing has changed on ${listed(mine)}?`,
    options: [...choices, { label: 'Show my items', line: 'mine' }],
    isYesNo: true,
    reason: 'it says that nothing has changed, but names no item',
  }
}

/** "amber, still the backlog": offers the last item spoken of, or asks which. */
export function readLooseRating({ sentences, recalled, raw }: Line): Reading | undefined {
  const [sentence = []] = sentences
  const at = sentence.findIndex((piece) => piece.said)
  const [said, next] = [sentence[at], sentence[at + 1]]
  if (!said?.said || asks(raw) || beginsAsQuestion(sentence)) return undefined
  if (!sentence.slice(0, at).every((piece) => is(piece, IDLE)) || (next && !is(next, COMMA | IDLE)))
    return undefined
  const note = sentences.flat().some((piece) => piece.classes === WORD) ? textAfter(raw, said.end) : ''
  const line = (ref: string) =>
    [`update ${ref} ${wordOf(said.said as Said)}`, note].filter((part) => part !== '').join(' note ')
  const { lastRef } = recalled
  if (lastRef === null) {
    return {
      certainty: 'ask',
      command: 'update',
      args: said.said,
      question: 'Of which item is that? Type its reference.',
      options: [],
      answerLine: line('{answer}'),
      reason: 'a rating was said, but of no item',
    }
  }
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: [lastRef], ...said.said },
    question: `${lastRef}: ${wordOf(said.said)}?`,
    options: [{ label: `${lastRef}: ${wordOf(said.said)}`, line: line(lastRef) }],
    isYesNo: true,
    isRatingAlone: true,
    reason: 'no item was named; the last one spoken of is offered',
  }
}
