import { type Command, type Context, mayUse } from '../command.ts'
import { holdsChildsNumber, textsIn } from '../domain/childrens-numbers.ts'
import type { Submission } from '../domain/question.ts'
import { cleanText, MOST_CHARACTERS } from '../domain/text.ts'
import { UserError } from '../errors.ts'

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

/**
 * Checks the arguments where they enter a command, because a form's come from outside.
 * @throws UserError that names the argument
 */
export function checkedArguments(name: string, command: Command, args: unknown): unknown {
  const result = command.arguments.safeParse(args)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new UserError(
    'invalid',
    `${name} cannot be done: ${issue?.path.join('.')} ${issue?.message}. See: help ${name}`,
    [],
    issue?.path[0] === undefined ? undefined : String(issue.path[0]),
  )
}

/**
 * Checks that the speaker may use a command at all; the command checks what they may do with it.
 * @throws UserError with what they can do instead
 */
export function checkMayUse(command: Command, { speaker }: Context): void {
  if (mayUse(command, speaker)) return
  const { summary, otherwise } = command
  const does = `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`
  throw new UserError('refused', `Only the coordinator can ${does}. ${otherwise ?? 'Nothing was changed.'}`)
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
