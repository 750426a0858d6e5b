import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'
import { handItem } from '../src/plan-changes/rewording.ts'

export default defineCommand({
  summary: 'Hand an item to another role; the old and the new owner are told',
  for: 'coordinator',
  otherwise: 'Say it in a line: tell coordinator <what should be handed to whom>',
  forms: [`<ref:item> to <role> ${DECIDED}`, '<ref:item> to <role>'],
  phrases: {
    'hand|give|pass|transfer|reassign [over] <ref:item> [over] to <role>': '<ref> to <role>',
    '<ref:item> [to] goes|go|moves|passes|handed|transferred [over] to <role>': '<ref> to <role>',
    '<role> takes|takes|taking|owns [over] <ref:item> [on|over] [from] [now] [on]': '<ref> to <role>',
  },
  examples: ({ references, roles }) => [
    `item hand ${[...references.values()].at(-1)?.ref ?? 'A1'} to ${roles[0]?.code}`,
  ],
  arguments: z.object({ ref: z.string(), role: z.string(), ...decidedArguments }),
  changes: true,
  async run(context, { ref, role, ...decision }) {
    const named = namedDecision(decision, `item hand ${ref} to ${role}`)
    return handItem(context, { ref, role, named })
  },
})
