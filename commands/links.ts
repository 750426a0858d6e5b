import { z } from 'zod'
import { listLinkRequests } from '../data/link-requests.ts'
import { defineCommand } from '../src/command.ts'
import { count } from '../src/domain/format.ts'
import { sentence } from '../src/message.ts'
import { linkRequestBlocks } from '../src/people/linking.ts'

export default defineCommand({
  summary: 'List who asks to be linked to a role',
  over: 'plans',
  for: 'coordinator',
  forms: [''],
  questions: [
    'wants|waiting|asking linking|linked',
    'links',
    'link requests',
    'who asked|wants to be linked',
    'access requests',
  ],
  examples: () => ['links'],
  arguments: z.object({}),
  async run(context) {
    const requests = await listLinkRequests(context.db)
    if (requests.length === 0) return { message: sentence('Nobody is waiting to be linked.') }
    const shown = requests.slice(0, MOST)
    const more = requests.length - shown.length
    return {
      message: sentence(
        `${count(requests.length, 'person', 'people')} ${requests.length === 1 ? 'asks' : 'ask'} to be linked.`,
        ...shown.flatMap((request) => linkRequestBlocks(context, request)),
        ...(more > 0
          ? [{ kind: 'context' as const, text: `${more} more come up as these are answered.` }]
          : []),
      ),
    }
  },
})

/** A chat message holds this many requests with their buttons. */
const MOST = 10
