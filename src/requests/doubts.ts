import { firstWord, isExplicit } from '../conversation/command/command-line.ts'
import type { Ask, Doubt, FittingLine } from '../domain/reading.ts'
import { saidBack } from '../domain/text.ts'

/** Words that continue a sentence about the decision rather than begin its minute. */
const GOES_ON = new Set("or was were is isn't wasn't got gets has had hasn't".split(' '))
/** A note that names another decision within this many words is not a minute. */
const FIRST_WORDS = 3

/** Doubts "approve R1 or decline it" and "sign off A1 was refused", which leave open what was decided. */
export function anotherDecision(another: RegExp): Doubt {
  return (line) => {
    const minute = line.bindings.note ?? line.bindings.reason
    if (typeof minute !== 'string' || isExplicit(line.words, minute)) return undefined
    const opening = minute.split(/\s+/).slice(0, FIRST_WORDS).join(' ')
    if (/^minutes?\b/i.test(minute) || !(GOES_ON.has(firstWord(minute)) || another.test(opening)))
      return undefined
    return askMinute(line, minute)
  }
}

function askMinute({ command, words, bindings }: FittingLine, minute: string): Ask {
  const start = words.raw.trimEnd().length - minute.length
  const line = words.raw.slice(0, start).trimEnd()
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(minute)}” the minute of it? Then it is recorded as: ${line}.`,
    options: [{ label: 'Yes, record it with these words', line: `${line} note ${minute}` }],
    isYesNo: true,
    reason: 'what follows may be another decision',
  }
}
