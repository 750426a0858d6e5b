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
  if (notice && where?.kind === 'channel') {
    const kept = await keepReply({ message: notice }, { userId, where, to: 'everyone', key: `notice:${key}` })
    await kept.deliver()
  }
  if (changes.length > 0) await home.refresh(userId).catch(failed)
}
