import { z } from 'zod'
import { keepEntry } from '../src/boards/keep-entry.ts'
import { defineCommand } from '../src/command.ts'
import { kindOf } from '../src/domain/board-kinds.ts'
import { longDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemOf } from '../src/lookup/items.ts'
import { paragraph, said, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Record how an external review judged an area, in its own words',
  topics: 'ofsted cqc dfe inspectors peers review sufficient progress judgement',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what was judged>',
  forms: ['<body> <ref:item> [on <on:past-date>] <words:answer>'],
  offered: 'Record it',
  examples: ({ bodies, groups }) => [
    `judged ${bodies.find(({ kind }) => kind === 'external-review')?.code ?? bodies[0]?.code} ${groups[0]?.ref ?? 'A'} sufficient progress`,
  ],
  arguments: z.object({
    body: z.string(),
    ref: z.string(),
    on: boundDay.optional(),
    words: z.string().trim().min(1).max(1000),
  }),
  changes: true,
  async run(context, { body: code, ref, on, words }) {
    const body = bodyCalled(code, context.model)
    if (kindOf(body, context.model.plan.policies) !== 'external-review')
      throw new UserError(
        'invalid',
        `The ${body.name} is no external review. What a board thinks of an item is recorded with: assessment ${ref} <rating> <its words>. Nothing was recorded.`,
      )
    const item = itemOf(context, ref)
    const day = on?.on ?? context.today
    await keepEntry(
      context,
      { body, meeting: null },
      { kind: 'judgement', item, details: { words, on: day } },
    )
    return {
      message: sentence(
        `Recorded: ${body.name} on ${item.ref}, ${longDay(day)}. It changes no rating and no date.`,
        paragraph('In its own words: ', said(words)),
      ),
      changes: [{ ref: item.ref, field: 'judgement', from: null, to: words }],
    }
  },
})
