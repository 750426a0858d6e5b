import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decide } from '../src/decisions.ts'
import { shortDay } from '../src/domain/format.ts'

export default defineCommand({
  summary: 'Approve a request, or record that a body approved it, with its minute',
  forms: ['<request> [with <date>] [for <body>] [note]'],
  examples: () => ['approve R1 minute 4.2, agreed', 'approve R1 with 26 February 2021 minute 4.2'],
  arguments: z.object({
    request: z.number(),
    date: z.object({ on: z.string(), asGiven: z.string() }).optional(),
    body: z.string().optional(),
    note: z.string().optional(),
  }),
  changes: true,
  run: (context, { request, date, body, note }) =>
    decide(context, {
      number: request,
      outcome: 'approved',
      date,
      bodyCode: body,
      note,
      answerLine: `approve R${request}${date ? ` with ${shortDay(date.on)}` : ''}${body ? ` for ${body}` : ''} {answer}`,
    }),
})
