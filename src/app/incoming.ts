import { heldTogether } from '../domain/childrens-numbers/joined.ts'
import { holdsChildsNumber, textsIn } from '../domain/childrens-numbers.ts'
import type { Submission } from '../domain/question.ts'
import { cleanText, lengthOf, MOST_CHARACTERS, shortened } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import type { Incoming } from '../platform.ts'

/** Names of people and channels are shorter. */
const MOST_OF_A_NAME = 200

/** What came from a platform, with its names cleaned: they are other people's words too. */
export function withCleanNames(incoming: Incoming): Incoming {
  const { profile, conversationName } = incoming
  return {
    ...incoming,
    ...(conversationName === undefined ? {} : { conversationName: nameOf(conversationName) }),
    ...(profile === undefined
      ? {}
      : { profile: { name: nameOf(profile.name), email: nameOf(profile.email ?? '') || null } }),
  }
}

/**
 * A change waits until the platform says that whoever speaks still belongs to it.
 * @throws UserError
 */
export function checkIdentified({ isUnchecked }: Incoming): void {
  if (isUnchecked) {
    throw new UserError(
      'unchecked',
      'I cannot check who you are just now; nothing was recorded. Please say it again in a minute.',
    )
  }
}

function nameOf(text: string): string {
  return shortened(cleanText(text), MOST_OF_A_NAME)
}

/**
 * What was said, cleaned and measured wherever it is nested: whoever sends a form can make it up.
 * @throws UserError if it is too long, holds too much, or identifies a child
 */
export function cleaned(said: Incoming['said']): Incoming['said'] {
  const kept = typeof said === 'string' ? cleanedText(said) : cleanedForm(said)
  const texts = typeof kept === 'string' ? [kept] : textsIn(kept.arguments)
  if (texts.reduce((sum, text) => sum + text.length, 0) > MOST_IN_ALL)
    throw new UserError('too-long', TOO_MUCH)
  checkChildren(texts)
  return kept
}

function cleanedForm(said: Submission): Submission {
  checkSize(said)
  const given = Object.entries(said.arguments)
    .map(([name, value]) => [name, cleanedValue(value)] as const)
    // Fields that were left empty.
    .filter(([, value]) => value !== '' && value !== null)
  return { command: cleanedText(said.command), arguments: Object.fromEntries(given) }
}

function cleanedValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanedText(value)
  if (Array.isArray(value)) return value.map(cleanedValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cleanedValue(each)]))
}

/** @throws UserError if it is too long */
export function cleanedText(text: string): string {
  return checkedLength(cleanText(text))
}

/** @throws UserError if it is too long */
export function checkedLength(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text
  const length = lengthOf(text)
  if (length <= MOST_CHARACTERS) return text
  const [came, most] = [length, MOST_CHARACTERS].map((number) => number.toLocaleString('en-GB'))
  throw new UserError(
    'too-long',
    `That is ${came} characters; one message can hold ${most}. Nothing was saved. Say it shorter, or give a link to the document with: evidence <ref> <link>`,
  )
}

/** An update of several items, each with its own day, nests three deep. */
const DEEPEST = 5
/** More than there are items in any plan. */
const MOST_VALUES = 2_000
/** Ten fields that are full. */
const MOST_IN_ALL = 10 * MOST_CHARACTERS

/** @throws UserError if a form is nested deeper, or holds more values, than any form of ours */
function checkSize({ arguments: given }: Submission): void {
  let level: readonly unknown[] = [given]
  let values = 0
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length
    if (depth > DEEPEST || values > MOST_VALUES) throw new UserError('too-long', TOO_MUCH)
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
  }
}

const TOO_MUCH =
  'That form holds more than any of mine can. Nothing was saved. Open the form again, or say it in a message.'

/**
 * What identifies a child is stored nowhere, and not repeated.
 * @throws UserError
 */
export function checkChildren(texts: readonly string[]): void {
  if (!texts.some(holdsChildsNumber) && heldTogether(texts).size === 0) return
  throw new UserError(
    'invalid',
    'That looks like a child’s NHS number, pupil number or date of birth, or a child’s name with an age, so nothing was stored. Say it again without.',
  )
}
