import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'
import { mergeItem } from '../src/plan-changes/leaving.ts'

export default defineCommand({
  summary: 'Merge an item into another; the first leaves the plan, the other stays as it is',
  for: 'coordinator',
  otherwise: 'Ask for it in a line: tell coordinator <what should be merged, and why>',
  forms: [
    `<ref:item> into <into:item> because <reason> ${DECIDED}`,
    `<ref:item> into <into:item> ${DECIDED}`,
    '<ref:item> into <into:item> because <reason>',
    '<ref:item> into <into:item>',
  ],
  phrases: {
    'merge|fold|combine <ref:item> into|with <into:item>': '<ref> into <into>',
    '<body> of|on <on:past-date> agreed|decided|resolved [to] merge|fold|combine <ref:item> into|with <into:item> [minute <minute:answer>]':
      '<ref> into <into> decided <body> <on> [note minute <minute>]',
    '<body> of|on <on:past-date> merged|folded|combined <ref:item> into|with <into:item> [minute <minute:answer>]':
      '<ref> into <into> decided <body> <on> [note minute <minute>]',
  },
  examples: ({ references, bodies, today }) => {
    const counted = [...references.values()].filter(({ place }) => place === 'counted').slice(-2)
    const [into, ref] = counted.map((item) => item.ref)
    return [
      `item merge ${ref ?? 'A2'} into ${into ?? 'A1'} decided ${bodies[1]?.code ?? bodies[0]?.code} ${exampleDay(today, -2, TUESDAY)} minute 4.3`,
    ]
  },
  arguments: z.object({
    ref: z.string(),
    into: z.string(),
    reason: z.string().trim().min(1).optional(),
    ...decidedArguments,
  }),
  changes: true,
  async run(context, { ref, into, reason = null, ...decision }) {
    const because = reason === null ? '' : ` because ${reason}`
    const named = namedDecision(decision, `item merge ${ref} into ${into}${because}`)
    return mergeItem(context, { ref, into, reason, named })
  },
})
