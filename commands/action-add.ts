import { z } from 'zod'
import { saveActionArising } from '../data/actions-arising.ts'
import { findLastMeeting, findNextMeeting } from '../data/meetings.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { longDay } from '../src/domain/format.ts'
import type { Body, GivenDay } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { buttons, paragraph, said, sentence } from '../src/message.ts'
import { doersOf } from '../src/status/actions-arising.ts'

export default defineCommand({
  summary: 'Record an action arising from a meeting, with its owner and date',
  topics: 'task follow-up action arising minutes to-do',
  for: 'coordinator',
  otherwise: 'To pass it on: tell coordinator <what was agreed>',
  forms: ['<body> <owner> by next meeting <text:note>', '<body> <owner> by <date> <text:note>'],
  offered: 'Record the action',
  phrases: {
    'action|actions from|of <body> <owner> to <text:note> by|before <date>':
      '<body> <owner> by <date> <text>',
    'action|actions from|of <body> <owner> to <text:note>': '<body> <owner> by next meeting <text>',
    '[new] action [arising] <owner> to <text:note>': '<decides> <owner> by next meeting <text>',
    '[new] action [arising] for|on <owner> by|before <date> [to] <text:note>':
      '<decides> <owner> by <date> <text>',
    '[new] action [arising] for|on <owner> [to] <text:note>': '<decides> <owner> by next meeting <text>',
  },
  examples: ({ bodies, roles, today }) => [
    `action add ${bodies[0]?.code} ${roles[0]?.code} by ${exampleDay(today, 3)} send the figures to members`,
    `action add ${bodies[0]?.code} Sam Example by next meeting bring the draft`,
  ],
  arguments: z.object({
    body: z.string(),
    owner: z.string(),
    date: boundDay.optional(),
    text: z.string().trim().min(1),
  }),
  changes: true,
  async run(context, { body: code, owner, date, text }) {
    const { plan } = context.model
    const body = bodyCalled(code, context.model)
    const due = date ?? (await nextMeetingDay(context, body))
    if (due.on < context.today) {
      throw new UserError('invalid', `${longDay(due.on)} has passed. Nothing was recorded.`)
    }
    const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
    const meeting = await findLastMeeting(context.db, plan.id, place)
    const number = await saveActionArising(context.writing(), {
      planId: plan.id,
      bodyId: body.id,
      meetingId: meeting?.id ?? null,
      text,
      owner,
      dueOn: due.on,
      dueAsGiven: due.asGiven,
      recordedBy: context.speaker.personId,
      recordedAt: context.now.toISOString(),
    })
    await context.trail({
      action: 'action-add',
      ref: null,
      before: null,
      after: { number, body: body.code, meeting: meeting?.day ?? null, owner, due: due.on, text },
    })
    const doers = doersOf(context, { owner }).filter((id) => id !== context.speaker.personId)
    const from = meeting ? ` of ${longDay(meeting.day)}` : ''
    const what = `by ${longDay(due.on)}, from the ${body.name}${from}.`
    return {
      message: sentence(
        `Recorded: action arising ${number} for ${owner}, ${what}`,
        paragraph('What: ', said(text)),
        paragraph(
          doers.length > 0 ? `${owner} is told.` : `Nobody can be told: ${owner} is not linked here.`,
        ),
      ),
      changes: [{ ref: body.code, field: `action arising ${number}`, from: null, to: due.on }],
      notices: [
        {
          personIds: doers,
          posts: [owner],
          message: sentence(
            `Action arising ${number} is yours, ${what}`,
            paragraph('What: ', said(text)),
            buttons({ label: 'Done', line: `action done ${number}` }),
          ),
        },
      ],
    }
  },
})

async function nextMeetingDay({ db, now, model: { plan } }: Context, body: Body): Promise<GivenDay> {
  const next = await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone })
  if (next) return { on: next.day, asGiven: next.day }
  throw new UserError('invalid', `No further meeting of the ${body.name} is planned. Name a day instead.`)
}
