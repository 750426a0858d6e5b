import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { circulate } from '../src/deliveries/release.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record that a committee got its paper: on a day, tabled, late, or as urgent business',
  topics: 'published agenda pack democratic services members paper sent tabled late urgent',
  for: 'coordinator',
  forms: [
    '<body> tabled [<on:past-date>] [note]',
    '<body> late [<on:past-date>] [note]',
    '<body> urgent [<on:past-date>] because <reason:note>',
    '<body> on <on:past-date> [note]',
    '<body> <on:past-date> [note]',
    '<body>',
  ],
  offered: 'Record that it was circulated',
  phrases: { 'paper [for|of] <body> [was] circulated|published [on] <on:past-date>': '<body> <on>' },
  examples: ({ bodies }) =>
    bodies.slice(0, 1).map((body) => `circulated ${body.aliases[0] ?? body.code} tabled`),
  arguments: z.object({
    body: z.string(),
    on: boundDay.optional(),
    tabled: z.literal(true).optional(),
    late: z.literal(true).optional(),
    urgent: z.literal(true).optional(),
    note: z.string().optional(),
    reason: z.string().optional(),
  }),
  changes: true,
  run: (context, { body, on, tabled, late, urgent, note, reason }) =>
    circulate(context, {
      code: body,
      how: tabled ? 'tabled' : late ? 'late' : urgent ? 'urgent' : 'circulated',
      on: on?.on ?? context.today,
      words: reason ?? note ?? null,
    }),
})
