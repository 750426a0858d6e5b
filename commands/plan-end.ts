import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { boundDay } from '../src/lookup/days.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'
import { endPlan } from '../src/plan-changes/ending.ts'

export default defineCommand({
  summary: 'End the plan on a day, once it is said of every open item what becomes of it',
  topics: 'plan over finished replaced replace successor close',
  for: 'coordinator',
  otherwise: 'Ask for it in a line: tell coordinator <that the plan should end, and why>',
  forms: [
    `on <last:date> ${DECIDED}`,
    `on <last:past-date> ${DECIDED}`,
    DECIDED,
    'on <last:date>',
    'on <last:past-date>',
    '',
  ],
  examples: ({ bodies, today }) => [
    `plan end decided ${bodies[1]?.code ?? bodies[0]?.code} ${exampleDay(today, -2, TUESDAY)} minute 5`,
  ],
  arguments: z.object({ last: boundDay.optional(), ...decidedArguments }),
  changes: true,
  async run(context, { last, ...decision }) {
    const on = last === undefined ? '' : ` on ${last.on}`
    return endPlan(context, { on: last?.on, named: namedDecision(decision, `plan end${on}`) })
  },
})
