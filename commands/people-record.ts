import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { previewPeople } from '../src/people/list/preview.ts'
import { recordPeople } from '../src/people/list/record.ts'

export default defineCommand({
  summary: 'Record a list of people that was sent',
  over: 'organisation',
  forms: [''],
  hidden: true,
  arguments: z.object({
    /** By the keys of the questions. */
    answers: z.record(z.string(), z.string()).default({}),
  }),
  changes: true,
  async run(context, { answers }) {
    const { list, speaker } = context
    if (!speaker.isCoordinator)
      throw new UserError('refused', 'Only the coordinator can import. I have not opened the file.')
    if (!list) throw new UserError('invalid', 'There is no list of people to record. Send the file again.')
    return recordPeople(context, await previewPeople(context, list, new Map(Object.entries(answers))))
  },
})
