import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { previewTracker } from '../src/tracker/preview.ts'
import { recordTracker } from '../src/tracker/record.ts'

export default defineCommand({
  summary: 'Record what came back in a tracker',
  forms: [''],
  hidden: true,
  arguments: z.object({
    exported: z.iso.datetime().optional(),
    /** By the keys of the questions. */
    answers: z.record(z.string(), z.string()).default({}),
  }),
  changes: true,
  async run(context, { exported, answers }) {
    const { tracker: sent, db, model, now, speaker } = context
    if (!speaker.isCoordinator)
      throw new UserError('refused', 'Only the coordinator can import. I have not opened the file.')
    if (!sent || exported === undefined)
      throw new UserError('invalid', 'There is no tracker to record. Send the file again.')
    const compared = await previewTracker(db, model, {
      sent,
      exported: new Date(exported),
      answers: new Map(Object.entries(answers)),
      now,
    })
    return recordTracker(context, compared)
  },
})
