import { z } from 'zod'
import { begunMeeting } from '../src/boards/met.ts'
import { minutesOf } from '../src/boards/minutes.ts'
import { defineCommand } from '../src/command.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Show what is on record of a meeting, as text for its minutes',
  over: 'plans',
  topics: 'record decisions draft minute board meeting resolved',
  forms: ['[body] [of <of:past-date>]'],
  questions: ['show|see|give|have [me] [draft] minutes [of]', 'what is in [draft] minutes [of]'],
  examples: ({ bodies, decides }) => [
    `minutes ${bodies.find(({ code }) => code === decides)?.aliases[0] ?? decides}`,
  ],
  arguments: z.object({ body: z.string().optional(), of: boundDay.optional() }),
  async run(context, { body: code, of }) {
    const body = bodyCalled(code ?? context.model.plan.policies.decidesDates, context.model)
    return minutesOf(context, { body, meeting: await begunMeeting(context, body, of?.on) })
  },
})
