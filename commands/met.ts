import { z } from 'zod'
import { begunMeeting, sayMet } from '../src/boards/met.ts'
import { defineCommand } from '../src/command.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Say whether a meeting took place and was quorate',
  topics: 'held quorum quorate inquorate cancelled on the day attendance',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <whether it met>',
  forms: [
    '<body> [of <of:past-date>] quorate [note]',
    '<body> [of <of:past-date>] inquorate [note]',
    '<body> [of <of:past-date>] not [met] [note]',
  ],
  offered: 'Record it',
  phrases: {
    '<body> [meeting] [of|on <of:past-date>] [met] [and] [was] quorate': '<body> [of <of>] quorate',
    '<body> [meeting] [of|on <of:past-date>] [met] [but] [was] inquorate': '<body> [of <of>] inquorate',
    '<body> [meeting] [of|on <of:past-date>] [was] not quorate': '<body> [of <of>] inquorate',
    '<body> [meeting] [of|on <of:past-date>] did not|didn’t|didnt meet': '<body> [of <of>] not met',
    '<body> did not|didn’t|didnt meet on <of:past-date>': '<body> of <of> not met',
    '<body> [meeting] [of|on <of:past-date>] [was] not held': '<body> [of <of>] not met',
  },
  examples: ({ bodies, decides }) => {
    const body = bodies.find(({ code }) => code === decides)
    const name = body?.aliases[0] ?? decides
    return [`met ${name} quorate`, `met ${name} inquorate`, `met ${name} not, snow`]
  },
  arguments: z.object({
    body: z.string(),
    of: boundDay.optional(),
    quorate: z.literal(true).optional(),
    inquorate: z.literal(true).optional(),
    not: z.literal(true).optional(),
    note: z.string().optional(),
  }),
  changes: true,
  async run(context, { body: code, of, inquorate, not, note }) {
    const body = bodyCalled(code, context.model)
    const meeting = await begunMeeting(context, body, of?.on)
    const how = not ? 'not-met' : inquorate ? 'inquorate' : 'quorate'
    return sayMet(context, { body, meeting, how, words: note ?? null })
  },
})
