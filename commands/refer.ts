import { z } from 'zod'
import { refer } from '../src/boards/resolutions.ts'
import { sittingNamed } from '../src/boards/sitting.ts'
import { defineCommand } from '../src/command.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record that a board referred something to another, which owes a response',
  topics: 'referral recommendation scrutiny executive escalate cabinet',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what was referred, and to whom>',
  forms: [
    '<body> [of <of:past-date>] to <to:body> about <ref:item> [by <date>] <words:answer>',
    '<body> [of <of:past-date>] to <to:body> [by <date>] <words:answer>',
  ],
  offered: 'Record it',
  examples: ({ bodies, today }) => [
    `refer ${bodies[1]?.code ?? bodies[0]?.code} to ${bodies[2]?.code ?? bodies[0]?.code} by ${exampleDay(today, 8)} whether the budget covers a second post`,
  ],
  arguments: z.object({
    body: z.string(),
    of: boundDay.optional(),
    to: z.string(),
    ref: z.string().optional(),
    date: boundDay.optional(),
    words: z.string().trim().min(1).max(2000),
  }),
  changes: true,
  async run(context, { body, of, to, ref, date, words }) {
    const sitting = await sittingNamed(context, { body, day: of?.on })
    return refer(context, sitting, { to, words, due: date, ref })
  },
})
