import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { carryItemOver } from '../src/plan-changes/carrying-over.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'

export default defineCommand({
  summary: 'Carry an item over into another plan; its age counts from the first plan',
  topics: 'carried over forward replace replaced successor new plan next',
  for: 'coordinator',
  otherwise: 'Ask for it in a line: tell coordinator <what should be carried over, and where>',
  forms: [
    `<ref:item> as <target:new-ref> of <plan:answer> ${DECIDED}`,
    '<ref:item> as <target:new-ref> of <plan:answer>',
  ],
  examples: ({ references, bodies, today }) => {
    const ref = [...references.values()].findLast(({ place }) => place === 'counted')?.ref ?? 'A1'
    return [
      `item carry ${ref} as 3.1 of <the new plan> decided ${bodies[1]?.code ?? bodies[0]?.code} ${exampleDay(today, -2, TUESDAY)} minute 4.3`,
    ]
  },
  arguments: z.object({
    ref: z.string(),
    target: z.string().trim().min(1),
    plan: z.string().trim().min(1),
    ...decidedArguments,
  }),
  changes: true,
  async run(context, { ref, target, plan, ...decision }) {
    const named = namedDecision(decision, `item carry ${ref} as ${target} of ${plan}`)
    return carryItemOver(context, { ref, target, plan, named })
  },
})
