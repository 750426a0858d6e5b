import { z } from 'zod'
import { resolve } from '../src/boards/resolutions.ts'
import { sittingNamed } from '../src/boards/sitting.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record what a board resolved, in its own words',
  topics: 'noted supported asked agreed recommended considered assurance decision minutes words',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what was resolved>',
  forms: ['<body> [of <of:past-date>] [on <ref:item>] <words:answer>'],
  offered: 'Record it',
  examples: ({ bodies, decides }) => [
    `resolved ${bodies.find(({ code }) => code === decides)?.aliases[0] ?? decides} noted that the backlog is falling`,
  ],
  arguments: z.object({
    body: z.string(),
    of: boundDay.optional(),
    ref: z.string().optional(),
    words: z.string().trim().min(1).max(3000),
  }),
  changes: true,
  async run(context, { body, of, ref, words }) {
    return resolve(context, await sittingNamed(context, { body, day: of?.on }), { ref, words })
  },
})
