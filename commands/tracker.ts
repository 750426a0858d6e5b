import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { fullDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { context, type PaperFile, sentence } from '../src/message.ts'
import { trackerName } from '../src/tracker/workbook.ts'

export default defineCommand({
  summary: 'Send you the tracker of the plan as an Excel or Word file, to fill in and send back',
  arguments: z.object({ me: z.literal(true).optional(), word: z.literal(true).optional() }),
  topics: 'excel word spreadsheet docx download file xlsx offline whole plan',
  forms: ['[me] [word]'],
  phrases: {
    'send|give [me] [the] tracker [as|in] [an|a] [excel|spreadsheet] [file]': '',
    'send|give [me] [the] tracker as|in [a] word [file|document]': 'word',
    'send|give [me] my [return] form|items as|in [a] word [file|document]': 'me word',
    'send|give [me] my [return] form|items [as|in] [an|a] [excel|spreadsheet] [file]': 'me',
    '[can|could] I|we have [the] tracker [as|in] [an|a] [excel|spreadsheet] [file]': '',
  },
  examples: () => ['tracker', 'tracker me', 'tracker word'],
  // It plans a message, so it needs a transaction.
  changes: true,
  async run({ model, now, today, speaker }, { me, word }) {
    const { plan } = model
    if (me && speaker.roles.length === 0)
      throw new UserError(
        'invalid',
        'You hold no post of this plan, so there is no form of your items. The whole plan: tracker',
        ['tracker'],
      )
    const form = me ? { posts: speaker.roles, name: speaker.name } : undefined
    const format = word ? 'docx' : 'xlsx'
    const file: PaperFile = {
      kind: 'paper',
      title: `${plan.title}: ${form ? 'return form' : 'tracker'} as at ${fullDay(today)}`,
      name: trackerName(plan.code, today, format),
      plan: plan.code,
      body: '',
      meetingDay: '',
      holds: { kind: 'tracker', at: now.toISOString(), format, ...(form ? { form } : {}) },
    }
    const how = context(
      `Fill in Rating, State, Completed on, ${form ? 'Date wanted' : 'Due'} or Note, and give the file back to the coordinator, who imports it.`,
    )
    const message = { summary: file.title, blocks: [file, how] }
    if (speaker.identity.startsWith('terminal:')) return { message }
    return {
      message: sentence(
        `The ${form ? 'form of your items in' : 'tracker of'} ${plan.title} is on its way to you.`,
      ),
      notices: [{ personIds: [speaker.personId], isPersonal: true, message }],
    }
  },
})
