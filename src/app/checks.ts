import { holdsChildsNumber, textsIn } from '../domain/childrens-numbers.ts'
import { holdsChild } from '../domain/held-back.ts'
import type { Submission } from '../domain/question.ts'
import { cleanText, MOST_CHARACTERS } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import type { Incoming } from '../platform.ts'

/**
 * Cleans what was said; leaves out the fields of a form that were left empty.
 * @throws UserError if it is too long
 */
export function cleanSaid(said: string | Submission): string | Submission {
  if (typeof said === 'string') return checkedLength(cleanText(said))
  const cleaned = Object.entries(said.arguments)
    .map(([name, value]) => [name, typeof value === 'string' ? checkedLength(cleanText(value)) : value])
    .filter(([, value]) => value !== '' && value !== null)
  return { ...said, arguments: Object.fromEntries(cleaned) as Record<string, unknown> }
}

export function checkedLength(text: string): string {
  const length = [...text].length
  if (length <= MOST_CHARACTERS) return text
  const [came, most] = [length, MOST_CHARACTERS].map((number) => number.toLocaleString('en-GB'))
  throw new UserError(
    'too-long',
    `That is ${came} characters; one message can hold ${most}. Nothing was saved. Say it shorter, or give a link to the document with: evidence <ref> <link>`,
  )
}

/** Leaves out what a platform tells of a person or a channel if it identifies a child: it is stored nowhere. */
export function withoutNames({ profile, conversationName, ...incoming }: Incoming): Incoming {
  return {
    ...incoming,
    ...(profile === undefined || holdsChild(profile) ? {} : { profile }),
    ...(conversationName === undefined || holdsChild(conversationName) ? {} : { conversationName }),
  }
}

/**
 * Refuses anything that identifies a child: it is stored nowhere, and not repeated.
 * @throws UserError
 */
export function checkChildren(said: string | Submission): void {
  const texts = typeof said === 'string' ? [said] : textsIn(said.arguments)
  if (!texts.some(holdsChildsNumber)) return
  throw new UserError(
    'invalid',
    'That looks like a child’s NHS number, pupil number or date of birth, so nothing was stored. Say it again without the number.',
  )
}
