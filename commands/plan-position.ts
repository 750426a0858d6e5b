import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { longDay, moment } from '../src/domain/format.ts'
import { editionFor } from '../src/editions/edition.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { paragraph } from '../src/message.ts'
import { wallBlock } from '../src/picture/wall-block.ts'

export default defineCommand({
  summary: 'Show the whole plan in one picture, at the position that a meeting was told',
  forms: ['<body> [on <date>]'],
  hidden: true,
  examples: ({ bodies }) => bodies.slice(0, 1).map(({ code }) => `plan position ${code}`),
  arguments: z.object({ body: z.string(), date: boundDay.optional() }),
  async run({ db, model, now }, { body: code, date }) {
    const body = bodyCalled(code, model)
    const edition = await editionFor(db, model, { body, day: date?.on, now })
    const { facts, origin } = edition
    const at = moment(new Date(facts.asAt), model.plan.timeZone)
    const whose = facts.meeting ? `${body.name}, ${longDay(facts.meeting.day)}` : body.name
    const text =
      origin.kind === 'draft' ? `A draft: the facts as at ${at}.` : `The position at the cut-off, ${at}.`
    return {
      message: {
        title: `The plan as told to: ${whose}`,
        summary: `${whose}. ${text}`,
        blocks: [paragraph(text), wallBlock(edition)],
      },
    }
  },
})
