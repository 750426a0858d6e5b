import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'
import { decide } from '../src/requests/decide.ts'
import { anotherDecision } from '../src/requests/doubts.ts'
import { withNext } from '../src/requests/next.ts'
import { whyDeclined } from '../src/requests/questions.ts'

export default defineCommand({
  summary: 'Decline a request, or record that a board declined it, with the reason',
  topics: 'refuse reject no turn down',
  readsRestricted: true,
  forms: [
    '<request> saying why [reversing] [for <body>] [of <of:past-date>] [<reason:note>]',
    '<request> [reversing] [for <body>] [of <of:past-date>] [<reason:note>]',
  ],
  examples: () => ['decline R1 minute 4.3, the supplier has to deliver'],
  arguments: z.object({
    request: z.number(),
    body: z.string().optional(),
    of: boundDay.optional(),
    reason: z.string().optional(),
    /** The bot asks for the reason. */
    saying: z.literal(true).optional(),
    reversing: z.literal(true).optional(),
  }),
  changes: true,
  doubts: [anotherDecision(/\b(?:approve|accepted|granted|defer)/i)],
  async run(context, { request, body, of, reason, saying, reversing }) {
    const deciding = {
      number: request,
      outcome: 'declined',
      reverses: reversing,
      bodyCode: body,
      meetingDay: of?.on,
      note: reason,
    } as const
    // Asks for the minute first, and for the reason with it.
    if (saying && reason !== undefined) return whyDeclined(deciding)
    return withNext(context, await decide(context, deciding), {
      body,
      day: of?.on,
      note: reason,
      after: request,
    })
  },
})
