import { listed, longDay, shortDay } from '../../domain/format.ts'
import type { GivenDay } from '../../domain/plan.ts'
import type { Ask } from '../../domain/reading.ts'
import { saidBack } from '../../domain/text.ts'
import { pastDayIn } from '../day-phrase.ts'
import type { Assertion, Unread } from '../sentence/statement.ts'
import { choiceOf, type Entry } from './entries.ts'
import type { Line } from './line.ts'

/** "completed over half term": the rest of the line waits for the day. */
export function askCompletion({ raw }: Line, { refs = [] }: Assertion, { start, end }: Unread): Ask {
  const text = raw.slice(start, end).replace(/^[\s–—-]+/, '')
  return askCompletionDay(refs, text, `${raw.slice(0, start).trimEnd()} on {answer}${raw.slice(end)}`)
}

/** Asks for the day of a completion, in place of words that name no single day. */
export function askCompletionDay(refs: readonly string[], text: string, answerLine: string): Ask {
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `“${saidBack(text)}” is no single day up to today. On which day was ${listed(refs)} complete?`,
    options: [],
    answerLine,
    reason: 'a completion has a day',
  }
}

/** "done, audit tabled on 10 November": complete on that day, or today. What stands before it is another day's. */
export function askWhichDay(
  { vocabulary, raw, sentences }: Line,
  [entry, ...others]: readonly Entry[],
): Ask | undefined {
  const said = sentences.flat().find((piece) => piece.said)
  if (!entry?.note || !said || others.length > 0 || entry.state !== 'complete' || entry.on) return undefined
  if (raw.indexOf(entry.note) < said.end) return undefined
  const day = pastDayIn(entry.note, vocabulary)
  if (!day) return undefined
  const today = { on: vocabulary.today, asGiven: shortDay(vocabulary.today) }
  const choice = (on: GivenDay) => choiceOf([{ ...entry, on }], `Complete on ${longDay(on.on)}`)
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: entry.refs, state: 'complete' },
    question: `On which day was ${listed(entry.refs)} complete?`,
    options: [choice(day), choice(today)],
    reason: 'the note of a completion names a day',
  }
}
