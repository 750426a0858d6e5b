import { z } from 'zod'
import { changeDelivery } from '../data/deliveries.ts'
import { defineCommand } from '../src/command.ts'
import { digestsToCome } from '../src/deliveries/by-hand.ts'
import type { Subject } from '../src/domain/delivery.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { type Block, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Put a note of yours under the next digest; figures are not edited',
  topics: 'comment briefing',
  for: 'coordinator',
  forms: ['<body> <note>'],
  offered: 'Put a note under the digest',
  phrases: {
    'add|put note to|on|in|under|for <body> digest [saying] <note>': '<body> <note>',
    'note for|on|under <body> digest [saying] <note>': '<body> <note>',
    'add|put note to|on|in|under digest for|of <body> <note>': '<body> <note>',
  },
  examples: ({ bodies }) =>
    bodies
      .slice(0, 1)
      .map((body) => `digest note ${body.aliases[0] ?? body.code} the audit report follows on Monday`),
  arguments: z.object({ body: z.string(), note: z.string().trim().min(1) }),
  changes: true,
  async run(context, { body: code, note: text }) {
    const body = bodyCalled(code, context.model)
    const digests = await digestsToCome(context, body)
    const note = added(digests[0]?.subject.note, { text, by: context.speaker.name })
    for (const each of digests) {
      await changeDelivery(context.writing(), each, { subject: { ...each.subject, note } })
    }
    const before = digests[0]?.subject.note?.text ?? null
    await context.trail({
      action: 'digest-note',
      ref: null,
      before,
      after: { body: body.code, note: note.text },
    })
    const quote: Block = { kind: 'quote', text: note.text, by: `${note.by}, with this digest` }
    return {
      message: sentence(
        `The next digest of the ${body.name} ends with ${before === null ? 'your note' : 'these notes'}.`,
        quote,
      ),
    }
  },
})

type Note = NonNullable<Subject['note']>

/** A second note stands below the first, whoever wrote that. */
function added(before: Note | undefined, { text, by }: Note): Note {
  if (before === undefined) return { text, by }
  const names = before.by.split(' and ')
  return {
    text: `${before.text}\n${text}`,
    by: names.includes(by) ? before.by : `${before.by} and ${by}`,
  }
}
