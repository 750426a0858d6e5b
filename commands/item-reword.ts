import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'
import { rewordItem } from '../src/plan-changes/rewording.ts'

export default defineCommand({
  summary: 'Give an item another wording, or put a misprint in it right',
  for: 'coordinator',
  otherwise: 'Ask for it in a line: tell coordinator <which item should say what>',
  forms: [
    `<ref:item> [as] misprint to <title:answer> ${DECIDED}`,
    '<ref:item> [as] misprint to <title:answer>',
    `<ref:item> to <title:answer> ${DECIDED}`,
    '<ref:item> to <title:answer>',
  ],
  phrases: {
    'reword|rename|retitle|rephrase <ref:item> to|as <title:answer>': '<ref> to <title>',
    'change wording|title|text of <ref:item> to <title:answer>': '<ref> to <title>',
    'correct misprint|typo in <ref:item> to <title:answer>': '<ref> misprint to <title>',
  },
  examples: ({ references, bodies, today }) => {
    const ref = [...references.values()].at(-1)?.ref ?? 'A1'
    return [
      `item reword ${ref} to Review the training each term decided ${bodies[1]?.code ?? bodies[0]?.code} ${exampleDay(today, -2, TUESDAY)} minute 4.3`,
      `item reword ${ref} misprint to Review the training each term`,
    ]
  },
  arguments: z.object({
    ref: z.string(),
    title: z.string().trim().min(1).max(500),
    misprint: z.literal(true).optional(),
    ...decidedArguments,
  }),
  changes: true,
  async run(context, { ref, title, misprint, ...decision }) {
    const named = namedDecision(decision, `item reword ${ref} to ${title}`)
    return rewordItem(context, { ref, title, isMisprint: misprint === true, named })
  },
})
