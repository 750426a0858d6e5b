import { z } from 'zod'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { itemOf } from '../src/lookup/items.ts'
import { sentence } from '../src/message.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'
import { closeItem, mergeItem } from '../src/plan-changes/leaving.ts'

export default defineCommand({
  summary: 'Take an item out of the plan; what was said of it stays',
  for: 'coordinator',
  otherwise: 'Ask for it in a line: tell coordinator <what should leave the plan, and why>',
  forms: [
    `<ref:item> as [a] duplicate of <into:ref> ${DECIDED}`,
    '<ref:item> as [a] duplicate of <into:ref>',
    `<ref:item> <closing> because <reason> ${DECIDED}`,
    `<ref:item> <closing> ${DECIDED}`,
    '<ref:item> <closing> because <reason>',
    '<ref:item> <closing>',
    '<ref:item>',
  ],
  phrases: {
    'close|drop|remove|delete|scrap|retire <ref:item> as duplicate of <into:ref>':
      '<ref> as duplicate of <into>',
    'close|drop|remove|delete|scrap|retire <ref:item> [because|as] <closing>': '<ref> <closing>',
    'close <ref:item> [down]': '<ref>',
    '<body> of|on <on:past-date> agreed|decided|resolved [to] drop|close|remove|delete|end|retire <ref:item> [from plan] [<closing>] [minute <minute:answer>]':
      '<ref> no longer required decided <body> <on> [note minute <minute>]',
    '<body> of|on <on:past-date> agreed|decided|resolved [that] <ref:item> [to] dropped|closed|removed|deleted|ended|goes|go [from plan] [<closing>] [minute <minute:answer>]':
      '<ref> no longer required decided <body> <on> [note minute <minute>]',
    '[on] <on:past-date> <body> agreed|decided|resolved [to] drop|close|remove|delete|end|retire <ref:item> [from plan] [<closing>] [minute <minute:answer>]':
      '<ref> no longer required decided <body> <on> [note minute <minute>]',
    '<body> agreed|decided|resolved [to] drop|close|remove|delete|end|retire <ref:item> [on <on:past-date>] [<closing>] [minute <minute:answer>]':
      '<ref> no longer required decided <body> [<on>] [note minute <minute>]',
  },
  examples: ({ references, bodies, today }) => {
    const ref = [...references.values()].at(-1)?.ref ?? 'A1'
    return [
      `item close ${ref} no longer required decided ${bodies[1]?.code ?? bodies[0]?.code} ${exampleDay(today, -2, TUESDAY)} minute 4.3`,
    ]
  },
  arguments: z.object({
    ref: z.string(),
    into: z.string().optional(),
    closing: z.enum(['done with', 'no longer required', 'not carried over']).optional(),
    reason: z.string().trim().min(1).optional(),
    ...decidedArguments,
  }),
  changes: true,
  async run(context, { ref, into, closing, reason = null, ...decision }) {
    if (into !== undefined) {
      const named = namedDecision(decision, `item close ${ref} as duplicate of ${into}`)
      return mergeItem(context, { ref, into, reason: 'a duplicate', named })
    }
    if (closing === undefined) return askWhy(context, ref)
    const because = reason === null ? '' : ` because ${reason}`
    const named = namedDecision(decision, `item close ${ref} ${closing}${because}`)
    return closeItem(context, { ref, why: WHY[closing], reason, named })
  },
})

const WHY = {
  'done with': 'closed',
  'no longer required': 'no-longer-required',
  'not carried over': 'not-carried-over',
} as const

function askWhy(context: Context, ref: string): Outcome {
  const item = itemOf(context, ref)
  const text = `Why does ${item.ref} leave the plan?`
  return {
    message: sentence(text),
    waits: true,
    question: {
      text,
      options: [
        { label: 'It is no longer required', line: `item close ${item.ref} no longer required` },
        { label: 'It is done with', line: `item close ${item.ref} done with` },
      ],
      answerLine: `item close ${item.ref} {answer}`,
    },
  }
}
