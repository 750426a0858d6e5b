import { z } from 'zod'
import { outstandingText } from '../src/cards.ts'
import { defineCommand } from '../src/command.ts'
import { buttons, paragraph, said, strong } from '../src/message.ts'
import { itemData, itemsOf, noticesFor, record } from '../src/recording.ts'

export default defineCommand({
  summary: 'Attach evidence to an item: a link, or what it is and where it is kept',
  forms: ['<ref> <link-or-text>', '<ref>'],
  examples: ({ references }) => [
    `evidence ${[...references.values()].find((item) => item.kind === 'sub-action')?.ref ?? 'A1'} audit report of October, in the shared folder`,
  ],
  arguments: z.object({ ref: z.string(), 'link-or-text': z.string().optional() }),
  changes: true,
  async run(context, { ref, 'link-or-text': evidence }) {
    if (evidence === undefined) {
      const text = `What is the evidence for ${ref}? Give a link, or say what it is and where it is kept.`
      return {
        message: { summary: text, blocks: [paragraph(text)] },
        waits: true,
        question: { text, options: [], answerLine: `evidence ${ref} {answer}` },
      }
    }
    const items = itemsOf(context, [ref])
    const recorded = await record(
      context,
      items.map((item) => ({ item, kind: 'update', evidence })),
    )
    const after = recorded[0]?.after
    const left = after ? outstandingText(after.position) : ''
    return {
      message: {
        summary: `Recorded: evidence for ${ref}.`,
        blocks: [
          paragraph('Recorded: evidence for ', strong(ref), ': ', said(evidence)),
          { kind: 'context', text: left === '' ? 'Nothing is outstanding for it.' : `Still ${left}.` },
          buttons({ label: 'Undo', line: 'undo' }),
        ],
      },
      changes: [{ ref, field: 'evidence', from: null, to: evidence }],
      items: recorded.map((each) => itemData(each.after, context.model.items)),
      notices: noticesFor(context, recorded),
      ...(after ? { itemId: after.item.id } : {}),
    }
  },
})
