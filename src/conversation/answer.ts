import { listed } from '../domain/format.ts'
import type { Question } from '../domain/question.ts'
import { UserError } from '../errors.ts'
import type { Reading } from './reader.ts'
import { plainWord } from './words.ts'

const NO = new Set(['no', 'neither', 'none', 'cancel', 'never mind', 'nevermind', 'stop', 'leave it'])
const YES = new Set(['yes', 'y', 'ok', 'okay', 'yes please'])
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']

/** The line that an answer to a pending question stands for; `dismiss` for "neither"; undefined if it is no answer. */
export function answerTo({ options }: Question, text: string): string | undefined {
  const plain = plainWord(text).replace(/\s+/g, ' ')
  if (NO.has(plain)) return 'dismiss'
  if (YES.has(plain) && options.length === 1) return options[0]?.line
  const ordinal = ORDINALS.indexOf(plain.replace(/^the /, '').replace(/ one$/, '')) + 1
  const number = /^\d{1,2}$/.test(plain) ? Number(plain) : ordinal
  const chosen = options[number - 1] ?? options.find(({ label }) => isLabel(plainWord(label), plain))
  if (chosen) return chosen.line
  if (options.length > 0 && (YES.has(plain) || /^\d{1,2}$/.test(plain))) {
    const numbers = listed(
      options.map((_, index) => String(index + 1)),
      'or',
    )
    throw new UserError('not-understood', `Which one? Type ${numbers}, or neither.`)
  }
  return undefined
}

/** "late" chooses "Late: Amber". */
function isLabel(label: string, text: string): boolean {
  return text !== '' && (label === text || label.startsWith(`${text}:`))
}

/** Verbs that people use for nothing but commands: what begins with one was meant as a command. */
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
 * The line that free words complete. Not what looks like a command: a slip of one, one about an item or a
 * request, or a question of its own.
 */
export function freeAnswer({ answerLine }: Question, text: string, reading: Reading): string | undefined {
  if (answerLine === null || reading.certainty !== 'none' || text.endsWith('?')) return undefined
  const isCommand =
    reading.command === null ? reading.isSlip : IMPERATIVES.has(reading.command) || NAMES_ITEM.test(text)
  return isCommand ? undefined : answerLine.replace('{answer}', () => text)
}

/** A reference or a request's number in it. */
const NAMES_ITEM = /\b(\p{L}\d+|\d+\.\d+)/u
