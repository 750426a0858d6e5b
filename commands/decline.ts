import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decide } from '../src/decisions/decide.ts'

const given = z.object({ on: z.string(), asGiven: z.string() })

export default defineCommand({
  summary: 'Decline a request, or record that a body declined it, with the reason',
  forms: ['<request> [for <body>] [of <of:past-date>] [<reason:note>]'],
  examples: () => ['decline R1 minute 4.3, the supplier has to deliver'],
  arguments: z.object({
    request: z.number(),
    body: z.string().optional(),
    of: given.optional(),
    reason: z.string().optional(),
  }),
  changes: true,
  run: (context, { request, body, of, reason }) =>
    decide(context, {
      number: request,
      outcome: 'declined',
      bodyCode: body,
      meetingDay: of?.on,
      note: reason,
    }),
})
