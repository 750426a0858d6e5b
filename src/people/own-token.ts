import type { Context } from '../command.ts'
import { UserError } from '../errors.ts'

/**
 * What is said of somebody's token is for them alone.
 * @throws UserError that says where to say the line instead
 */
export function checkAlone({ isPrivate, isPage, platform }: Context['place'], line: string): void {
  if (isPrivate && !isPage) return
  const where =
    isPage && platform !== 'terminal' ? 'in the chat, in our own conversation' : 'in our own conversation'
  throw new UserError(
    'invalid',
    `A token is for you alone, so I speak of it only ${where}. Write to me there: ${line}`,
  )
}
