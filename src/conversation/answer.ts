import { listed } from '../domain/format.ts'
import type { Option, Question } from '../domain/question.ts'
import type { Reading } from '../domain/reading.ts'
import { plainWord } from '../domain/text.ts'
import { UserError } from '../errors.ts'

const NO = new Set(
  'no,nope,nah,neither,none,none of those,none of them,none of these,cancel,never mind,nevermind,stop,leave it,forget it,nah forget it,leave it as it is,leave as is,leave it alone,not now,not yet,skip'.split(
    ',',
  ),
)
const YES = new Set(
  "yes,y,ok,okay,yep,yeah,yup,sure,correct,right,that's right,thats right,that's it,go on,go ahead,do it,do that,please do,exactly,confirmed,absolutely,go for it,yes that,yes do".split(
    ',',
  ),
)
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']
const SHORT_ORDINALS = ['1st', '2nd', '3rd', '4th', '5th']
/** Filler around an answer: "call it green then, please". */
const BEFORE =
  /^(?:ok|okay|well|um|er|hmm|oh|just|the|option|number|no\.|choice|answer|call it|make it|make that|go with|let's say|lets say|let's go with|i'd say|it's|its|put|say|record|mark it|set it to|then)[\s,]+/
const AFTER = /[\s,.!]+(?:then|please|pls|plz|thanks|thank you|ta|cheers|one|mate|now|x)$/

/**
 * The option that an answer to a pending question chooses; `dismiss` for "neither"; undefined if it is not an answer.
 */
export function answerTo({ options, isYesNo }: Question, text: string): Option | 'dismiss' | undefined {
  const pressed = options.find(({ line }) => line === text)
  if (pressed) return pressed
  const plain = plainAnswer(text)
  const core = without(AFTER, without(BEFORE, plain))
  const isYes = YES.has(plain) || YES.has(core)
  if (isYes && (options.length === 1 || isYesNo)) return options[0]
  const ordinal = Math.max(ORDINALS.indexOf(core), SHORT_ORDINALS.indexOf(core)) + 1
  const number = /^\d{1,2}$/.test(core) ? Number(core) : ordinal
  const chosen =
    options[number - 1] ?? options.find(({ label }) => isLabel(label, core) || isLabel(label, plain))
  if (chosen) return chosen
  if (NO.has(plain) || NO.has(core)) return 'dismiss'
  if (options.length > 0 && (isYes || /^\d{1,2}$/.test(core))) {
    const numbers = listed(
      options.map((_, index) => String(index + 1)),
      'or',
    )
    throw new UserError('not-understood', `Which one? Type ${numbers}, or neither.`)
  }
  return undefined
}

/** Lower case, without emoji and surrounding punctuation. */
function plainAnswer(text: string): string {
  return plainWord(text.replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/gu, ' ').trim())
    .replace(/\s+/g, ' ')
    .replace(
      /^(yes|yep|yeah|ok|okay|sure|no)[,!.]* (please|pls|thanks|thank you|ta|cheers|do it|do that|go on|go ahead|that's right|that one|correct|leave it)$/,
      '$1',
    )
}

/** "late" chooses "Late: Amber", "amber" chooses "C2: Amber". */
function isLabel(label: string, text: string): boolean {
  const plain = plainWord(label)
  return text !== '' && (plain === text || plain.split(': ').includes(text))
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
  const mayBeNote =
    reading.certainty === 'none' || (reading.certainty === 'ask' && reading.isNote && !NAMES_ITEM.test(text))
  if (!mayBeNote) return undefined
  const isCommand =
    reading.certainty === 'none' &&
    (reading.command === null ? reading.isSlip : IMPERATIVES.has(reading.command) || NAMES_ITEM.test(text))
  return isCommand ? undefined : answerLine.replace('{answer}', () => answerIn(answerLine, text))
}

/** Where a day or an item is wanted, strips the words that lead up to it: "make it the 15th of January". */
function answerIn(answerLine: string, text: string): string {
  const isNote =
    / (?:note\b[^{]*|because|via .*) ?\{answer\}/.test(answerLine) || answerLine.startsWith('evidence')
  return isNote ? text : without(LEADING_UP, text)
}

const LEADING_UP =
  /^(?:make it|make that|let's say|lets say|say|until|to|by|it's|its|the date is|how about|ok|erm?|um)[\s,:]+/i

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
  return /^(?:later|not now|not sure|don'?t know|dont know|no idea|dunno|i'?ll (?:tell you|get back|check|find out|let you know)|let me (?:check|find out|get back)|will (?:check|find out)|in a (?:bit|minute|moment)|tbc|tba|give me|one moment|hang on|wait|sometime)\b/i.test(
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

/** "where is the meeting" is a question, even without its mark; "when it is signed" is an answer. */
function asksBack(text: string): boolean {
  return /^\W*(?:how|what|who|where|why)(?:'s|\s+(?:is|was|are|were|do|does|did|has|have|should|can|could|will|would))\b/i.test(
    text.replace(/[‘’]/g, "'"),
  )
}
