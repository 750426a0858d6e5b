import { longDay } from '../../domain/format.ts'
import type { GivenDay } from '../../domain/plan.ts'
import type { Ask, Reading } from '../../domain/reading.ts'
import { plainReference } from '../../domain/reference.ts'
import { saidBack, textBetween, type Words, wordsOf } from '../../domain/text.ts'
import { readDay } from '../day.ts'
import { type DayPhrase, dayPhraseAt, shiftText } from '../day-phrase.ts'
import { asks, BECAUSE } from '../sentence/guards.ts'
import { bit } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import { sentencesOf } from '../sentence/sentence.ts'
import { findDays } from './entities.ts'
import type { Line } from './line.ts'
import { noteOn } from './offers.ts'

/** Verbs that ask for another date: "Push B3(a) to …". */
const MOVE = /\b(move|push|extend|shift|put|bring|re-?date|revise|postpone|delay|reschedule|change|go)\b/i
/** Nouns that do so: "B5(a) needs an extension", "asking for 30 April". */
const MORE_TIME =
  /\b(extension|more time|longer|(new|another|later) (due |target )?(date|deadline)|extra (time|days?|weeks?|months?|fortnight)|another (\w+ ){0,2}(day|week|month|fortnight)s?|(?:\d{1,2}|an?|one|two|three|four|five|six|few|couple of) more (?:day|week|month|fortnight)s?|(due )?date (change|of|to|for)|until|till|(ask|asking|request|requesting)\b.*\bfor)\b/i
/** Before the day these words make a story, a plan or a refusal, not a request. */
const NO_REQUEST =
  /\b(might|may need|what if|if we|won'?t|will not|should be|will be|would(?! like)|don'?t|do not|never|has anyone|did|was|were|moved|pushed|last (summer|year|month|time)|in case)\b/i
/** A day on which something is discussed is not a due date. */
const TALKED_OF = /\b(agenda|diary|calendar|minutes|forward plan)\b/i
/** "extension … not needed": the opposite of a request. */
const NOT_WANTED =
  /\b(?:not|no longer|never|isn'?t|aren'?t|won'?t be|doesn'?t|don'?t)\s+(?:be\s+)?(?:actually\s+|really\s+)?(?:needed|need|required|require|necessary|wanted|want)\b|\bunnecessary\b|\bno need\b/i
/** Words that may precede the asking verb or noun; any other word makes the line something else. */
const ASKING = new Set(
  `please pls plz can could may we i i'd need needs want would like love to hi hello hey morning afternoon all so ok the a an my our for on of
   date due requesting request asking ask is some more time it that this have get put in new another extra extension just also wsoa bot now
   board with thanks must looking will us me you be if possible yes revised`.split(/\s+/),
)

/** "put B3(a) back": to a later day. */
const PUT_BACK = /^(?:(?:please|pls|can you|could you|hi|ok)[\s,]+)*(?:put|push|move|set|shift)$/i

const IF = bit('if')
const SAME = bit('same')
/** Words that lead to the day requested; others lead to the present one. */
const TO = new Set(['to', 'until', 'till', 'of', 'for', 'by'])

/**
 * A request for another date in somebody's own words: "push B3(a) to 29 January, pupil lead off sick". A clear one is
 * the command `revise`; if the day is missing or vague it is asked for and the rest kept.
 */
export function readDateRequest(given: Line): Reading | undefined {
  const line = withDay(given)
  const { raw, sentences, vocabulary } = line
  // "what's the target date for B5(a)" asks for none.
  if (ASKS_ABOUT.test(raw)) return undefined
  const several = readSeveralRequests(line)
  if (several) return several
  const about = itemOf(line)
  if (
    about &&
    PUT_BACK.test(raw.slice(0, about.start).trim()) &&
    /^\s*back[.!\s]*$/i.test(raw.slice(about.end))
  )
    return askDay(about.ref, '')
  const isAlone = about !== undefined && isMovedAlone(line, about)
  if (!about) return askWhichItem(line)
  if (!(isAlone || MOVE.test(raw) || MORE_TIME.test(raw))) return undefined
  const words = wordsOf(raw)
  const asked = phraseIn(words, about, line)
  if (!asked && !MORE_TIME.test(raw)) return undefined
  const head = asked ? raw.slice(0, words.list[asked.from]?.start) : raw
  const isDoubtful =
    asks(raw) ||
    NO_REQUEST.test(head) ||
    TALKED_OF.test(head) ||
    NOT_WANTED.test(raw) ||
    sentences.some((sentence) => sentence.some((piece) => is(piece, IF)))
  // "can't do anything on B2(b) until CaPa is back" tells of a blocker.
  if (!asked && !MORE_TIME.test(raw.replace(/\b(?:until|till|no longer)\b/gi, ''))) return undefined
  const day = asked?.kind === 'day' && asked.given.on >= vocabulary.today ? asked : undefined
  const isAsked = !isDoubtful && (isAlone || isAskedFor(head, about))
  const isSame = sentences.some((sentence) => sentence.some((piece) => is(piece, SAME)))
  if (!isAsked && (isMentioned(raw, words, asked) || (isSame && !moves(raw)))) return undefined
  if (!isAsked) return offer(line, about.ref, day)
  const reason = asked ? reasonAround(words, asked, about) : reasonBehind(raw)
  if (asked?.kind === 'open') return askWhichDay(about.ref, asked, reason)
  if (asked?.kind === 'shift') return requestShift(about.ref, asked, reason)
  if (!day) return askDay(about.ref, reason)
  if (!/[\p{L}\p{N}]/u.test(reason)) return askReason(about.ref, day)
  const text = `revise ${about.ref} to ${day.given.on} because ${reason}`
  if (!about.isNamed) return askItem(about.ref, day, text)
  const args = { ref: about.ref, date: day.given, reason }
  if (isAlone && !isSaid(reason) && !isMarked(words, day)) return askWhetherReason(args, text)
  return { certainty: 'sure', command: 'revise', args, line: text, reason: READ_AS_REQUEST }
}

const ASKS_ABOUT = /^\W*(?:what(?! about| if)|when|which|who|where|why)\b/i

/** "we met on 12 November, no change": a day on which something was, and nothing that moves one. */
function isMentioned(raw: string, { list }: Words, asked: DayPhrase | undefined): boolean {
  const lead = asked && list[asked.from - 1]?.plain
  if (asked?.kind !== 'day' || lead === undefined || TO.has(lead)) return false
  return /^(?:on|at|in|from|since)$/.test(lead) && !moves(raw)
}

/** Whether it speaks of moving a date, beside "no change" and "until". */
function moves(raw: string): boolean {
  const plain = raw.replace(/\b(?:(?:no|any|without) (?:\w+ )?changes?|until|till)\b/gi, '')
  return MOVE.test(plain) || MORE_TIME.test(plain)
}

/** A reason in so many words: a single one may be about the day, "Friday panel". */
function isSaid(reason: string): boolean {
  return (reason.match(/\p{L}{2,}/gu) ?? []).length > 1
}

/** "C2 to Friday, the audit slipped", "C2 to Friday because …": what follows is meant as a reason. */
function isMarked({ raw, list }: Words, { from, to }: DayPhrase): boolean {
  const [first, last] = [list[from], list[to - 1]]
  if (!first || !last) return false
  const phrase = raw.slice(first.start, last.end)
  return /[,;:.–—-]$/.test(phrase) || LINKING.test(raw.slice(last.end).replace(/^\s+/, ''))
}

/** "C2 to Friday panel": nothing asks for the day in words, and nothing says that the rest is why. */
function askWhetherReason(
  args: { readonly ref: string; readonly date: GivenDay; readonly reason: string },
  line: string,
): Ask {
  const label = `Ask for ${longDay(args.date.on)} for ${args.ref} because ${args.reason}`
  return {
    certainty: 'ask',
    command: 'revise',
    args,
    question: `${label}?`,
    options: [{ label, line }],
    isYesNo: true,
    reason: 'nothing says that the rest is the reason',
  }
}

const TO_SHORT_DAY =
  /(?<=\S )to (\d{1,2}[./]\d{1,2})(?=$|[,;:.!]?$|[,;] | (?:because|as|since|due|please|pls|so|[-–—]) )/i

/** "move 3.2 to 3.11", "3.2 to 14.2": a day, although the plan has an item of that name, as no range is meant. */
function withDay(line: Line): Line {
  const { raw, vocabulary } = line
  const pieces = line.sentences.flat().filter((piece) => piece.refs)
  const found = TO_SHORT_DAY.exec(raw)
  const day = found?.[1] ?? ''
  const begin = found?.index ?? 0
  const isItem = vocabulary.references.has(plainReference(day))
  const isRange = pieces.some(({ start, end }) => start < begin && end > begin)
  if (!isItem || (isRange && !MOVE.test(raw.slice(0, begin)))) return line
  const given = readDay(day, vocabulary.today, { short: true })
  if (!given) return line
  const text = `${raw.slice(0, begin)}to ${given.on}${raw.slice(begin + `to ${day}`.length)}`
  return { ...line, raw: text, sentences: sentencesOf(text, vocabulary) }
}

const READ_AS_REQUEST = 'read as a request for another date'

/** The time that is asked for: behind "to", "until" and their like, otherwise the first one that is plainly a day. */
function phraseIn(words: Words, { start, end }: About, { raw, vocabulary }: Line): DayPhrase | undefined {
  const found: { readonly phrase: DayPhrase; readonly lead: string }[] = []
  const passed: typeof found = []
  for (let at = 0; at < words.list.length; at += 1) {
    const lead = words.list[at - 1]?.plain ?? ''
    // The number of "Rec 1" is no day.
    const isOfItem = (words.list[at]?.start ?? 0) < end && (words.list[at]?.end ?? 0) > start
    const phrase = isOfItem ? undefined : dayPhraseAt(words, at, vocabulary)
    if (!phrase) continue
    if (phrase.kind === 'day' && phrase.given.on < vocabulary.today) {
      // "move B5(c) to yesterday": a day is asked for that can be meant.
      if (/^(?:to|until|till)$/.test(lead)) passed.push({ phrase, lead })
      at = phrase.to - 1
      continue
    }
    const isBehindLead = TO.has(lead) && (words.list[at]?.start ?? 0) >= Math.min(end, raw.length)
    if (phrase.kind !== 'open' || isBehindLead || MOVE.test(lead) || /^(?:back|in)$/.test(lead))
      found.push({ phrase, lead })
    at = phrase.to - 1
  }
  return (found.find(({ lead }) => TO.has(lead)) ?? found[0] ?? passed[0])?.phrase
}

/** "B5(b) to 5.2.21", "B4(c) a fortnight more please": the item, and right behind it the time. */
function isMovedAlone({ raw, vocabulary }: Line, { isNamed, end }: About): boolean {
  const words = wordsOf(raw.slice(end).replace(/^[\s:,–—-]+/, ''))
  const [first] = words.list
  if (!isNamed || first === undefined) return false
  if (/^(?:to|until|till|by)$/.test(first.plain)) return dayPhraseAt(words, 1, vocabulary) !== undefined
  const phrase = dayPhraseAt(words, 0, vocabulary)
  // "B3(a) 15/1 please"
  if (
    phrase?.kind === 'day' &&
    /\d/.test(phrase.text) &&
    /^(?:please|pls|plz)$/.test(words.list[phrase.to]?.plain ?? '')
  )
    return true
  return (
    phrase?.kind === 'shift' && /\b(?:more|longer|extra|further|later|another|extension)\b/i.test(phrase.text)
  )
}

/** Which of several days, or which day at all? The rest of the line is kept. */
function askWhichDay(ref: string, { text, offers }: DayPhrase & { kind: 'open' }, reason: string): Ask {
  const because = reason === '' ? '' : ` because ${reason}`
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref, ...(reason === '' ? {} : { reason }) },
    question: `“${saidBack(bare(text))}” is no single day to me. To which day shall ${ref} move? For example: 26 March.`,
    options: offers.map(({ on }) => ({ label: longDay(on), line: `revise ${ref} to ${on}${because}` })),
    answerLine: `revise ${ref} to {answer}${because}`,
    reason: 'no single day was named',
  }
}

const MOVE_IT =
  /^(?:(?:please|pls|can you|could you|can we|hi|ok)[\s,]+)*(?:put|push|move|set|shift) (?:it|that|this) (?=back )/i

/** "put it back a week", where no item was spoken of. */
function askWhichItem({ raw, sentences, vocabulary }: Line): Ask | undefined {
  const lead = raw.trim().match(MOVE_IT)?.[0]
  if (lead === undefined || sentences.some((pieces) => pieces.some(({ refs }) => refs))) return undefined
  const words = wordsOf(raw.trim().slice(lead.length))
  const phrase = dayPhraseAt(words, 0, vocabulary)
  if (phrase?.kind !== 'shift' || phrase.to !== words.list.length) return undefined
  return {
    certainty: 'ask',
    command: 'revise',
    question: 'Which item shall move? Type its reference.',
    options: [],
    answerLine: `revise {answer} by ${shiftText(phrase.shift)}`,
    reason: 'no item was named',
  }
}

/** "B4(c) a fortnight more, provider away": counted from the day on which it is due. */
function requestShift(ref: string, { text, shift }: DayPhrase & { kind: 'shift' }, reason: string): Reading {
  const line = `revise ${ref} by ${shiftText(shift)}`
  if (reason !== '') {
    const args = { ref, shift, reason }
    return {
      certainty: 'sure',
      command: 'revise',
      args,
      line: `${line} because ${reason}`,
      reason: READ_AS_REQUEST,
    }
  }
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref, shift },
    question: `Why does ${ref} need ${bare(text).replace(/^back (?:by )?(.*)$/i, '$1 more')}?`,
    options: [],
    answerLine: `${line} because {answer}`,
    reason: 'a request for another date needs its reason',
  }
}

function bare(text: string): string {
  return text.replace(/[\s,.;:–—-]+$/, '')
}

/**
 * "B5(a) and B5(b) to 31 March", "B1(b) to 29 January and B1(c) to 12 February": one request per item, one after the
 * other.
 */
function readSeveralRequests({ raw, sentences, vocabulary }: Line): Reading | undefined {
  const pieces = sentences.flat()
  const named = pieces.flatMap(({ refs = [], start }) => refs.map((ref) => ({ ref, start })))
  if (named.length < 2 || pieces.some((piece) => piece.said || is(piece, IF))) return undefined
  const words = wordsOf(raw)
  // "3.1 to 3.3" names three items and no day.
  const isOfItem = (at: number) => pieces.some(({ refs, start, end }) => refs && start <= at && at < end)
  const days = findDays(words, vocabulary.today).filter(
    ({ given, lead, from }) =>
      given.on > vocabulary.today && TO.has(lead) && !isOfItem(words.list[from]?.start ?? 0),
  )
  const [first] = days
  const head = raw.slice(0, words.list[first?.from ?? 0]?.start)
  if (!first || !/\bto\b|\buntil\b|\btill\b/i.test(raw) || NO_REQUEST.test(head) || asks(raw))
    return undefined
  const reason = cleaned(textBetween(words, days.at(-1)?.to ?? 0, words.list.length))
  const options = named.map(({ ref, start }) => {
    const { given } = days.find(({ from }) => (words.list[from]?.start ?? 0) > start) ?? first
    const why = reason === '' ? '' : ` because ${reason}`
    return { label: `Ask for ${longDay(given.on)} for ${ref}`, line: `revise ${ref} to ${given.on}${why}` }
  })
  return {
    certainty: 'ask',
    command: 'revise',
    question: 'Each item is a request of its own. Which first?',
    options,
    reason: 'it asks for another date for several items',
  }
}

interface About {
  readonly ref: string
  /** False for a pronoun that refers back to the last item. */
  readonly isNamed: boolean
  readonly start: number
  readonly end: number
}

/** The one item that the line is about; a rating would make it an update instead. */
function itemOf({ sentences, raw, recalled }: Line): About | undefined {
  const pieces = sentences.flat()
  const [only, ...more] = pieces.filter((piece) => piece.refs)
  if (pieces.some((piece) => piece.said) || more.length > 0) return undefined
  const [ref, ...others] = only?.refs ?? []
  if (only && ref !== undefined)
    return others.length > 0 ? undefined : { ref, isNamed: true, start: only.start, end: only.end }
  const pointsBack = /\b(it|that|this)\b/i.test(raw) && recalled.lastRef !== null
  return pointsBack ? { ref: recalled.lastRef ?? '', isNamed: false, start: 0, end: 0 } : undefined
}

/** Whether only asking words precede the verb or noun, within its clause. */
function isAskedFor(head: string, { start, end }: About): boolean {
  const withoutItem = end > 0 && end <= head.length ? `${head.slice(0, start)} ${head.slice(end)}` : head
  const clauses = withoutItem.split(/[,;.!:\n]|\s[-–—]\s/)
  const clause = clauses.findLast((part) => MOVE.test(part) || MORE_TIME.test(part)) ?? withoutItem
  const verb = clause.match(MOVE) ?? clause.match(MORE_TIME)
  return clause
    .slice(0, verb?.index ?? clause.length)
    .replace(/^.*\b(due to|because|owing to|as|since)\b.*?\b(I|we|please|pls|can)\b/i, '')
    .split(/\s+/)
    .every((word) => word === '' || ASKING.has(word.toLowerCase()))
}

function offer(line: Line, ref: string, day: { readonly given: GivenDay } | undefined): Ask {
  const label = day ? `Ask for ${longDay(day.given.on)}` : 'Ask for another date'
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref },
    question: `Shall I ask for another date for ${ref}?`,
    options: [
      { label, line: day ? `revise ${ref} to ${day.given.on}` : `revise ${ref}` },
      noteOn(line, [ref]),
      { label: `Only show how ${ref} stands`, line: `status ${ref}` },
    ],
    isYesNo: true,
    isNote: true,
    reason: BECAUSE.unclear,
  }
}

function askDay(ref: string, reason: string): Ask {
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref, ...(reason === '' ? {} : { reason }) },
    question: `To which day shall ${ref} move? For example: 26 March, or March for its last day.`,
    options: [],
    answerLine: `revise ${ref} to {answer}${reason === '' ? '' : ` because ${reason}`}`,
    reason: 'no single day was named',
  }
}

function askReason(ref: string, { given }: { readonly given: GivenDay }): Ask {
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref, date: given },
    question: `Why does ${ref} need ${longDay(given.on)}?`,
    options: [],
    answerLine: `revise ${ref} to ${given.on} because {answer}`,
    reason: 'a request for another date needs its reason',
  }
}

function askItem(ref: string, { given }: { readonly given: GivenDay }, line: string): Ask {
  const label = `Ask for ${longDay(given.on)} for ${ref}`
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref, date: given },
    question: `${label}?`,
    options: [{ label, line }],
    isYesNo: true,
    reason: 'the item was not named; the last one spoken of is offered',
  }
}

const LINKING = /^(?:[\s,;:.–—-]|please\b|pls\b|thanks\b|reason:?\s|because\b|as\b|since\b|so that\b)+/i
/** A reason that comes first: "due to staff sickness I want to move …". */
const REASON_FIRST =
  /^\s*((?:because(?: of)?|due to|owing to|as|since|given)\b.*?)(?:,|\b(?:I|we|can|please|pls|move|push)\b)/i

/** The text after the day and the item, or the opening of the line if that gives the reason. */
function reasonAround(words: Words, day: Pick<DayPhrase, 'to'>, { end }: About): string {
  const isItemLast = end > (words.list[day.to - 1]?.end ?? 0)
  const after = isItemLast ? words.raw.slice(end) : textBetween(words, day.to, words.list.length)
  const behind = cleaned(after.replace(/^\s*(on|for|of)\s+\S+(?=[\s,])/i, ''))
  return behind === '' ? cleaned(words.raw.match(REASON_FIRST)?.[1] ?? '') : behind
}

function reasonBehind(raw: string): string {
  return cleaned(raw.match(/(?:\bbecause\b|\bas\b|\bsince\b|,|\s[-–—]\s)\s*(.+)$/i)?.[1] ?? '')
}

function cleaned(text: string): string {
  return text
    .replace(LINKING, '')
    .replace(/[\s,;:–—-]+$/, '')
    .trim()
}
