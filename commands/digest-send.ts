import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decideByHand, digestsToCome } from '../src/deliveries/by-hand.ts'
import { longDay, moment } from '../src/domain/format.ts'
import { stepsOf } from '../src/domain/meeting-clock.ts'
import { releaseOf } from '../src/domain/release.ts'
import { isReleased } from '../src/editions/release.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { meetingNamed } from '../src/lookup/meetings.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Send a digest now: before its hour, or after it was held',
  for: 'coordinator',
  forms: ['<body>'],
  offered: 'Send the digest now',
  phrases: {
    'send|release|issue [out] <body> digest [out] [today]': '<body>',
    'send|release|issue [out] digest for|of|to <body> [today]': '<body>',
  },
  examples: ({ bodies }) => bodies.slice(0, 1).map((body) => `digest send ${body.aliases[0] ?? body.code}`),
  arguments: z.object({ body: z.string() }),
  changes: true,
  async run(context, { body: code }) {
    const { model, now } = context
    const body = bodyCalled(code, context.model)
    const meeting = await meetingNamed(context, body)
    if (
      releaseOf(body, model.plan.policies) === 'named' &&
      !(await isReleased(context.db, model, { body, meeting }))
    )
      return {
        message: sentence(''),
        instead: { command: 'release', arguments: { body: body.code } },
      }
    const { cutOff } = stepsOf(meeting, body, model.plan)
    if (now < cutOff) {
      throw new UserError(
        'refused',
        `The figures for the ${body.name} of ${longDay(meeting.day)} are stored on ${moment(cutOff, model.plan.timeZone)}; until then there is only a draft, which is not sent.`,
        [`digest ${body.aliases[0] ?? body.code}`],
      )
    }
    for (const each of await digestsToCome(context, body))
      await decideByHand(context, each, { kind: 'release', now })
    await context.trail({
      action: 'digest-send',
      ref: null,
      before: null,
      after: { body: body.code, meeting: meeting.day },
    })
    return { message: sentence(`The digest for the ${body.name} of ${longDay(meeting.day)} goes out now.`) }
  },
})
