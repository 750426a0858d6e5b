import type { Reply } from '../../platform.ts'
import { renderSlack } from '../../render/slack.ts'
import { isDirect, type Where } from './answers.ts'
import type { Services } from './services.ts'

/** After an answer: posts the line meant for everyone in the channel, and refreshes the person's Home tab. */
export async function followUp(
  { notice, changes }: Reply,
  where: Where | undefined,
  { answers, home, failed }: Services,
  userId: string,
): Promise<void> {
  const tasks = [
    async () => {
      if (notice && where && !isDirect(where)) await answers.toEveryone(where, renderSlack(notice))
    },
    async () => {
      if (changes.length > 0) await home.refresh(userId)
    },
  ]
  for (const { status, ...result } of await Promise.allSettled(tasks.map((task) => task()))) {
    if (status === 'rejected' && 'reason' in result) failed(result.reason)
  }
}
