import { z } from 'zod'
import { monitor } from '../src/boards/monitoring.ts'
import { defineCommand } from '../src/command.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Have a finished item looked at again on a day: has it held?',
  topics: 'monitored review embedded sustained held after completion',
  forms: ['<ref:item> until <date> <shows:answer>'],
  offered: 'Monitor it',
  examples: ({ references, today }) => [
    `monitor ${[...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'} until ${exampleDay(today, 26)} portal logins each month`,
  ],
  arguments: z.object({ ref: z.string(), date: boundDay, shows: z.string().trim().min(1).max(500) }),
  changes: true,
  run(context, { ref, date, shows }) {
    return monitor(context, { ref, until: date, shows })
  },
})
