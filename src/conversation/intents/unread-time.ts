import type { Ask } from '../../domain/reading.ts'
import { saidBack, textBetween, type Words } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { dayPhraseAt } from '../day-phrase.ts'

/** A time that nothing else has read: "in the spring term", "by more than six months". */
export function unreadTime(
  words: Words,
  names: ReadonlySet<number>,
  vocabulary: Vocabulary,
): UnreadTime | undefined {
  // Most questions name no time: the words are looked at only where one does.
  if (!UNIT_OF_TIME.test(words.raw)) return undefined
  for (let at = 1; at < words.list.length; at += 1) {
    const plain = words.list[at]?.plain ?? ''
    const begins = plain === 'this' ? at + 1 : at
    const phrase = days(words, at) ?? dayPhraseAt(words, begins, vocabulary)
    if (!phrase) continue
    const isLed =
      LEADS_TO_TIME.test(words.list[at - 1]?.plain ?? '') ||
      THIS_TIME.test(plain) ||
      / ago$/.test(phrase.text)
    const isRead = words.list.slice(at, phrase.to).some((_, index) => names.has(at + index))
    if (isLed && !isRead && phrase.kind !== 'day' && UNIT_OF_TIME.test(phrase.text))
      return { from: at, to: phrase.to, text: textBetween(words, at, phrase.to) }
    at = phrase.to - 1
  }
  return undefined
}

/** "100 days" */
function days(words: Words, at: number) {
  const isAmount =
    /^\d{3}$/.test(words.list[at]?.plain ?? '') && /^(?:days|weeks)$/.test(words.list[at + 1]?.plain ?? '')
  return isAmount ? { kind: 'shift' as const, to: at + 2, text: textBetween(words, at, at + 2) } : undefined
}

export type UnreadTime = Readonly<Record<'from' | 'to', number>> & { readonly text: string }

const LEADS_TO_TIME = /^(?:in|on|by|before|until|till|during|over|within|for|than|after|since)$/
const THIS_TIME = /^(?:this|next|last)$/
const UNIT_OF_TIME =
  /\b(?:weeks?|months?|fortnights?|years?|quarters?|q[1-4]|terms?|half-?term|days|spring|summer|autumn|winter|easter|christmas|xmas)\b/i

/** Never answered for another time: the day is asked for, or the time left out if the speaker says so. */
export function askTime(time: string, name: string, line: string): Ask {
  const text = saidBack(time)
  const base = { certainty: 'ask', command: name, reason: 'it names a time that is no single day' } as const
  if (name === 'due')
    return {
      ...base,
      question: `“${text}” is no single day to me. Until which day? For example: 26 March.`,
      options: [],
      answerLine: `${line.replace(/ (?:this|next) .*$/, '')} until {answer}`,
    }
  return {
    ...base,
    question: `I cannot limit that to “${text}”. Shall I answer without it: ${line}?`,
    options: [{ label: line, line }],
    isYesNo: true,
  }
}
