import { z } from 'zod'
import { sittingNamed } from '../src/boards/sitting.ts'
import { liftAssessment } from '../src/boards/views.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record that the Board’s assessment of an item is lifted',
  topics: 'board assessment withdrawn agreed lifted',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <which assessment is lifted>',
  forms: ['<ref:item> [by <body>] [of <of:past-date>] [note]'],
  offered: 'Record it',
  examples: ({ references }) => [
    `assessment lifted ${[...references.values()].find(({ place }) => place === 'counted')?.ref ?? 'A1'}`,
  ],
  arguments: z.object({
    ref: z.string(),
    body: z.string().optional(),
    of: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  async run(context, { ref, body, of, note }) {
    const sitting = await sittingNamed(context, { body, day: of?.on })
    return liftAssessment(context, sitting, { ref, words: note ?? null })
  },
})
