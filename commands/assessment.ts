import { z } from 'zod'
import { sittingNamed } from '../src/boards/sitting.ts'
import { assess } from '../src/boards/views.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record the Board’s assessment of an item, beside its owner’s rating',
  topics: 'board disagrees rating view challenge assessed',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what the board thinks of it>',
  forms: ['<ref:item> <rating:rating> [by <body>] [of <of:past-date>] <words:answer>'],
  offered: 'Record it',
  phrases: {
    '<body> [of|on <of:past-date>] assessed|assesses|rated|rates <ref:item> [as] <rating:rating> [because] <words:answer>':
      '<ref> <rating> by <body> [of <of>] <words>',
  },
  examples: ({ references, scale }) => [
    `assessment ${[...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'} ${scale.ratings[0]?.code ?? 'red'} minute 4.2: no evidence that the backlog is falling`,
  ],
  arguments: z.object({
    ref: z.string(),
    rating: z.string(),
    body: z.string().optional(),
    of: boundDay.optional(),
    words: z.string().trim().min(1).max(1000),
  }),
  changes: true,
  async run(context, { ref, rating, body, of, words }) {
    return assess(context, await sittingNamed(context, { body, day: of?.on }), { ref, rating, words })
  },
})
