import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decide } from '../src/decisions.ts'

export default defineCommand({
  summary: 'Record that a body put a request off to its next meeting',
  forms: ['<request> [for <body>] [note]'],
  examples: () => ['defer R1 minute 4.4, figures wanted first'],
  arguments: z.object({ request: z.number(), body: z.string().optional(), note: z.string().optional() }),
  changes: true,
  run: (context, { request, body, note }) =>
    decide(context, {
      number: request,
      outcome: 'deferred',
      bodyCode: body,
      note,
      answerLine: `defer R${request}${body ? ` for ${body}` : ''} {answer}`,
    }),
})
