import { z } from 'zod'
import { approveMinutes } from '../src/boards/minutes.ts'
import { heldNow, sittingNamed } from '../src/boards/sitting.ts'
import { defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Record that the minutes of a meeting were approved as a correct record',
  topics: 'minutes correct record signed draft',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <which minutes were approved>',
  forms: ['<body> of <of:past-date> [on <on:past-date>] [note]'],
  offered: 'Record it',
  phrases: {
    'minutes [of] <body> [of|on] <of:past-date> [were] approved|agreed|signed [as] [correct] [record] [on <on:past-date>]':
      '<body> of <of> [on <on>]',
    '<body> minutes [of] <of:past-date> [were] approved|agreed|signed [as] [correct] [record] [on <on:past-date>]':
      '<body> of <of> [on <on>]',
    'minutes [of] <of:past-date> [were] approved|agreed|signed [as] [correct] [record] [on <on:past-date>]':
      '<decides> of <of> [on <on>]',
  },
  examples: ({ bodies, decides, today }) => [
    `minutes approved ${bodies.find(({ code }) => code === decides)?.aliases[0] ?? decides} of ${exampleDay(today, -2, TUESDAY)}`,
  ],
  arguments: z.object({
    body: z.string(),
    of: boundDay,
    on: boundDay.optional(),
    note: z.string().optional(),
  }),
  changes: true,
  async run(context, { body, of, on, note }) {
    const sitting = await sittingNamed(context, { body, day: of.on })
    await heldNow(context, sitting)
    return approveMinutes(context, sitting, { at: on?.on, words: note ?? null })
  },
})
