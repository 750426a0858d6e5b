import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Show one answer to everyone in the conversation',
  over: 'organisation',
  forms: ['<line:answer>'],
  examples: () => ['share answer overdue'],
  arguments: z.object({ line: z.string() }),
  hidden: true,
  async run(_, { line }) {
    return { message: sentence('Shared.'), instead: line, shared: true }
  },
})
