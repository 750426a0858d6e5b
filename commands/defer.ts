import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'
import { decide } from '../src/requests/decide.ts'
import { anotherDecision } from '../src/requests/doubts.ts'
import { withNext } from '../src/requests/next.ts'

export default defineCommand({
  summary: 'Record that a board put a request off to its next meeting',
  topics: 'put off postpone request',
  readsRestricted: true,
  forms: ['<request> [reversing] [for <body>] [of <of:past-date>] [note]'],
  examples: () => ['defer R1 minute 4.4, figures wanted first'],
  arguments: z.object({
    request: z.number(),
    reversing: z.literal(true).optional(),
    body: z.string().optional(),
    of: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  doubts: [anotherDecision(/\b(?:approve|accepted|granted|declin|reject|refus)/i)],
  async run(context, { request, reversing, body, of, note }) {
    const deciding = {
      number: request,
      outcome: 'deferred',
      reverses: reversing,
      bodyCode: body,
      meetingDay: of?.on,
      note,
    } as const
    return withNext(context, await decide(context, deciding), { body, day: of?.on, note, after: request })
  },
})
