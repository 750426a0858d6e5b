import { z } from 'zod'
import { ratify } from '../src/boards/ratify.ts'
import { heldNow, sittingNamed } from '../src/boards/sitting.ts'
import { defineCommand } from '../src/command.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record that a quorate meeting ratified what an inquorate one recommended',
  topics: 'inquorate quorum confirm ratified',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what was ratified>',
  forms: ['<body> [on <on:past-date>] [of <of:past-date>] [note]'],
  offered: 'Record it',
  phrases: {
    '<body> [of|on <on:past-date>] ratified [the] [decisions|recommendations|meeting] [of <of:past-date>] [minute <minute:answer>]':
      '<body> [on <on>] [of <of>] [note minute <minute>]',
  },
  examples: ({ bodies, decides }) => [
    `ratify ${bodies.find(({ code }) => code === decides)?.aliases[0] ?? decides} minute 3`,
  ],
  arguments: z.object({
    body: z.string(),
    on: boundDay.optional(),
    of: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  async run(context, { body, on, of, note }) {
    const sitting = await sittingNamed(context, { body, day: on?.on })
    if (note !== undefined) await heldNow(context, sitting)
    return ratify(context, sitting, { of: of?.on, minute: note })
  },
})
