import { z } from 'zod'
import { changeMeeting, listMeetings, saveMeeting } from '../data/meetings.ts'
import { defineCommand } from '../src/command.ts'
import { plannedAhead } from '../src/deliveries/calendar-changes.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { clockTime, longDay } from '../src/domain/format.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { checkFree } from '../src/lookup/meetings.ts'
import { paragraph, sentence } from '../src/message.ts'

/** Used where the body has no usual time. */
const USUAL_TIME = '14:00'

export default defineCommand({
  summary: 'Add an extra meeting',
  topics: 'extra special board book',
  for: 'coordinator',
  forms: ['<body> on <date> [at <time>]'],
  offered: 'Add a meeting',
  phrases: {
    'add|arrange|schedule|book|call|have extra|extraordinary|another|additional|special|new <body> [meeting] [on] <date> [at <time>]':
      '<body> on <date> [at <time>]',
    'extra|extraordinary|another|additional|special|new <body> [meeting] [on] <date> [at <time>]':
      '<body> on <date> [at <time>]',
    'add|book|schedule <body> [meeting] on <date> [at <time>]': '<body> on <date> [at <time>]',
  },
  examples: ({ bodies, today }) => [
    `meeting add ${bodies[1]?.code ?? bodies[0]?.code} on ${exampleDay(today, 3)} at 10am`,
  ],
  arguments: z.object({
    body: z.string(),
    date: boundDay,
    time: z.string().optional(),
  }),
  changes: true,
  async run(context, { body: code, date, time }) {
    const { plan } = context.model
    const body = bodyCalled(code, context.model)
    await checkFree(context, body, date.on)
    const at = time ?? body.cadence.at(-1)?.time ?? USUAL_TIME
    const cancelled = (await listMeetings(context.db, plan.id, { bodyId: body.id })).find(
      (each) => each.scheduledOn === date.on && each.state === 'cancelled',
    )
    if (cancelled)
      await changeMeeting(context.writing(), cancelled.id, { day: date.on, time: at, state: 'planned' })
    else
      await saveMeeting(context.writing(), plan.id, {
        bodyId: body.id,
        day: date.on,
        time: at,
        origin: 'extra',
      })
    const ahead = await plannedAhead(context, body, date.on)
    await context.trail({
      of: 'organisation',
      action: 'meeting-add',
      ref: null,
      before: null,
      after: { body: body.code, day: date.on, time: at },
    })
    return {
      message: sentence(
        `Recorded: the ${body.name} also meets on ${longDay(date.on)} at ${clockTime(at)}.`,
        ...(ahead === '' ? [] : [paragraph(ahead)]),
      ),
      changes: [{ ref: body.code, field: 'meeting', from: null, to: date.on }],
    }
  },
})
