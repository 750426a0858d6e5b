import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { longDay, moment } from '../src/domain/format.ts'
import { editionFor } from '../src/editions/edition.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Show what changed since the position that a meeting was told',
  forms: ['<body> [on <date>]'],
  hidden: true,
  examples: ({ bodies }) => bodies.slice(0, 1).map(({ code }) => `changes position ${code}`),
  arguments: z.object({ body: z.string(), date: boundDay.optional() }),
  async run({ db, model, now }, { body: code, date }) {
    const body = bodyCalled(code, model)
    const { facts, origin } = await editionFor(db, model, { body, day: date?.on, now })
    if (origin.kind === 'draft') {
      return {
        message: sentence('These are the facts as they are now: the position is stored at the cut-off.'),
      }
    }
    const day = facts.meeting ? ` for the ${body.name} of ${longDay(facts.meeting.day)}` : ''
    const words = `since the position${day}, ${moment(new Date(facts.asAt), model.plan.timeZone)}`
    return {
      message: sentence(''),
      instead: { command: 'changes', arguments: { after: { at: facts.asAt, words } } },
    }
  },
})
