import { addDays, weekday } from '../../domain/day.ts'
import { shortDay, shownWithWeekday } from '../../domain/format.ts'
import type { Day } from '../../domain/plan.ts'
import type { Ask, Reading } from '../../domain/reading.ts'
import { type Words, wordsOf } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { dayPhraseAt, shifted, shiftIn } from '../day-phrase.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import type { Line } from './line.ts'

/** What may come before: a greeting, and who is away. */
const OPENING =
  /^(?:(?:hi|hello|hey|morning|afternoon|all|please|pls|fyi|note|sorry|just|so|ok|heads up|to say|to let you know|that|ps|can you|could you|wsoa)\b[\s,.:;–—-]*)*(?:(?:i'm|im|i am|i'll be|i will be|i shall be|ill be|i'm going to be|we're|we are|we'll be|going|going to be|be|now|also|then)\s+)*/
const AWAY = [
  'quiet(?: please)?',
  'mute(?: me)?',
  'silence',
  'ooo',
  'oof',
  '(?:off|out) (?:work|sick|ill)',
  'out of (?:the )?(?:office|school)',
  '(?:on )?(?:annual |maternity |paternity |parental |compassionate |study |sick |unpaid )?leave',
  '(?:on )?(?:my |our )?(?:holidays?|hols|vacation|secondment|jury service|half[ -]?term)',
  'on (?:a |an )?(?:course|training|conference|strike|inset day|residential|school trip)',
  '(?:ill|unwell|poorly|sick)',
  'absent',
  'away',
  'off',
  'out',
  "(?:not working|not in|not at work|not about|won't be (?:in|at work|around|about)|wont be (?:in|at work|around|about)|will not be (?:in|at work|around|about))",
  "(?:do not|don't|dont|no need to) (?:message|remind|chase|nudge|email|ping|contact|bother|disturb) me",
  'no (?:more )?(?:reminders|messages|chasers|nudges)(?: please)?',
  'pause (?:my |the )?(?:reminders|messages|chasers)',
  'hold (?:my |the )?(?:reminders|messages|chasers)',
].join('|')
const ABSENCE = new RegExp(`^(?:(?:away|out|off) )?(?:${AWAY})\\b[\\s,:;–—-]*(.*)$`)
const RETURN =
  /\b(?:back|returning|return|returns)(?: at work| at my desk| in the office| in work| to work| again)*(?: on)?\s+(.+)$/

/** "on holiday next week", "quiet for two weeks", "on leave from the 14th, back the 4th": no reminders until then, on a yes. */
export function readAbsence({ raw, sentences, vocabulary }: Line): Reading | undefined {
  if (asks(raw) || sentences.some((pieces) => pieces.some((piece) => piece.refs || piece.said)))
    return undefined
  const plain = raw.toLowerCase().replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim()
  const rest = plain.replace(OPENING, '')
  const isAway = ABSENCE.test(rest) || (rest !== plain && ABSENCE.test(plain))
  const when = rest.match(ABSENCE)?.[1] ?? plain.match(ABSENCE)?.[1] ?? ''
  // "off sick" may be the reason that was asked for; "I'm off sick" is not.
  const mayBeReason = !/\b(?:i|i'm|im|i'll|me|my)\b/.test(plain)
  if (!isAway) return isReturn(rest) ? offer(lastDay(rest, vocabulary), mayBeReason) : undefined
  if (sentences.some(beginsAsQuestion)) return undefined
  // Another clause is about something else: "unwell today, will update tomorrow".
  const [own = ''] = when.split(/[.;!]|, (?!back|return|until|till|to |from|then|and)/)
  if (!beginsAsTime(own, vocabulary) || (own === '' && /\b(?:off|out)$/.test(rest))) return undefined
  const until = lastDay(own, vocabulary)
  if (until !== undefined) return offer(until, mayBeReason)
  return isTimeAlone(own, vocabulary) ? askUntil(mayBeReason) : undefined
}

/** "off to the board" and "leave everything until January" are something else. */
function beginsAsTime(text: string, vocabulary: Vocabulary): boolean {
  if (/^(?:to (?!\d)|of\b)/.test(text)) return false
  const words = wordsOf(text)
  const [first] = words.list
  if (first === undefined || BETWEEN.test(first.plain) || dayPhraseAt(words, 0, vocabulary)) return true
  return /^(?:this|next|w\/[bce]|week|back|as|starting|part)$/.test(first.plain)
}

function isReturn(text: string): boolean {
  return /^(?:back|returning)\b/.test(text)
}

const BETWEEN =
  /^(?:from|until|till|til|to|for|on|at|over|during|the|and|of|inclusive|please|pls|thanks|then|after|before|w\/[bce]|back|next|this|week|all|a|an|further notice|while|bit|some|time|i|say|so|foreseeable|future|now|onwards|-|–||(?:mon|tue|wed|thu|fri)[a-z]*[-–](?:mon|tue|wed|thu|fri)[a-z]*)$/

/** Nothing but times follow, or nothing at all: "until further notice", "from January". */
function isTimeAlone(text: string, vocabulary: Vocabulary): boolean {
  const words = wordsOf(text.replace(/\bfurther notice\b/g, ''))
  for (let at = 0; at < words.list.length; at += 1) {
    const phrase = dayPhraseAt(words, at, vocabulary)
    if (phrase) at = phrase.to - 1
    else if (!BETWEEN.test(words.list[at]?.plain ?? '')) return false
  }
  return true
}

/** The last day of an absence. */
function lastDay(text: string, vocabulary: Vocabulary): Day | undefined {
  const { today } = vocabulary
  const [clause = '', back] = text.match(RETURN) ?? []
  // "from the 14th, back the 4th": of the month after.
  const gone = daysIn(text.slice(0, text.length - clause.length), vocabulary).at(-1) ?? today
  const returning = back === undefined ? undefined : daysIn(back, { ...vocabulary, today: gone }).at(-1)
  if (returning !== undefined) return ahead(addDays(returning, -1), today)
  return ahead(
    weekNamed(text, vocabulary) ?? spanNamed(text, vocabulary) ?? endNamed(text, vocabulary),
    today,
  )
}

/** The last day that is named, unless it is the one from which they are away. */
function endNamed(text: string, vocabulary: Vocabulary): Day | undefined {
  // "until after Christmas" is no day.
  if (/\b(?:until|till|til|to) (?:after|about|around|some ?time|mid|early|late)\b/.test(text))
    return undefined
  const days = daysIn(text, vocabulary)
  return days.length === 1 && /^(?:as )?from\b/.test(text) && !/\b(?:to|until|till|til)\b/.test(text)
    ? undefined
    : days.at(-1)
}

function ahead(day: Day | undefined, today: Day): Day | undefined {
  return day !== undefined && day >= today ? day : undefined
}

/** A week ends on its Sunday. */
function weekNamed(text: string, { today }: Vocabulary): Day | undefined {
  const which = text.match(
    /^(?:for |all |over |during )*(?:(?:the )?(?:whole |rest of )?(?:of )?)?(this|next|the|the coming|the following) week(?=$|[\s,.!])/,
  )?.[1]
  if (which === undefined) return undefined
  const sunday = addDays(today, (7 - weekday(today)) % 7)
  return which === 'this' || which === 'the' ? sunday : addDays(sunday, 7)
}

/** "for two weeks", "for the next fortnight", "for 10 days from Monday". */
const AMOUNT =
  '(?<amount>(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\\d{1,2})? ?(?:days?|weeks?|fortnight|months?))(?: or so)?'
const SPANS = [
  new RegExp(
    `^for (?:the )?(?:next |coming )?${AMOUNT}(?: (?:from|starting|as from|as of) (?<from>.+))?[.!]*$`,
  ),
  new RegExp(`^(?:as )?(?:from|starting|on) (?<from>.+?),? for ${AMOUNT}[.!]*$`),
]

function spanNamed(text: string, vocabulary: Vocabulary): Day | undefined {
  const found = SPANS.map((span) => text.match(span)).find((match) => match !== null)
  const { amount = '', from } = found?.groups ?? {}
  const shift = shiftIn(/^(?:day|week|fortnight|month)/.test(amount) ? `a ${amount}` : amount)
  if (!shift) return undefined
  const start = from === undefined ? undefined : daysIn(from, vocabulary)[0]
  return start === undefined ? shifted(vocabulary.today, shift) : addDays(shifted(start, shift), -1)
}

/** Every day that is named, in order; a week that begins on a day ends on its Sunday. */
function daysIn(text: string, vocabulary: Vocabulary): readonly Day[] {
  const year = text.match(/\b(?:the )?new year\b/)
    ? [`${Number(vocabulary.today.slice(0, 4)) + 1}-01-01`]
    : []
  // Each day of "tomorrow and Friday" is read by itself, but not those of "14 and 18 December".
  const parted = text.replace(/(?<=[a-z]{3},?) (?:and|then) /g, ' ; ')
  const words = wordsOf(parted.replace(/\bnew year(?:'s)?(?: day| eve)?\b/g, ''))
  const days: Day[] = []
  let today = vocabulary.today
  for (let at = 0; at < words.list.length; at += 1) {
    const phrase = dayPhraseAt(words, at, { ...vocabulary, today })
    if (!phrase) continue
    const named =
      phrase.kind === 'day'
        ? [isWeek(words, at) ? addDays(phrase.given.on, 6) : phrase.given.on]
        : phrase.kind === 'open'
          ? offersOf(words, at, phrase.offers)
          : []
    days.push(...named)
    // What comes later in a line is later: "from the 14th, back the 4th".
    today = days.at(-1) ?? today
    at = phrase.to - 1
  }
  return [...days, ...year]
}

function offersOf(words: Words, at: number, offers: readonly { readonly on: Day }[]): readonly Day[] {
  const [monday] = offers
  return isWeek(words, at) && monday ? [addDays(monday.on, 6)] : offers.map(({ on }) => on)
}

/** "w/c 7 December" */
function isWeek({ list }: Words, at: number): boolean {
  const [before = '', first = '', second = ''] = [at - 1, at, at + 1].map((index) => list[index]?.plain)
  return (
    [before, first].some((word) => /^w\/[bc]$/.test(word)) ||
    /^(?:commencing|beginning)$/.test(before) ||
    (first === 'week' && /^(?:commencing|beginning)$/.test(second))
  )
}

function offer(until: Day | undefined, isNote: boolean): Ask | undefined {
  if (until === undefined) return undefined
  const shown = shownWithWeekday({ on: until, asGiven: shortDay(until) })
  return {
    certainty: 'ask',
    command: 'quiet',
    question: `Shall I send you no reminders until ${shown} has passed?`,
    options: [{ label: `No reminders until ${shown}`, line: `quiet until ${until}` }],
    isYesNo: true,
    ...(isNote ? { isNote } : {}),
    reason: 'it reads like an absence: confirmed first',
  }
}

function askUntil(isNote: boolean): Ask {
  return {
    certainty: 'ask',
    command: 'quiet',
    question: 'Until which day shall I send you no reminders? For example: 18 December.',
    options: [],
    answerLine: 'quiet until {answer}',
    ...(isNote ? { isNote } : {}),
    reason: 'it reads like an absence, without its last day',
  }
}
