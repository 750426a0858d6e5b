import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence } from '../src/message.ts'
import { endText } from '../src/requests/next.ts'
import { recordingForm, recordTogether } from '../src/requests/record-together.ts'
import { walkOf } from '../src/requests/walk.ts'

export default defineCommand({
  summary: 'Record several decisions of a meeting together: all of them or none',
  forms: ['<body> [of <of:past-date>]'],
  examples: ({ bodies, decides }) => {
    const body = bodies.find(({ code }) => code === decides)
    return [`decisions record ${body?.aliases[0] ?? decides}`]
  },
  hidden: true,
  changes: true,
  // The fields of the form have names of their own for each request.
  arguments: z.looseObject({
    body: z.string(),
    of: boundDay.optional(),
    /** The form was sent, perhaps with nothing in it. */
    filled: z.literal(true).optional(),
    /** A mark of what was looked at. */
    previewed: z.string().optional(),
  }),
  async run(context, { body: code, of, filled, previewed, ...rest }) {
    if (!context.speaker.isCoordinator)
      throw new UserError('refused', 'Only the coordinator records what a meeting decided.')
    const body = bodyCalled(code, context.model)
    const walk = await walkOf(context, body, of?.on)
    if (!walk) return { message: sentence(`The ${body.name} has held no meeting then.`) }
    if (filled) return recordTogether(context, walk, { typed: typedIn(rest), previewed })
    const form = await recordingForm(context, walk)
    if (!form) return { message: sentence(await endText(context, walk)) }
    return { message: { summary: form.title, blocks: [form] }, waits: true }
  },
})

function typedIn(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' && /^(?:outcome|note|date)-R\d{1,9}$/.test(name) && value.trim() !== ''
        ? [[name, value]]
        : [],
    ),
  )
}
