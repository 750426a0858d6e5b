import { z } from 'zod'
import { inThread, recall } from '../data/conversations.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Send you the answer to a question as a file: Excel, or CSV',
  topics: 'excel spreadsheet csv download file xlsx table save',
  forms: ['', '<line:answer>'],
  examples: () => ['export overdue', 'export list red as csv'],
  arguments: z.object({ line: z.string().optional(), format: z.enum(['xlsx', 'csv']).optional() }),
  async run(context, { line: said, format: wanted }) {
    const [, bare, kind] = said?.match(WITH_KIND) ?? []
    const asked = bare ?? said
    const line = asked === undefined || POINTS.test(asked) ? await lastLine(context) : asked
    if (/^(?:export|share)\b/i.test(line))
      throw new UserError(
        'invalid',
        'Export what you would ask: export overdue, or export list red as csv.',
        ['export overdue'],
      )
    const isCsv = wanted === 'csv' || kind?.toLowerCase() === 'csv'
    return { message: sentence('Exported.'), instead: line, asFile: isCsv ? 'csv' : 'xlsx' }
  },
})

const WITH_KIND = /^(.*?)\s+(?:as|in|to)\s+(?:an?\s+)?(csv|excel|xlsx|spread ?sheet)(?:\s+file)?\s*$/is
const POINTS = /^(?:that|this|it|them|those|these)$/i

/** The question that was answered last in this conversation. */
async function lastLine({ db, model, speaker, place }: Context): Promise<string> {
  const key = { planId: model.plan.id, personId: speaker.personId, conversation: place.conversation }
  const { lastLine: last } = (await recall(db, inThread(key, place.under))) ?? { lastLine: null }
  if (last !== null) return last
  throw new UserError(
    'invalid',
    'There is no answer yet to put into a file. Say which one, for example: export overdue',
    ['export overdue'],
  )
}
