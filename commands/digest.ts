import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { pagesFor } from '../src/deliveries/digest-pages.ts'
import { editionFor } from '../src/editions/edition.ts'
import { mayRelease } from '../src/editions/release.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Show what a board or group is told for its next meeting, or for the one on a day',
  topics: 'briefing report paper board summary',
  forms: ['<body> send', '<body> hold', '<body> note <note>', '<body> [on <date>]'],
  questions: [
    'digest',
    'draft digest',
    'board paper|papers|briefing',
    'digest for',
    'is told',
    'what going to',
  ],
  examples: ({ bodies }) => bodies.slice(0, 2).map((body) => `digest ${body.aliases[0] ?? body.code}`),
  arguments: z.object({
    body: z.string(),
    date: boundDay.optional(),
    send: z.literal(true).optional(),
    hold: z.literal(true).optional(),
    note: z.union([z.literal(true), z.string()]).optional(),
  }),
  async run(context, { body: code, date, send, hold, note }) {
    if (send) return { message: NONE, instead: { command: 'digest-send', arguments: { body: code } } }
    if (hold) return { message: NONE, instead: { command: 'digest-hold', arguments: { body: code } } }
    if (note !== undefined) {
      return { message: NONE, instead: { command: 'digest-note', arguments: { body: code, note } } }
    }
    const { db, now, model } = context
    const body = bodyCalled(code, context.model)
    const edition = await editionFor(db, model, {
      body,
      day: date?.on,
      now,
      isClearing: mayRelease(context.speaker, body) && !context.place.isOpen,
    })
    const [message, ...thread] = await pagesFor(db, model, edition)
    if (!message) throw new Error('a digest without a page')
    return { message, thread }
  },
})

/** `digest hold`, `digest note` and `digest send` are commands of their own. */
const NONE = sentence('')
