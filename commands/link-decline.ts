import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { paragraph, said, sentence } from '../src/message.ts'
import { endRequest, requestNamed } from '../src/people/linking.ts'

export default defineCommand({
  summary: 'Turn down whoever asked to be linked; they may ask again after a day',
  over: 'organisation',
  for: 'coordinator',
  forms: ['<number>'],
  examples: () => ['link decline 1'],
  arguments: z.object({ number: z.number() }),
  changes: true,
  async run(context, { number }) {
    const request = await requestNamed(context, number)
    const { platform, tenant, userId, name, wanted } = request
    await endRequest(context, request, { state: 'declined', personId: null })
    await context.trail({
      of: 'organisation',
      action: 'link-decline',
      ref: null,
      before: { request: number },
      after: { account: `${platform}:${tenant}:${userId}` },
    })
    return {
      message: sentence(
        `Declined: ${name} is not linked (request ${number}). They may ask again after a day.`,
        paragraph('They had written: ', said(wanted)),
      ),
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
