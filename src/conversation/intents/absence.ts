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
  /^(?:(?:hi|hello|hey|morning|afternoon|all|please|pls|fyi|note|sorry|just|so|ok|heads up|to say|to let you know|that|ps|can you|could you|wsoa)\b[\s,.:;–—-]*)*(?:(?:i'm|im|i am|i'll be|i will be|i shall be|ill be|i'm going to be|we're|we are|we'll be|going|going to be|be|now|also|then|away)\s+)*/
const AWAY = [
  'quiet(?: please)?',
  'mute(?: me)?',
  'silence',
  'ooo',
  'oof',
  'out(?: of (?:the )?(?:office|school))?',
  '(?:on )?(?:annual |maternity |paternity |parental |compassionate |study |sick |unpaid )?leave',
  '(?:on )?(?:my |our )?(?:holidays?|hols|vacation|secondment|jury service)',
  'off(?: work| sick| ill)?',
  'absent',
  'away',
  '(?:not|not working|not in|not at work|not about)',
  "(?:do not|don't|dont|no need to) (?:message|remind|chase|nudge|email|ping|contact|bother|disturb) me",
  'no (?:more )?(?:reminders|messages|chasers|nudges)(?: please)?',
  'pause (?:my |the )?(?:reminders|messages|chasers)',
  'hold (?:my |the )?(?:reminders|messages|chasers)',
].join('|')
const ABSENCE = new RegExp(`^(?:${AWAY})\\b[\\s,:;–—-]*(.*)$`)
const RETURN =
  /\b(?:back|returning|return|returns)(?: in| at work| at my desk| in the office| to work| again)*(?: on)?\s+(.+)$/

/** "on holiday next week", "quiet for two weeks", "on leave from the 14th, back the 4th": no reminders until then, on a yes. */
export function readAbsence({ raw, sentences, vocabulary }: Line): Reading | undefined {
  if (asks(raw) || sentences.some((pieces) => pieces.some((piece) => piece.refs || piece.said)))
    return undefined
  const plain = raw.toLowerCase().replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim()
  const rest = plain.replace(OPENING, '')
  const isAway = ABSENCE.test(rest) || (rest !== plain && ABSENCE.test(plain))
  const when = rest.match(ABSENCE)?.[1] ?? plain.match(ABSENCE)?.[1] ?? ''
  if (!isAway) return isReturn(rest) ? offer(lastDay(rest, vocabulary)) : undefined
  if (sentences.some(beginsAsQuestion)) return undefined
  const until = lastDay(when, vocabulary)
  if (until !== undefined) return offer(until)
  return isTimeAlone(when, vocabulary) ? askUntil() : undefined
}

function isReturn(text: string): boolean {
  return /^(?:back|returning)\b/.test(text)
}

/** Nothing but a time follows, or nothing at all: "until further notice". */
function isTimeAlone(text: string, vocabulary: Vocabulary): boolean {
  const plain = text.replace(/^(?:until|till|til|for|from|over|during|at)\s+/, '').replace(/[.!]+$/, '')
  if (
    plain === '' ||
    /^(?:further notice|i say so|a while|a bit|some time|the foreseeable(?: future)?)$/.test(plain)
  )
    return true
  const words = wordsOf(plain)
  return dayPhraseAt(words, 0, vocabulary)?.to === words.list.length
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
    weekNamed(text, vocabulary) ?? spanNamed(text, vocabulary) ?? daysIn(text, vocabulary).at(-1),
    today,
  )
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
function spanNamed(text: string, vocabulary: Vocabulary): Day | undefined {
  const [, amount = '', from] =
    text.match(
      /^for (?:the )?(?:next |coming )?((?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2})? ?(?:days?|weeks?|fortnight|months?))(?: or so)?(?: (?:from|starting|as from|as of) (.+))?[.!]*$/,
    ) ?? []
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
        ? [phrase.given.on]
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
  const isWeek =
    /^(?:w\/c|week commencing)$/.test(words.list[at]?.plain ?? '') || /w\/c|commencing/.test(words.raw)
  const [monday] = offers
  return isWeek && monday ? [addDays(monday.on, 6)] : offers.map(({ on }) => on)
}

function offer(until: Day | undefined): Ask | undefined {
  if (until === undefined) return undefined
  const shown = shownWithWeekday({ on: until, asGiven: shortDay(until) })
  return {
    certainty: 'ask',
    command: 'quiet',
    question: `Shall I send you no reminders until ${shown} has passed?`,
    options: [{ label: `No reminders until ${shown}`, line: `quiet until ${until}` }],
    isYesNo: true,
    reason: 'it reads like an absence: confirmed first',
  }
}

function askUntil(): Ask {
  return {
    certainty: 'ask',
    command: 'quiet',
    question: 'Until which day shall I send you no reminders? For example: 18 December.',
    options: [],
    answerLine: 'quiet until {answer}',
    reason: 'it reads like an absence, without its last day',
  }
}
