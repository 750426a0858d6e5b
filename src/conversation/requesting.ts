import { longDay } from '../domain/format.ts'
import { daysIn } from './days-in.ts'
import { asks, BECAUSE } from './guards.ts'
import { bit } from './lexicon.ts'
import { is } from './patterns.ts'
import type { Reading } from './reading.ts'
import type { Sentence } from './sentence.ts'
import type { Recalled, Vocabulary } from './vocabulary.ts'
import { textBetween, wordsOf } from './words.ts'

interface Line {
  readonly raw: string
  readonly sentences: readonly Sentence[]
  readonly vocabulary: Vocabulary
  readonly recalled: Recalled
}

/** What people say when they ask for another date. */
const MOVES =
  /\b(move|push|extend|shift|put|bring|re-?date|revise|postpone|delay|reschedule|change|set|go|slip|ask|need|needs|want|request|requesting|requested|asking|like)\b/i
const MORE_TIME =
  /\b(extension|extend|more time|longer|new (due |target )?(date|deadline)|another (due |target )?(date|deadline)|later date|extra (time|weeks?|months?)|another (\w+ ){0,2}(day|week|month|fortnight)s?|date (change|of|to|for)|due date|re-?date|postpone|reschedule|until|till|(ask|asking|request|requesting)\b.*\bfor)\b/i
const VAGUE =
  /\b(easter|christmas|xmas|new year|spring|summer|autumn|winter|end of (the )?term|half term|q[1-4]|quarter|mid|middle|back a bit|early|late|sometime|term)\b/i
const MOVED = /\b(move|push|extend|shift|put|bring|re-?date|revise|postpone|delay|reschedule|change|go)\b/i

const HEDGED =
  /\b(might|may need|what if|if we|won'?t|will not|should be|will be|would(?! like)|don'?t|do not|never|has anyone|did|was|were|moved|pushed|last (summer|year|month|time)|in case)\b/i

/**
 * A request for another date in somebody's own words: "push B3(a) to 29 January, pupil lead off sick". Plain ones
 * are the command `revise`; what is missing or vague is asked for, with the rest kept.
 */
export function readRequesting(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary, recalled } = line
  const pieces = sentences.flat()
  const named = pieces.filter((piece) => piece.refs)
  const [only, ...more] = named
  const ref = only?.refs?.length === 1 && more.length === 0 ? only.refs[0] : undefined
  const back = named.length === 0 && /\b(it|that|this)\b/i.test(raw) ? recalled.lastRef : null
  const item = ref ?? back
  if (!item || !(MOVES.test(raw) || MORE_TIME.test(raw)) || pieces.some((piece) => piece.said))
    return undefined
  const words = wordsOf(raw)
  const days = daysIn(words, vocabulary.today).filter(({ given }) => given.on >= vocabulary.today)
  const day = days.find(({ lead }) => /^(to|until|till|of|for|by)$/.test(lead)) ?? days[0]
  const isVague = !day && ((MOVED.test(raw) && VAGUE.test(raw)) || /\bback a bit\b/i.test(raw))
  if (!day && !isVague && !MORE_TIME.test(raw)) return undefined
  if (day && !MOVED.test(raw) && !MORE_TIME.test(raw)) return undefined
  const head = day ? raw.slice(0, words.list[day.from]?.start) : raw
  const isDoubtful =
    pieces.some((piece) => is(piece, bit('if'))) ||
    HEDGED.test(head) ||
    asks(raw) ||
    !isAskedFor(head, only?.start ?? 0, only?.end ?? 0)
  if (isDoubtful) return offered(line, item, day?.given.on)
  const reason = day ? reasonAround(words, day, only?.end ?? 0, raw) : laterReason(raw)
  const because = reason === '' ? '' : ` because ${reason}`
  if (!day) {
    return {
      certainty: 'ask',
      command: 'revise',
      args: { ref: item, ...(reason === '' ? {} : { reason }) },
      question: `To which day shall ${item} move? For example: 26 March 2021, or Mar 2021 for its last day.`,
      options: [],
      answerLine: `revise ${item} to {answer}${because}`,
      reason: 'no single day was named',
    }
  }
  const { given } = day
  if (reason === '') {
    return {
      certainty: 'ask',
      command: 'revise',
      args: { ref: item, date: given },
      question: `Why does ${item} need ${longDay(given.on)}?`,
      options: [],
      answerLine: `revise ${item} to ${given.on} because {answer}`,
      reason: 'a request for another date needs its reason',
    }
  }
  const text = `revise ${item} to ${given.on} because ${reason}`
  if (!ref) return confirmed(item, given.on, text)
  return {
    certainty: 'sure',
    command: 'revise',
    args: { ref: item, date: given, reason },
    line: text,
    reason: 'read as a request for another date',
  }
}

/** What may stand before the verb or noun that asks: anything else makes a story of it, not a request. */
const ASKING_HEAD =
  /^(?:please|pls|plz|can|could|may|we|i|i'd|need|needs|need|want|would|like|love|to|hi|hello|hey|morning|all|afternoon|so|ok|the|a|an|my|our|for|on|of|date|due|requesting|request|asking|ask|is|an?|some|more|time|it|that|this|have|get|put|in|new|another|extra|extension|just|also|wsoa|bot|now|board|with|thanks|must|have|looking|will|us|me|you|be|moved|pushed|if|possible|yes)$/i

function isAskedFor(head: string, from: number, to: number): boolean {
  const withoutItem = to > 0 && to <= head.length ? `${head.slice(0, from)} ${head.slice(to)}` : head
  const clause =
    withoutItem.split(/[,;.!:\n]|\s[-–—]\s/).findLast((part) => MOVED.test(part) || MORE_TIME.test(part)) ??
    withoutItem
  const verb = clause.match(MOVED) ?? clause.match(MORE_TIME)
  const before = clause
    .slice(0, verb?.index ?? clause.length)
    .replace(/^.*\b(due to|because|owing to|as|since)\b.*?\b(I|we|please|pls|can)\b/i, '')
  return before.split(/\s+/).every((word) => word === '' || ASKING_HEAD.test(word))
}

function confirmed(item: string, on: string, line: string): Reading {
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref: item },
    question: `Shall I ask for ${longDay(on)} for ${item}?`,
    options: [{ label: `Ask for ${longDay(on)}`, line }],
    reason: 'the item was not named',
  }
}

function offered({ raw }: Line, item: string, on: string | undefined): Reading {
  const to = on === undefined ? '' : ` to ${on}`
  return {
    certainty: 'ask',
    command: 'revise',
    args: { ref: item },
    question: `Shall I ask for another date for ${item}?`,
    options: [
      {
        label: on === undefined ? 'Ask for another date' : `Ask for ${longDay(on)}`,
        line: `revise ${item}${to}`,
      },
      { label: `A note on ${item}`, line: `update ${item} note ${raw.trim()}` },
      { label: `How ${item} stands`, line: `status ${item}` },
    ],
    reason: BECAUSE.unclear,
    isYesNo: true,
    isNote: true,
  }
}

const LINKING = /^(?:[\s,;:.–—-]|please\b|pls\b|thanks\b|reason:?\s|because\b|as\b|since\b|so that\b|,)+/i
const ENDING = /[\s,;:–—-]+$/

/** What is left after the day; or what stands before the request, where that gives the reason. */
function reasonAround(
  words: ReturnType<typeof wordsOf>,
  day: { from: number; to: number },
  itemEnd: number,
  raw: string,
): string {
  const after = textBetween(words, day.to, words.list.length)
  const afterItem = itemEnd > (words.list[day.to - 1]?.end ?? 0) ? raw.slice(itemEnd) : after
  const behind = cleaned(afterItem.replace(/^\s*(on|for|of)\s+\S+(?=[\s,])/i, ''))
  if (behind !== '') return behind
  const [, before = ''] =
    raw.match(
      /^\s*((?:because(?: of)?|due to|owing to|as|since|given)\b.*?)(?:,|\bI\b|\bwe\b|\bcan\b|\bplease\b|\bpls\b|\bmove\b|\bpush\b)/i,
    ) ?? []
  return cleaned(before)
}

function laterReason(raw: string): string {
  const [, reason = ''] = raw.match(/(?:\bbecause\b|\bas\b|\bsince\b|,|\s[-–—]\s)\s*(.+)$/i) ?? []
  return cleaned(reason)
}

function cleaned(text: string): string {
  return text.replace(LINKING, '').replace(ENDING, '').trim()
}
