import type { Option, Question } from '../domain/question.ts'
import type { Ask } from '../domain/reading.ts'
import { wordsOf } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { completionTime, dayPhraseAt } from './day-phrase.ts'
import { labelOf, type Said, wordOf } from './sentence/lexicon.ts'
import { sentencesOf } from './sentence/sentence.ts'

/** What becomes of a pending question when its answer changes what it was about. */
export type Amendment =
  /** Another line, or fewer items, instead of what was offered. */
  | { readonly kind: 'instead'; readonly option: Omit<Option, 'label'> }
  | { readonly kind: 'ask'; readonly reading: Ask }

/** "sorry, I mean", "no, make it": what follows replaces a value. */
const CORRECTS =
  /^(?:(?:no|nope|neither|none of (?:those|these|them)|wrong (?:one|item|action|ref|reference|date|day)|sorry|oops|whoops|oh|ah|er|erm|um|wait|hang on|actually|rather|apologies|correction|typo|my mistake|my bad)\b[\s,.:;!–—-]*)*(?:(?:(?:i|we) mean(?:t)?|i should have said|i meant to say|make (?:it|that)|change (?:it|that) to|let'?s (?:say|make it)|(?:it|that) should (?:be|have been|say|read)|should (?:be|have been)|(?:it'?s|that'?s)(?= )|to(?= ))[\s,.:;–—-]*)*/i
/** "27 March instead", "C2(i) sorry". */
const CORRECTED =
  /[\s,.;–—-]+(?:instead|rather|sorry|i mean|i meant|please|pls|thanks|then|not that(?: one)?|(?:and |, )?not .*)$/i
/** It replaces what was said, rather than choosing from it. */
const TAKES_BACK =
  /^(?:no|nope|neither|none|wrong|sorry|oops|whoops|actually|rather|apologies|correction|typo|wait|my mistake|my bad|(?:i|we) mean|i should have|not|change)\b|\b(?:instead|rather|sorry|i meant?)[.!]*$|,? not\b/i
/** "not 26 but 27 March" */
const NOT_BUT = /^not\b.*?\bbut\b\s+/i

/** An answer that corrects a value of the pending question, or takes only a part of what it offers. */
export function amendmentOf(question: Question, text: string, vocabulary: Vocabulary): Amendment | undefined {
  if (/\?\s*$/.test(text)) return undefined
  const typed = text.replace(/[‘’]/g, "'").trim()
  return (
    completedOn(question, typed, vocabulary) ??
    partly(question, typed, vocabulary) ??
    corrected(question, typed, vocabulary)
  )
}

function corrected(question: Question, text: string, vocabulary: Vocabulary): Amendment | undefined {
  // What was recorded already is corrected with an entry of its own.
  if (question.follows) return undefined
  const tail = text.replace(CORRECTS, '')
  const value = tail
    .replace(NOT_BUT, '')
    .replace(CORRECTED, '')
    .replace(/[\s.,!]+$/, '')
  if (value === '') return undefined
  return (
    otherDay(question, value, vocabulary) ??
    (TAKES_BACK.test(text)
      ? (otherItem(question, value, vocabulary) ?? otherRating(question, value, vocabulary))
      : undefined)
  )
}

const OFFERS_COMPLETE = /^(update [^;]+? complete)(?: on \d{4}-\d\d-\d\d)?( note .*)?$/s
const AGREES = /^(?:(?:yes|yep|yeah|ok|okay|sure|complete|done|finished|it was)\b[\s,.:;–—-]*)+/i

/** "yes, last Tuesday", "no, on 12 November": the day of the completion that is offered first. */
function completedOn(
  { options: [first] }: Question,
  text: string,
  vocabulary: Vocabulary,
): Amendment | undefined {
  const [, complete, note = ''] = first?.line.match(OFFERS_COMPLETE) ?? []
  if (complete === undefined) return undefined
  const value = text.replace(CORRECTS, '').replace(AGREES, '').replace(CORRECTED, '').replace(WEAK_END, '')
  const time = completionTime(value, vocabulary)
  if (!time?.on || time.start > 0 || value.slice(time.end).trim() !== '') return undefined
  return { kind: 'instead', option: { line: `${complete} on ${time.on.on}${note}` } }
}

const WEAK_END = /[\s,.!]+(?:actually|in fact|it was)?[.!]*$/i

const PENDING_DAY = /^(revise .+?) (?:to (\d{4}-\d\d)-\d\d|by (?:forward )?\d+ \w+) because \{answer\}$/

const NTH = /^(?:the )?\d{1,2}(?:st|nd|rd|th)\b(?! (?:of |jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))/i

/** "sorry, I mean 27 March" where the reason is asked for: the new day, and its reason if it is given with it. */
function otherDay({ answerLine }: Question, value: string, vocabulary: Vocabulary): Amendment | undefined {
  const [, head, month] = answerLine?.match(PENDING_DAY) ?? []
  if (head === undefined) return undefined
  const plain = value.replace(/^(?:to|until|till|by|on|for)\s+/i, '')
  const words = wordsOf(plain)
  // "make that the 27th" is a day of the month that was spoken of.
  const today = month !== undefined && NTH.test(plain) ? `${month}-01` : vocabulary.today
  const phrase = dayPhraseAt(words, 0, { ...vocabulary, today })
  if (!phrase) return undefined
  const rest = plain.slice(words.list[phrase.to - 1]?.end ?? 0)
  const reason = rest.match(/^\s*(?:[,;–—-]\s*)?(?:because|as|since)\s+(.+)$/is)?.[1]
  if (rest.trim() !== '' && reason === undefined) return undefined
  const text = phrase.kind === 'day' ? phrase.given.on : phrase.text.replace(/[\s,.;–—-]+$/, '')
  const to = `${phrase.kind === 'shift' ? 'by' : 'to'} ${text}`
  const line = `${head} ${to}${reason === undefined ? '' : ` because ${reason}`}`
  return { kind: 'instead', option: { line } }
}

/** The items at the beginning of a line of ours, and what is said of them. */
const ITEMS_OF_LINE =
  /^(update|confirm|revise|evidence|status) ([^\s,;:]+(?:\([^)]*\))?(?:, [^\s,;:]+)*)(.*)$/s

function refsOf(line: string, { references }: Vocabulary): readonly string[] {
  const known = [...references.values()].map(({ ref }) => ref)
  return (line.match(ITEMS_OF_LINE)?.[2] ?? '').split(', ').filter((ref) => known.includes(ref))
}

/** The only thing that a text names: some items, or a rating. */
function onlyPiece(text: string, vocabulary: Vocabulary) {
  const pieces = sentencesOf(text, vocabulary)
    .flat()
    .filter(({ plain }) => !/^(?:and|the|for|it|,|:|one|ones)$/.test(plain))
  const [only, ...others] = pieces
  return others.length === 0 ? only : undefined
}

/** "B3(d) instead": the same question about another item. */
function otherItem(question: Question, value: string, vocabulary: Vocabulary): Amendment | undefined {
  const refs = onlyPiece(value.replace(/^(?:for|on)\s+/i, ''), vocabulary)?.refs
  const [ref, ...more] = refs ?? []
  const { answerLine, options, text } = question
  const line = answerLine ?? options[0]?.line
  const [old, ...others] = line === undefined ? [] : refsOf(line, vocabulary)
  if (ref === undefined || more.length > 0 || old === undefined || others.length > 0) return undefined
  const renamed = (each: string) => each.replace(old, ref)
  // What asks for more is run again for the other item, so that it checks it and asks anew.
  const begun = answerLine && renamed(answerLine).match(ASKS_LAST)?.[1]
  if (begun && options.length === 0) return { kind: 'instead', option: { line: begun } }
  return {
    kind: 'ask',
    reading: {
      certainty: 'ask',
      command: null,
      args: { refs: [ref] },
      question: text.replaceAll(old, ref),
      options: options
        .filter((option) => refsOf(option.line, vocabulary).includes(old))
        .map((option) => ({ label: option.label.replaceAll(old, ref), line: renamed(option.line) })),
      ...(question.isYesNo ? { isYesNo: true as const } : {}),
      ...(answerLine === null ? {} : { answerLine: renamed(answerLine) }),
      reason: 'it corrects the item of the open question',
    },
  }
}

/** A line whose answer is its last part. */
const ASKS_LAST = /^(.*?)(?: because| note| to| via| on)?:? \{answer\}$/s

/** "no, green": asked again with that rating. */
function otherRating(question: Question, value: string, vocabulary: Vocabulary): Amendment | undefined {
  const said: Said | undefined = onlyPiece(value, vocabulary)?.said
  const [first] = question.options
  const refs = first?.line.startsWith('update ') ? refsOf(first.line, vocabulary) : []
  if (!said || !first || refs.length === 0) return undefined
  const word = wordOf(said)
  const target = refs.join(', ')
  const own = question.options.find(
    ({ line }) => line === `update ${target} ${word}` || line.startsWith(`update ${target} ${word} `),
  )
  const label = `${target}: ${labelOf(said, vocabulary.scale)}`
  return {
    kind: 'ask',
    reading: {
      certainty: 'ask',
      command: 'update',
      args: { refs, ...said },
      question: `${label}?`,
      options: [own ?? { label, line: `update ${target} ${word}` }],
      isYesNo: true,
      reason: 'it names another rating than the open question',
    },
  }
}

const YES = '(?:yes|yep|yeah|ok|okay|sure|do it|all|both|all of them|everything)'
/** "yes but not C2(i)", "all except B5(a)" */
const BUT_NOT = new RegExp(
  `^(?:${YES}[\\s,.–—-]*)?(?:please[\\s,]*)?(?:but )?(?:not|except(?: for)?|apart from|other than|bar|without|leave out|leave|but)\\s+(.+?)$`,
  'i',
)
/** "just the first", "only C2(b)" */
const ONLY = new RegExp(`^(?:${YES}[\\s,.–—-]*)?(?:but )?(?:just|only)\\s+(.+?)(?:\\s+only)?$`, 'i')
const PLACES = ['first', 'second', 'third', 'fourth', 'fifth']

/** A part of the several items that an option is about. */
function partly({ options }: Question, text: string, vocabulary: Vocabulary): Amendment | undefined {
  const several = options.find((option) => allRefs(option.line, vocabulary).length > 1)
  if (!several) return undefined
  const all = allRefs(several.line, vocabulary)
  const plain = text.replace(/[\s,.!]+(?:please|pls|thanks|ta|for now)?[.!]*$/i, '')
  const but = plain.match(BUT_NOT)?.[1]
  const only = plain.match(ONLY)?.[1] ?? (/ only$/i.test(plain) ? plain.replace(/ only$/i, '') : undefined)
  const named = (each: string) => namedIn(each, all, vocabulary)
  const kept =
    only !== undefined ? named(only) : all.filter((ref) => !(named(but ?? '') ?? all).includes(ref))
  if ((only === undefined && but === undefined) || !kept || kept.length === 0) return undefined
  const line = restricted(several.line, kept, vocabulary)
  return line === undefined ? undefined : { kind: 'instead', option: { line } }
}

/** Of these items, those that some words name by reference or place; undefined if they name another. */
function namedIn(
  text: string,
  all: readonly string[],
  vocabulary: Vocabulary,
): readonly string[] | undefined {
  const plain = text
    .toLowerCase()
    .replace(/^the\s+/, '')
    .replace(/\s+ones?$/, '')
  const count = ['one', 'two', 'three', 'four'].indexOf(plain.match(/^(?:first|last) (\w+)$/)?.[1] ?? '') + 1
  if (count > 0) return plain.startsWith('first') ? all.slice(0, count) : all.slice(-count)
  const place = plain === 'last' ? all.length - 1 : PLACES.indexOf(plain.replace(/^number /, ''))
  const [at] = all.slice(place)
  if (place >= 0) return at === undefined ? undefined : [at]
  const refs = sentencesOf(text, vocabulary)
    .flat()
    .flatMap((piece) => piece.refs ?? [])
  return refs.length > 0 && refs.every((ref) => all.includes(ref)) ? refs : undefined
}

function allRefs(line: string, vocabulary: Vocabulary): readonly string[] {
  return line.split('; ').flatMap((part, at) => refsOf(at === 0 ? part : `update ${part}`, vocabulary))
}

/** A line about fewer items. */
function restricted(line: string, kept: readonly string[], vocabulary: Vocabulary): string | undefined {
  const [, verb = 'update'] = line.match(ITEMS_OF_LINE) ?? []
  const parts = line.split('; ').flatMap((part, at) => {
    const [, , items = '', rest = ''] = (at === 0 ? part : `${verb} ${part}`).match(ITEMS_OF_LINE) ?? []
    const refs = items.split(', ').filter((ref) => kept.includes(ref))
    return refs.length === 0 ? [] : [`${refs.join(', ')}${rest}`]
  })
  const shorter = `${verb} ${parts.join('; ')}`
  return allRefs(shorter, vocabulary).length === kept.length ? shorter : undefined
}
