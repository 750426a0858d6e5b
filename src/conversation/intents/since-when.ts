import type { Ask } from '../../domain/reading.ts'
import { saidBack, wordsOf } from '../../domain/text.ts'
import { SLOTS } from '../command/slots.ts'
import { dayPhraseAt } from '../day-phrase.ts'
import type { Line } from './line.ts'

const CHANGED =
  /\b(?:change[sd]?|changing|moved|happened|different|new|progress|updates?|updated|done|achieved)\b/i

/** "what changed since half term", where that is no single day: asked rather than answered for another time. */
export function readSinceWhen({ raw, sentences, vocabulary }: Line): Ask | undefined {
  const start = raw.search(/\bsince\b/i)
  if (start === -1 || !CHANGED.test(raw.slice(0, start))) return undefined
  if (sentences.some((pieces) => pieces.some((piece) => piece.refs))) return undefined
  const words = wordsOf(raw.slice(start))
  // "since the last board"
  const [known] = SLOTS.since?.candidates(words, 1, vocabulary) ?? []
  if (known) return undefined
  const phrase = dayPhraseAt(words, 1, vocabulary, { past: true })
  if (phrase?.kind !== 'open') return undefined
  return {
    certainty: 'ask',
    command: 'changes',
    question: `“${saidBack(phrase.text.replace(/[\s?.!,]+$/, ''))}” is no single day to me. Since which day? For example: 1 October 2020.`,
    options: [],
    answerLine: 'changes since {answer}',
    reason: 'it asks what changed since a time that is no single day',
  }
}
