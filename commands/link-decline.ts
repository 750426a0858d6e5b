import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { sentence } from '../src/message.ts'
import { endRequest, requestNamed } from '../src/people/linking.ts'

export default defineCommand({
  summary: 'Turn down whoever asked to be linked; they may ask again after a day',
  for: 'coordinator',
  forms: ['<number>'],
  examples: () => ['link decline 1'],
  arguments: z.object({ number: z.number() }),
  changes: true,
  async run(context, { number }) {
    const request = await requestNamed(context, number)
    const { platform, tenant, userId } = request
    await endRequest(context, request, { state: 'declined', personId: null })
    await context.trail({
      of: 'organisation',
      action: 'link-decline',
      ref: null,
      before: { request: number },
      after: { account: `${platform}:${tenant}:${userId}` },
    })
    return {
      message: sentence(`Declined: request ${number}. They may ask again after a day.`),
      notices: [
        {
          personIds: [],
          account: { platform, tenant, userId },
          message: sentence('The coordinator did not link you. Speak to them, or ask again after a day.'),
        },
      ],
    }
  },
})
