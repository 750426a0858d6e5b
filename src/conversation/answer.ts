import { listed } from '../domain/format.ts'
import type { Option, Question } from '../domain/question.ts'
import type { Ask, Reading } from '../domain/reading.ts'
import { readReferences } from '../domain/reference-list.ts'
import { plainWord, saidBack, type Words, wordsOf } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import { dayPhraseAt } from './day-phrase.ts'
import { namesPlace } from './places.ts'

const NO = new Set(
  'no,nope,nah,neither,none,none of those,none of them,none of these,cancel,never mind,nevermind,stop,leave it,forget it,nah forget it,leave it as it is,leave as is,leave it alone,not now,not yet,skip,no need,changed my mind,i changed my mind,i have changed my mind,do nothing'.split(
    ',',
  ),
)
const YES = new Set(
  "yes,y,ok,okay,yep,yeah,yup,sure,correct,right,that's right,thats right,that's it,go on,go ahead,do it,do that,please do,exactly,confirmed,absolutely,go for it,yes that,yes do".split(
    ',',
  ),
)
/** All that was named, where one option is about several items. */
const ALL = new Set(
  'both,both of them,both please,all,all of them,all of those,all of these,all three,all four,the lot,every one,everything,yes to all,yes both,yes all,yes all of them,yes to both'.split(
    ',',
  ),
)
const PLACES = [
  ['first', '1st', 'one'],
  ['second', '2nd', 'two'],
  ['third', '3rd', 'three'],
  ['fourth', '4th', 'four'],
  ['fifth', '5th', 'five'],
]
/** Filler around an answer: "call it green then, please". */
const BEFORE =
  /^(?:ok|okay|well|um|er|erm|hmm|oh|just|the|option|number|no\.|choice|answer|call it|make it|make that|go with|let's say|lets say|let's go with|i'd say|it's|its|put|say|record|mark it|set it to|then|actually|sorry|i'll take|i'll go with|definitely)[\s,]+/
const AFTER =
  /[\s,.!]+(?:then|please|pls|plz|thanks|thank you|ta|cheers|one|option|choice|mate|now|x|obviously|of course|definitely|clearly|actually|instead|really|for sure)$/
/** Words that make an answer a guess. */
const HEDGES =
  /^(?:maybe|perhaps|probably|possibly|i think|i guess|i suppose|i reckon)[\s,]+|[\s,]+(?:i think|i guess|i suppose|i reckon|maybe|perhaps|probably|possibly|not sure|not certain|\?)$/
/** "actually leave it", "no, cancel that please". */
const REFUSES =
  /^(?:(?:no|actually|sorry|please|pls|ok|okay|oh|hmm|well|er|let's|lets|just|on second thoughts|changed my mind|wait)[\s,.!–—-]+)*(?:(?:leave|forget|cancel|scrap|drop|skip|ignore|stop|scratch|abandon) (?:it|that|this|them|about it|all of (?:it|that|them)|the (?:question|request|change|move|update|whole thing))|never ?mind|cancel|do(?:n't| not|nt) (?:bother|do (?:it|that)|record (?:it|that)|move (?:it|that)|change (?:it|that)|ask)|no need)(?: (?:as it is|as it was|as is|alone|for now|be|out|there|then|please|pls|thanks|thank you|altogether|after all|today))*$/
/** About what was recorded just now, rather than the question that followed it. */
const TAKES_BACK = /\b(?:cancel|scrap|scratch|ignore|drop|undo|forget) (?:that|this)\b/

/** What an answer to a pending question chooses. */
export type Choosing =
  | { readonly kind: 'option'; readonly option: Option }
  /** Asked again before it counts: "2 I think". */
  | { readonly kind: 'guess'; readonly option: Option }
  | { readonly kind: 'dismiss' }

/**
 * The option that an answer to a pending question chooses; `dismiss` for "neither"; undefined if it is not an answer.
 */
export function answerTo(question: Question, text: string): Choosing | undefined {
  const { options, isYesNo } = question
  const pressed = options.find(({ line }) => line === text)
  if (pressed) return { kind: 'option', option: pressed }
  const plain = plainAnswer(text)
  const core = without(AFTER, without(BEFORE, plain))
  const isYes = YES.has(plain) || YES.has(core)
  const [first] = options
  if (first && isYes && (options.length === 1 || isYesNo)) return { kind: 'option', option: first }
  if (first && ALL.has(plain) && severalIn(first)) return { kind: 'option', option: first }
  if (first && severalIn(first) && PLACES_IN_WORDS.test(plain))
    throw new UserError(
      'not-understood',
      `Nothing was recorded yet. Type ${numbersOf(question)}, or name the items that you mean, such as: only ${itemIn(first)}`,
    )
  const chosen = optionAt(options, core) ?? optionAt(options, plain)
  if (chosen) return { kind: 'option', option: chosen }
  const isRefused = NO.has(plain) || NO.has(core) || REFUSES.test(plain)
  if (isRefused) return question.follows && TAKES_BACK.test(plain) ? undefined : { kind: 'dismiss' }
  const sure = without(HEDGES, plain)
  const guess =
    sure === plain ? undefined : optionAt(options, without(AFTER, without(BEFORE, without(HEDGES, plain))))
  if (guess) return { kind: 'guess', option: guess }
  if (options.length > 0 && (isYes || ALL.has(plain) || /^#?\d{1,2}$/.test(core))) {
    throw new UserError('not-understood', `Which one? Type ${numbersOf(question)}, or neither.`)
  }
  return undefined
}

/** "1, 2 or 3" */
function numbersOf({ options }: Question): string {
  return listed(
    options.map((_, index) => String(index + 1)),
    'or',
  )
}

/** The option of this number, place or label. */
function optionAt(options: readonly Option[], text: string): Option | undefined {
  const core = text.replace(/^#/, '')
  const place = PLACES.findIndex((names) => names.includes(core))
  const at = /^\d{1,2}$/.test(core) ? Number(core) - 1 : (placeByName(core, options.length) ?? place)
  return options[at] ?? options.find(({ label }) => isLabel(label, core))
}

function placeByName(core: string, count: number): number | undefined {
  if (core === 'last') return count - 1
  if (core === 'latter') return count === 2 ? 1 : undefined
  if (core === 'former') return count === 2 ? 0 : undefined
  return core === 'middle' && count % 2 === 1 ? (count - 1) / 2 : undefined
}

/** Where several items are named, it may be one of them that is meant, or one of the answers. */
const PLACES_IN_WORDS =
  /^(?:the )?(?:first|second|third|fourth|fifth|last|middle|former|latter|one|two|three|four|five|1st|2nd|3rd|4th|5th)(?: one| item| action)?(?: please| pls| thanks)?$/

function itemIn({ line }: Option): string {
  return line.match(/^\S+ ([^,;]+)/)?.[1] ?? ''
}

/** Whether an option is about several items. */
function severalIn({ line }: Option): boolean {
  return /^\S+ [^;]*?[,;]/.test(line)
}

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/^(?:[👍✅✔☑👌🆗]\p{Emoji_Modifier}?\ufe0f?\s*)+$/u, 'yes'],
  [/^(?:[👎❌✖🚫]\p{Emoji_Modifier}?\ufe0f?\s*)+$/u, 'no'],
]

/** "👍": nothing that a question in words could take. */
export function isSignAlone(text: string): boolean {
  return SIGNS.some(([signs]) => signs.test(text.trim()))
}

/** Lower case, without emoji and surrounding punctuation. A lone sign is a word. */
function plainAnswer(text: string): string {
  const sign = SIGNS.find(([signs]) => signs.test(text.trim()))
  if (sign) return sign[1]
  return plainWord(text.replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/gu, ' ').trim())
    .replace(/\s+/g, ' ')
    .replace(
      /^(yes|yep|yeah|ok|okay|sure|no)[,!.]* (please|pls|thanks|thank you|ta|cheers|do it|do that|go on|go ahead|that's right|that one|correct|leave it)$/,
      '$1',
    )
}

/** "late" chooses "Late: Amber", "amber" chooses "C2: Amber", "the request" chooses "Request: R13". */
function isLabel(label: string, text: string): boolean {
  const plain = plainWord(label)
  return text !== '' && (plain === text || plain.split(': ').includes(text.replace(/^the /, '')))
}

/** Verbs that people use only for commands: an answer that begins with one was meant as a command. */
const IMPERATIVES = new Set([
  'update',
  'confirm',
  'revise',
  'approve',
  'decline',
  'defer',
  'delegate',
  'assign',
  'undo',
  'help',
])

/**
 * The pending line completed with a free-text answer. Undefined for what looks like a command: a mistyped one, one
 * about an item or a request, or a new question.
 */
export function freeAnswer({ answerLine }: Question, text: string, reading: Reading): string | undefined {
  const requests = text.match(/\bR\d+\b/gi) ?? []
  if (requests.some((each) => !answerLine?.toUpperCase().includes(each.toUpperCase()))) return undefined
  if (answerLine === null || text.endsWith('?') || isCourtesy(text) || saysLater(text)) return undefined
  if (isSmallTalk(text) || asksBack(text)) return undefined
  // Of several items, one of them is meant.
  if (namesPlace(text) && /^\S+ [^{]*?, /.test(answerLine)) return undefined
  if (reading.certainty === 'none' && reading.isAnswer) return undefined
  if (wantsWords(answerLine) && isEmptyAnswer(text)) return undefined
  const mayBeNote =
    reading.certainty === 'none' ||
    (reading.certainty === 'ask' && reading.isNote && !NAMES_ITEM.test(text) && !namesPlace(text))
  if (!mayBeNote) return undefined
  const isCommand =
    reading.certainty === 'none' &&
    (reading.command === null ? reading.isSlip : IMPERATIVES.has(reading.command) || NAMES_ITEM.test(text))
  return isCommand ? undefined : answerLine.replace('{answer}', () => answerIn(answerLine, text))
}

/** Where a day or an item is wanted, strips the words around it: "make it the 15th of January", "2 April I think". */
function answerIn(answerLine: string, text: string): string {
  return wantsWords(answerLine) ? text : without(TRAILING, without(LEADING_UP, text))
}

/** Whether a reason, a note or a piece of evidence is asked for. */
function wantsWords(answerLine: string): boolean {
  return / (?:note\b[^{]*|because|via .*) ?\{answer\}/.test(answerLine) || answerLine.startsWith('evidence')
}

const LEADING_UP =
  /^(?:make it|make that|let's say|lets say|say|until|to|by|it's|its|the date is|how about|ok|er+m?|um|well|hmm?|i think|maybe|probably|sorry|actually|no|i mean)[\s,:]+/i
const TRAILING = /[\s,.]+(?:i think|i guess|i suppose|probably|maybe|please|pls|thanks|ta)[.!]*$/i

/** Where an item is asked for, a reference alone is the answer rather than a question how it stands. */
export function itemAnswer(
  { answerLine }: Question,
  text: string,
  { references }: Vocabulary,
): string | undefined {
  if (!answerLine || !/^[a-z]+ \{answer\}/.test(answerLine)) return undefined
  const items = readReferences(answerIn(answerLine, text).replace(/[\s.!]+$/, ''), references)
  return items && answerLine.replace('{answer}', items.map(({ ref }) => ref).join(', '))
}

/** Where a day is asked for, the one day that the answer names somewhere: "er, last day of term is 26 March I think". */
export function dayAnswer(
  { answerLine }: Question,
  text: string,
  vocabulary: Vocabulary,
): string | undefined {
  if (!answerLine?.includes(' to {answer}') || text.includes('?')) return undefined
  const words = wordsOf(answerIn(answerLine, text.replace(/[‘’]/g, "'")))
  const [first] = words.list
  if (!first || BECAUSE.test(first.plain) || beginsWithDay(words, vocabulary)) return undefined
  const days: string[] = []
  for (let at = 0; at < words.list.length; at += 1) {
    const phrase = dayPhraseAt(words, at, vocabulary)
    if (!phrase) continue
    if (phrase.kind === 'day' && /\d/.test(phrase.text) && isAfterBe(words, at))
      days.push(phrase.text.replace(/[\s,.;–—-]+$/, ''))
    at = phrase.to - 1
  }
  const [only, ...others] = days
  return only === undefined || others.length > 0 ? undefined : answerLine.replace('{answer}', () => only)
}

/** "26 March", "26 March because …"; not "last day is 26 March". */
function beginsWithDay(words: Words, vocabulary: Vocabulary): boolean {
  const phrase = dayPhraseAt(words, 0, vocabulary)
  if (phrase?.kind !== 'day') return false
  return !/^(?:is|was|of|will|should|would)$/.test(words.list[phrase.to]?.plain ?? '')
}

/** "term ends on 26 March", "the last day is 26 March". */
function isAfterBe({ list }: Words, at: number): boolean {
  return list
    .slice(Math.max(0, at - 2), at)
    .some(({ plain }) =>
      /^(?:is|was|ends?|until|till|by|to|on|say|be|think|mean|reckon|suggest)$/.test(plain),
    )
}

const BECAUSE = /^(?:because|since|as|due|owing)$/

/** Where only a day is asked for, a reason that is given first: it is kept, and the day asked for again. */
export function reasonBeforeDay({ answerLine, text: question }: Question, text: string): Ask | undefined {
  const reason = text.match(/^(?:because(?: of)?|since|due to|owing to)\s+(.+)$/is)?.[1]
  if (reason === undefined || !answerLine?.endsWith(' to {answer}')) return undefined
  return {
    certainty: 'ask',
    command: 'revise',
    question: `Noted as the reason: “${saidBack(reason)}”. ${question.replace(/,? and why\?/, '?')}`,
    options: [],
    answerLine: `${answerLine} because ${reason}`,
    reason: 'the reason came before the day',
  }
}

/** How what was typed falls short of the open question. */
export function shortOf(question: Question, text: string, greeting = ''): string {
  const asked = `${question.text}${question.options.length > 0 ? ` Type ${numbersOf(question)}, or neither.` : ''}`
  if (isCourtesy(text) || isSmallTalk(text)) return `${greeting} Still open: ${asked}`.trim()
  if (saysLater(text))
    return `Very well, nothing more is recorded yet. The question stays open for now: ${asked}`
  const isNoReason = question.answerLine !== null && wantsWords(question.answerLine) && isEmptyAnswer(text)
  if (isNoReason) return `“${saidBack(text)}” does not answer that, so nothing was recorded. ${asked}`
  return `“${saidBack(text)}” does not answer the open question. ${asked} Or say “leave it”.`
}

/** "n/a", "nothing", "2", "-": a field filled in for the sake of it. */
function isEmptyAnswer(text: string): boolean {
  const plain = plainWord(text.trim()).replace(/[‘’]/g, "'")
  return !/\p{L}{2}/u.test(plain) || EMPTY.test(plain)
}

const EMPTY =
  /^(?:n\/?\\?a|not applicable|none|nothing|nil|null|nada|nowt|no reason|no comment|no idea|because|just because|because i (?:say|said) so|reason|note|same|as above|see above|ditto|tbc|tbd|tba|to follow|xx+|blah|test|whatever|idk|dunno|who knows|(?:number )?(?:one|two|three|four|five)|#\d+|nothing (?:to say|to add|much|really|yet|new)|not (?:much|really|yet)|none (?:yet|really)|yes|no|ok)$/

/** The text without any repetition of a filler at one of its ends. */
function without(filler: RegExp, text: string): string {
  const rest = text.replace(filler, '')
  return rest === text ? text : without(filler, rest)
}

/** "thanks", "ok 👍": polite, but no answer. */
function isCourtesy(text: string): boolean {
  const words = text.replace(/[\s,.!]+|\p{Extended_Pictographic}|\ufe0f/gu, ' ')
  return without(COURTESY, ` ${words} `).trim() === ''
}

const COURTESY =
  /^ +(?:thanks?(?: you)?|ta|cheers|ok(?:ay)?|great|lovely|brilliant|perfect|hi|hello|hey|morning|lol|haha|sorry|hm+|right|cool|noted|will do|got it|np|no worries|yes|no|yep|nope|y|n|x+)(?= )/i

/** "later, I'm driving", "don't know yet": the question stays open. */
function saysLater(text: string): boolean {
  return /^(?:(?:sorry|er|hmm|well|ok|oh|actually)[\s,.]+)*(?:later|not now|not sure|don'?t know|dont know|i don'?t know|no idea|dunno|(?:(?:i|we)(?:'?ll| will| can|'d have to)|will|can) (?:have to )?(?:tell you|let you know|get back|come back to (?:you|this)|check(?!ed)|find out|ask(?! for)|explain (?:later|tomorrow)|say (?:later|tomorrow)|confirm (?:later|tomorrow)|send (?:it|that) (?:later|tomorrow))|let me (?:check|find out|get back|think|ask)|ask me (?:later|again|tomorrow|next)|remind me|need to (?:check|ask|think)|i(?:'d| would)? (?:need|have) to (?:check|ask|think)|in a (?:bit|minute|moment)|tbc|tba|give me (?:a|until|till|some)|one moment|hang on|wait|sometime|tomorrow$|next week$)\b/i.test(
    text.replace(/[‘’]/g, "'"),
  )
}

/** Contains a reference or a request number. */
const NAMES_ITEM = /\b(\p{L}\d+|\d+\.\d+)/u

/** A rating that the question does not offer ("amber then") still counts, because the question names the item. */
export function ratingAnswer({ options }: Question, reading: Reading): Option | undefined {
  if (reading.certainty !== 'ask' || !reading.isRatingAlone) return undefined
  const [offered] = reading.options
  const [, ref = ''] = offered?.line.match(/^update (\S+) /) ?? []
  return options.some(({ line }) => line.startsWith(`update ${ref} `)) ? offered : undefined
}

/**
 * Words of pleasantries and what holds them together. A line of only these says nothing about an item, whatever was
 * asked before; any other word ("supplier", "holiday", "staff") makes it an answer.
 */
const CHAT = new Set(
  `hi hello hey hiya morning afternoon evening night all everyone everybody anyone anybody team folks both mate friend guys
   good great lovely nice happy brilliant fab super splendid awful terrible busy quick long glad pleased welcome congratulations congrats
   thanks thank thx ta cheers please sorry apologies bye goodbye cheerio see speak talk chat ring catch take care enjoy
   weekend weather sunshine sunny rain raining coffee tea lunch cake biscuits birthday christmas easter year day today tomorrow yesterday
   tonight later soon then now again monday tuesday wednesday thursday friday saturday sunday week phone meeting call break
   how was is are am were be been being do did doing done you your yours i i'm im we we're us our me my it it's its that that's this there the
   a an and or so very much too really quite just for to of at in on up with from have having had has hope hoping will would be what who
   one well ok okay fine lol haha oh ah help new old back about out over by x xx`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** "how was your weekend", "thanks for that", "see you at the meeting tomorrow". */
function isSmallTalk(text: string): boolean {
  const words = text
    .replace(/[‘’]/g, "'")
    .split(/[\s,.;:!–—-]+/)
    .map(plainWord)
    .filter((word) => /\p{L}/u.test(word))
  return words.length > 0 && words.every((word) => CHAT.has(word))
}

const MOST_OF_A_REQUEST = 6
/** "due to sickness" is a reason. */
const REQUESTS =
  /^\W*(?:show me|list|give me|which|overdue|due(?! to)|mine|compare)\b(?!.*\b(?:because|as|since)\b)/i

/** Whether it is plainly a question of the speaker's own, however it ends. */
export function asksMeanwhile(text: string): boolean {
  const words = text.trim().split(/\s+/).length
  const isMarked = /\?\s*$/.test(text) && words > 2
  return isMarked || asksBack(text) || (words <= MOST_OF_A_REQUEST && REQUESTS.test(text))
}

/** "where is the meeting" is a question, even without its mark; "when it is signed" is an answer. */
function asksBack(text: string): boolean {
  return /^\W*(?:how|what|who|where|why)(?:'s|\s+(?:is|was|are|were|do|does|did|has|have|should|can|could|will|would))\b/i.test(
    text.replace(/[‘’]/g, "'"),
  )
}
