import { defineCommand } from '../src/command.ts'
import { fullDay } from '../src/domain/format.ts'
import { context, type PaperFile, sentence } from '../src/message.ts'
import { trackerName } from '../src/tracker/workbook.ts'

export default defineCommand({
  summary: 'Send you the tracker of the plan as an Excel file, to fill in and send back',
  topics: 'excel spreadsheet download file xlsx offline whole plan',
  forms: [''],
  phrases: {
    'send|give [me] [the] tracker [as|in] [an|a] [excel|spreadsheet] [file]': '',
    '[can|could] I|we have [the] tracker [as|in] [an|a] [excel|spreadsheet] [file]': '',
  },
  examples: () => ['tracker'],
  // It plans a message, so it needs a transaction.
  changes: true,
  async run({ model, now, today, speaker }) {
    const { plan } = model
    const file: PaperFile = {
      kind: 'paper',
      title: `${plan.title}: tracker as at ${fullDay(today)}`,
      name: trackerName(plan.code, today),
      plan: plan.code,
      body: '',
      meetingDay: '',
      holds: { kind: 'tracker', at: now.toISOString() },
    }
    const how = context(
      'Fill in Rating, State, Completed on, Due or Note, and give the file back to the coordinator, who imports it.',
    )
    const message = { summary: file.title, blocks: [file, how] }
    if (speaker.identity.startsWith('terminal:')) return { message }
    return {
      message: sentence(`The tracker of ${plan.title} is on its way to you.`),
      notices: [{ personIds: [speaker.personId], isPersonal: true, message }],
    }
  },
})
