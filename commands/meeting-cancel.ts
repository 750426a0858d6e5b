import { z } from 'zod'
import { changeMeeting } from '../data/meetings.ts'
import { defineCommand } from '../src/command.ts'
import { planAhead } from '../src/deliveries/plan-ahead.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { longDay } from '../src/domain/format.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { meetingNamed } from '../src/lookup/meetings.ts'
import { paragraph, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Cancel a meeting: the next, or the one on a day',
  topics: 'call off board',
  for: 'coordinator',
  forms: ['<body> [on <date>]'],
  offered: 'Cancel the meeting',
  phrases: {
    'cancel|scrap|drop [next] <date> <body> [meeting]': '<body> on <date>',
    'cancel|scrap|drop [next] <body> [meeting] [on|of <date>]': '<body> [on <date>]',
    'call off [next] <date> <body> [meeting]': '<body> on <date>',
    'call off [next] <body> [meeting] [on|of <date>]': '<body> [on <date>]',
    '<date> <body> [meeting] cancelled|off': '<body> on <date>',
    '[next] <body> [meeting] [on|of <date>] cancelled|off': '<body> [on <date>]',
  },
  examples: ({ bodies, today }) => [
    `meeting cancel ${bodies[1]?.code ?? bodies[0]?.code} on ${exampleDay(today, 6, TUESDAY)}`,
  ],
  arguments: z.object({
    body: z.string(),
    date: boundDay.optional(),
  }),
  changes: true,
  async run(context, { body: code, date }) {
    const body = bodyCalled(code, context.model)
    const meeting = await meetingNamed(context, body, date)
    await changeMeeting(context.writing(), meeting.id, { state: 'cancelled' })
    await planAhead(context.writing(), context.model, context.now)
    await context.trail({
      of: 'organisation',
      action: 'meeting-cancel',
      ref: null,
      before: { body: body.code, day: meeting.day, state: meeting.state },
      after: { body: body.code, day: meeting.day, state: 'cancelled' },
    })
    return {
      message: sentence(
        `Recorded: the ${body.name} of ${longDay(meeting.day)} is cancelled.`,
        paragraph(
          'What was to be sent ahead of it is withdrawn; a digest that is out is changed, with a note under it.',
        ),
      ),
      changes: [{ ref: body.code, field: 'meeting', from: meeting.day, to: null }],
    }
  },
})
