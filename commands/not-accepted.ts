import { z } from 'zod'
import { sittingNamed } from '../src/boards/sitting.ts'
import { notAccept } from '../src/boards/views.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record that a board did not accept that an item is complete',
  topics: 'reopen completion refused evidence board not complete',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what was not accepted>',
  forms: ['<ref:item> [by <body>] [of <of:past-date>] <words:answer>'],
  offered: 'Record it',
  phrases: {
    '<body> [of|on <of:past-date>] did not accept [completion] [of] [that] <ref:item> [is] [complete|done] <words:answer>':
      '<ref> by <body> [of <of>] <words>',
  },
  examples: ({ references }) => [
    `not accepted ${[...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'} minute 4.3: no evidence from schools`,
  ],
  arguments: z.object({
    ref: z.string(),
    body: z.string().optional(),
    of: boundDay.optional(),
    words: z.string().trim().min(1).max(1000),
  }),
  changes: true,
  async run(context, { ref, body, of, words }) {
    return notAccept(context, await sittingNamed(context, { body, day: of?.on }), { ref, words })
  },
})
