import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { longDay } from '../src/domain/format.ts'
import { checkReleased, isReleased, mayRelease } from '../src/editions/release.ts'
import { heldOrComing, meetingFor } from '../src/editions/sittings.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { context, sentence } from '../src/message.ts'
import { paperFile } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'Send you the paper of a board or group for its next meeting, or for the one on a day, as a .docx',
  topics: 'word document docx board report print pdf export download',
  forms: ['<body> [on <date>]'],
  examples: ({ bodies }) => bodies.slice(0, 2).map((body) => `paper ${body.aliases[0] ?? body.code}`),
  arguments: z.object({
    body: z.string(),
    date: boundDay.optional(),
  }),
  // It plans a message, so it needs a transaction.
  changes: true,
  async run(given, { body: code, date }) {
    const { db, now, model, speaker } = given
    const body = bodyCalled(code, given.model)
    const { timeZone } = model.plan
    const meeting = meetingFor(await heldOrComing(db, model, body), { day: date?.on, now, timeZone })
    if (!meeting) {
      const when = date === undefined ? 'ahead' : `on ${longDay(date.on)}`
      throw new UserError('unknown', `The ${body.name} has no meeting ${when}, so there is no paper.`, [
        'meetings',
      ])
    }
    const isClearing = mayRelease(speaker, body) && !(await isReleased(db, model, { body, meeting }))
    if (!isClearing) await checkReleased(db, model, { body, meeting })
    const file = {
      ...paperFile(body, meeting.day, model.plan),
      ...(isClearing ? { isClearing: true as const } : {}),
    }
    const here = speaker.identity.startsWith('terminal:')
      ? [context(`Here, in a shell: wsoa paper ${body.code} --meeting ${meeting.day}`)]
      : []
    return {
      message: sentence(
        `The paper for the ${body.name} of ${longDay(meeting.day)} is on its way to you.`,
        ...here,
      ),
      changes: [{ ref: body.code, field: 'paper', from: null, to: meeting.day }],
      notices: [{ personIds: [speaker.personId], message: { summary: file.title, blocks: [file] } }],
    }
  },
})
