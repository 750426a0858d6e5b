import { UserError } from '../../errors.ts'
import type { Incoming } from '../../platform.ts'
import { renderTerminal } from '../../render/terminal.ts'
import { type Session, userIdFor } from '../session.ts'

/**
 * The coordinator's line that records what a file holds, by the same way as any other: rights, rules, trail and messages.
 * @throws UserError if it is refused
 */
export async function record(
  session: Session,
  { said, ...file }: Pick<Incoming, 'said' | 'list' | 'tracker'>,
): Promise<string> {
  const reply = await session.app.handle(
    {
      platform: 'terminal',
      tenant: 'local',
      userId: await userIdFor(session, 'coordinator'),
      conversation: 'import',
      isPrivate: true,
      key: null,
      ...file,
      said,
    },
    session.now(),
  )
  const text = renderTerminal(reply.message, { width: 100, colour: false })
  if (!reply.ok) throw new UserError('refused', reply.error?.text ?? text)
  return `${text}\n`
}
