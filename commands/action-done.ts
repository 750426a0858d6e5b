import { z } from 'zod'
import { endActionArising, findActionArising } from '../data/actions-arising.ts'
import { withdrawNotices } from '../data/deliveries.ts'
import { defineCommand } from '../src/command.ts'
import { reminderOf } from '../src/deliveries/action-reminders.ts'
import { dayIn } from '../src/domain/day.ts'
import { capitalised, shortDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { type Block, paragraph, said, sentence } from '../src/message.ts'
import { doersOf } from '../src/status/actions-arising.ts'

export default defineCommand({
  summary: 'Say that an action arising is done',
  forms: ['<number> [note]'],
  offered: 'Mark the action as done',
  phrases: {
    'action <number> done|complete|completed|finished': '<number>',
  },
  examples: () => ['action done 1 sent to all members'],
  arguments: z.object({ number: z.number(), note: z.string().optional() }),
  changes: true,
  async run(context, { number, note }) {
    const { plan, bodies } = context.model
    const action = await findActionArising(context.db, plan.id, number)
    if (!action) {
      throw new UserError('unknown', `There is no action arising ${number}. They are listed by: actions`, [
        'actions',
      ])
    }
    const { isCoordinator, personId, name } = context.speaker
    const doers = doersOf(context, action)
    if (!isCoordinator && !doers.includes(personId)) {
      throw new UserError(
        'refused',
        `Action arising ${number} is for ${action.owner ?? 'nobody'}; its owner or the coordinator says that it is done.`,
      )
    }
    if (action.doneAt !== null) {
      const when = shortDay(dayIn(plan.timeZone, new Date(action.doneAt)))
      throw new UserError('conflict', `Action arising ${number} is done since ${when}; nothing was changed.`)
    }
    await endActionArising(context.writing(), action.id, {
      doneAt: context.now.toISOString(),
      doneBy: personId,
      doneNote: note ?? null,
    })
    await withdrawNotices(context.writing(), plan.id, reminderOf(action))
    await context.trail({
      action: 'action-done',
      ref: null,
      before: { number, done: false },
      after: { number, done: true, ...(note === undefined ? {} : { note }) },
    })
    const body = bodies.find(({ id }) => id === action.bodyId)?.name ?? 'body'
    const words: readonly Block[] = [
      paragraph('What: ', said(action.text)),
      ...(note === undefined ? [] : [paragraph('Note: ', said(note))]),
    ]
    const told = [...doers, action.recordedBy].filter((id) => id !== personId)
    return {
      message: sentence(
        `Recorded: action arising ${number} is done. The ${body} sees it in its next digest.`,
        ...words,
      ),
      changes: [{ ref: `action arising ${number}`, field: 'state', from: 'open', to: 'done' }],
      notices: [
        {
          personIds: told,
          posts: action.owner === null ? [] : [action.owner],
          message: sentence(`${capitalised(name)} says that action arising ${number} is done.`, ...words),
        },
      ],
    }
  },
})
