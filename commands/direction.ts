import { z } from 'zod'
import { judgeDirection } from '../src/boards/monitoring.ts'
import { defineCommand } from '../src/command.ts'

export default defineCommand({
  summary: 'Say which way you judge an item to be going, beside what its ratings say',
  topics: 'improving worsening steady trend judgement travel',
  forms: [
    '<ref:item> improving [because] <because:answer>',
    '<ref:item> steady [because] <because:answer>',
    '<ref:item> worsening [because] <because:answer>',
  ],
  offered: 'Record it',
  examples: ({ references }) => [
    `direction ${[...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'} improving because the backlog fell by a third`,
  ],
  arguments: z.object({
    ref: z.string(),
    improving: z.literal(true).optional(),
    steady: z.literal(true).optional(),
    worsening: z.literal(true).optional(),
    because: z.string().trim().min(1).max(1000),
  }),
  changes: true,
  run(context, { ref, improving, worsening, because }) {
    const way = improving ? 'improving' : worsening ? 'worsening' : 'steady'
    return judgeDirection(context, { ref, way, because })
  },
})
