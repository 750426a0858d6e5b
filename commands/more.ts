import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Go on with a long list from a row on',
  over: 'organisation',
  forms: ['<number> <line:answer>'],
  examples: () => ['more 21 list'],
  arguments: z.object({ number: z.number(), line: z.string() }),
  hidden: true,
  async run(_, { number, line }) {
    return { message: sentence('More.'), instead: line, from: number }
  },
})
