import { z } from 'zod'
import { correctMinute } from '../src/boards/minutes.ts'
import { defineCommand } from '../src/command.ts'

export default defineCommand({
  summary: 'Put the number or the words of a minute right; what stood there stays in the record',
  topics: 'minute number wrong correction wording',
  for: 'coordinator',
  otherwise: 'To tell them: tell coordinator <what is wrong>',
  forms: ['<request> to <words:answer>', '<request> is <words:answer>'],
  offered: 'Correct it',
  phrases: {
    'minute [of|for|number] <request> is|was <words:answer>': '<request> to <words>',
    'correct minute [of|for] <request> to <words:answer>': '<request> to <words>',
  },
  examples: () => ['minutes correct R1 to 4.3, agreed'],
  arguments: z.object({ request: z.number(), words: z.string().trim().min(1).max(1000) }),
  changes: true,
  run(context, { request: number, words }) {
    return correctMinute(context, { number, words })
  },
})
