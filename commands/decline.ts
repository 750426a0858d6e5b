import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decide } from '../src/decisions.ts'

export default defineCommand({
  summary: 'Decline a request, or record that a body declined it, with the reason',
  forms: ['<request> [for <body>] <reason>', '<request>'],
  examples: () => ['decline R1 minute 4.3, the supplier has to deliver'],
  arguments: z.object({ request: z.number(), body: z.string().optional(), reason: z.string().optional() }),
  changes: true,
  run: async (context, { request, body, reason }) => {
    const answerLine = `decline R${request}${body ? ` for ${body}` : ''} {answer}`
    if (reason !== undefined)
      return decide(context, {
        number: request,
        outcome: 'declined',
        bodyCode: body,
        note: reason,
        answerLine,
      })
    const text = `Why is R${request} declined? The person who asked is told the reason.`
    return {
      message: { summary: text, blocks: [{ kind: 'paragraph', text }] },
      waits: true,
      question: { text, options: [], answerLine },
    }
  },
})
