import type { Question } from '../domain/question.ts'
import type { Reading } from './reader.ts'
import { plainWord } from './words.ts'

const NO = new Set(['no', 'neither', 'none', 'cancel', 'never mind', 'nevermind', 'stop', 'leave it'])
const YES = new Set(['yes', 'y', 'ok', 'okay', 'yes please'])
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']

/** The line that an answer to a pending question stands for; `dismiss` for "neither"; undefined if it is no answer. */
export function answerTo(question: Question, text: string): string | undefined {
  const plain = plainWord(text).replace(/\s+/g, ' ')
  if (NO.has(plain)) return 'dismiss'
  if (YES.has(plain) && question.options.length === 1) return question.options[0]?.line
  const number = /^\d{1,2}$/.test(plain)
    ? Number(plain)
    : ORDINALS.indexOf(plain.replace(/^the /, '').replace(/ one$/, '')) + 1
  const byNumber = question.options[number - 1]
  return (byNumber ?? question.options.find((option) => plainWord(option.label) === plain))?.line
}

/** The line that free words complete, unless they look like a slip of a command or a question of their own. */
export function freeAnswer({ answerLine }: Question, text: string, reading: Reading): string | undefined {
  if (answerLine === null || reading.certainty !== 'none' || reading.command !== null || reading.isSlip)
    return undefined
  if (text.endsWith('?')) return undefined
  return answerLine.replace('{answer}', () => text)
}
