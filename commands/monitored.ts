import { z } from 'zod'
import { answerMonitoring } from '../src/boards/monitoring.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Say whether a monitored item has held',
  topics: 'held reopen not sure embedded',
  forms: [
    '<ref:item> held [note]',
    '<ref:item> reopen [note]',
    '<ref:item> not sure [yet] [until <date>] [note]',
  ],
  offered: 'Record it',
  examples: ({ references }) => [
    `monitored ${[...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'} held`,
  ],
  arguments: z.object({
    ref: z.string(),
    held: z.literal(true).optional(),
    reopen: z.literal(true).optional(),
    sure: z.literal(true).optional(),
    date: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  run(context, { ref, held, reopen, date, note }) {
    const answer = held ? 'held' : reopen ? 'reopened' : 'not-sure'
    return answerMonitoring(context, { ref, answer, words: note ?? null, again: date?.on })
  },
})
