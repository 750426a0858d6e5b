import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { correctDigest } from '../src/deliveries/corrections.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Correct a digest that is out: under it, everywhere it went, with why and when',
  topics: 'correction wrong error mistake digest paper put right',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what is wrong>',
  forms: ['<body> of <date> <words> because <reason>', '<body> <words> because <reason>'],
  offered: 'Send the correction',
  examples: ({ bodies, references }) =>
    bodies
      .slice(0, 1)
      .map(
        (body) =>
          `correct ${body.aliases[0] ?? body.code} ${[...references.values()].at(-1)?.ref ?? 'A1'} was red, not amber, because the figure was typed into the wrong row`,
      ),
  arguments: z.object({
    body: z.string(),
    date: boundDay.optional(),
    words: z.string(),
    reason: z.string(),
  }),
  changes: true,
  run: (context, { body, date, words, reason }) =>
    correctDigest(context, { code: body, day: date?.on, words: words.replace(/[,;:.\s]+$/, ''), reason }),
})
