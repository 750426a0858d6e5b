import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decide } from '../src/decisions/decide.ts'

const given = z.object({ on: z.string(), asGiven: z.string() })

export default defineCommand({
  summary: 'Approve a request, or record that a body approved it, with its minute',
  forms: ['<request> [with <date>] [for <body>] [of <of:past-date>] [note]'],
  examples: () => ['approve R1 minute 4.2, agreed', 'approve R1 with 26 February 2021 minute 4.2'],
  arguments: z.object({
    request: z.number(),
    date: given.optional(),
    body: z.string().optional(),
    of: given.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  run: (context, { request, date, body, of, note }) =>
    decide(context, { number: request, outcome: 'approved', date, bodyCode: body, meetingDay: of?.on, note }),
})
