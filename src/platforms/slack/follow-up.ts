import type { Reply } from '../../platform.ts'
import type { Where } from './places.ts'
import type { Services } from './services.ts'

/** After an answer: posts the line meant for everyone in the channel, and refreshes the person's Home tab. */
export async function followUp(
  { notice, changes }: Reply,
  where: Where | undefined,
  { keepReply, home, failed }: Services,
  { userId, key }: { readonly userId: string; readonly key: string },
): Promise<void> {
  // Refreshed first: what the person presses next is answered on a tab that is not covered by an older one.
  const refreshed = changes.length > 0 ? home.refresh(userId).catch(failed) : undefined
  if (notice && where?.kind === 'channel') {
    const kept = await keepReply({ message: notice }, { userId, where, to: 'everyone', key: `notice:${key}` })
    await kept.deliver()
  }
  await refreshed
}
