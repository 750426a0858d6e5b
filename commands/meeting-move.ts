import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { moveMeeting } from '../src/deliveries/calendar-changes.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { clockTime, longDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { checkFree, meetingNamed } from '../src/lookup/meetings.ts'
import { paragraph, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Move a meeting to another day or time',
  topics: 'reschedule postpone push back week later board date meeting',
  for: 'coordinator',
  forms: [
    '<body> to <date> [at <time>]',
    '<body> from <from:date> to <date> [at <time>]',
    '<body> [from <from:date>] to <time>',
  ],
  offered: 'Move the meeting',
  phrases: {
    'move|reschedule|shift|push|change|bring|postpone [next] <from:date> <body> [meeting] to <nth>':
      '<body> from <from> to <nth>',
    'move|reschedule|shift|push|change|bring|postpone [next] <from:date> <body> [meeting] to <date> [at <time>]':
      '<body> from <from> to <date> [at <time>]',
    'move|reschedule|shift|push|change|bring|postpone [next] <body> [meeting] [on|from <from:date>] to <date> [at <time>]':
      '<body> [from <from>] to <date> [at <time>]',
    'move|reschedule|shift|push|change|bring|postpone [next] <body> [meeting] on|from <from:date> to <nth>':
      '<body> from <from> to <nth>',
    '[next] <body> [meeting] on <from:date> moving|moved|moves to <nth>': '<body> from <from> to <nth>',
    '[next] <body> [meeting] [on <from:date>] moving|moved|moves to <date> [at <time>]':
      '<body> [from <from>] to <date> [at <time>]',
    '<from:date> <body> [meeting] moving|moved|moves to <nth>': '<body> from <from> to <nth>',
    '<from:date> <body> [meeting] moving|moved|moves to <date> [at <time>]':
      '<body> from <from> to <date> [at <time>]',
    'next <body> [meeting] [at|starts] <time>': '<body> to <time>',
  },
  examples: ({ bodies, today }) => [
    `meeting move ${bodies[1]?.code ?? bodies[0]?.code} to ${exampleDay(today, 3, TUESDAY)} at 5:30pm`,
  ],
  arguments: z.object({
    body: z.string(),
    from: boundDay.optional(),
    date: boundDay.optional(),
    time: z.string().optional(),
  }),
  changes: true,
  async run(context, { body: code, from, date, time }) {
    const body = bodyCalled(code, context.model)
    const meeting = await meetingNamed(context, body, from)
    const day = date?.on ?? meeting.day
    const at = time ?? meeting.time
    if (day === meeting.day && at === meeting.time) {
      throw new UserError(
        'conflict',
        `The ${body.name} meets on ${longDay(day)} at ${clockTime(at)} already.`,
      )
    }
    if (meeting.day !== day) await checkFree(context, body, day)
    const ahead = await moveMeeting(context, { body, meeting }, { day, time: at })
    await context.trail({
      of: 'organisation',
      action: 'meeting-move',
      ref: null,
      before: { body: body.code, day: meeting.day, time: meeting.time },
      after: { body: body.code, day, time: at },
    })
    return {
      message: sentence(
        `Recorded: the ${body.name} of ${longDay(meeting.day)} is moved to ${longDay(day)} at ${clockTime(at)}.`,
        ...(ahead === '' ? [] : [paragraph(ahead)]),
      ),
      changes: [{ ref: body.code, field: 'meeting', from: meeting.day, to: day }],
    }
  },
})
