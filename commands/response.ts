import { z } from 'zod'
import { respond } from '../src/boards/referrals.ts'
import { defineCommand } from '../src/command.ts'

export default defineCommand({
  summary: 'Record the response to a referral: accepted, in part, or not, with reasons',
  topics: 'executive response recommendation answer referral',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <the response>',
  forms: [
    '<number> accepted in part <words:answer>',
    '<number> accepted <words:answer>',
    '<number> not accepted <words:answer>',
  ],
  offered: 'Record it',
  examples: () => ['response 1 accepted in part money for one post only'],
  arguments: z.object({
    number: z.number(),
    accepted: z.literal(true),
    part: z.literal(true).optional(),
    not: z.literal(true).optional(),
    words: z.string().trim().min(1).max(2000),
  }),
  changes: true,
  run(context, { number, part, not, words }) {
    const outcome = not ? 'not-accepted' : part ? 'accepted-in-part' : 'accepted'
    return respond(context, number, { outcome, words })
  },
})
