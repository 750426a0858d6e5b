import { z } from 'zod'
import { changeStep, openStep } from '../data/clock-steps.ts'
import { defineCommand } from '../src/command.ts'
import { moment } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Say that the machine’s clock is right after it was set by more than a day',
  for: 'coordinator',
  forms: ['', '<number>'],
  examples: () => ['clock right'],
  arguments: z.object({ number: z.number().optional() }),
  changes: true,
  async run(context, { number }) {
    const { now, model } = context
    const step = await openStep(context.db)
    if (step?.needsAnswer !== 1 || step.confirmedAt !== null)
      throw new UserError('conflict', 'Nobody asks about the clock now; nothing was changed.')
    if (number !== undefined && number !== step.id)
      throw new UserError(
        'conflict',
        'The clock was set again after that question; nothing was changed. Look at the time, then: clock right',
      )
    await changeStep(context.writing(), step.id, { confirmedAt: now.toISOString() })
    await context.trail({
      of: 'organisation',
      action: 'clock-right',
      ref: null,
      before: { clock: step.expectedAt },
      after: { clock: step.shownAt },
    })
    return {
      message: sentence(
        `Noted: it is ${moment(now, model.plan.timeZone)}. What is due goes out within a minute or two.`,
      ),
    }
  },
})
