import { z } from 'zod'
import { positionText } from '../src/cards.ts'
import { defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import { buttons, strong } from '../src/message.ts'
import { itemData, itemsOf, noticesFor, record } from '../src/recording.ts'

export default defineCommand({
  summary: 'Say that nothing has changed: it counts as an update for the period',
  forms: ['<refs> [via <source>]'],
  examples: ({ references }) => [
    `confirm ${[...references.values()].find((item) => item.kind === 'sub-action')?.ref ?? 'A1'}`,
  ],
  arguments: z.object({ refs: z.array(z.string()), source: z.string().optional() }),
  changes: true,
  async run(context, { refs, source }) {
    const items = itemsOf(context, refs)
    const recorded = await record(
      context,
      items.map((item) => ({ item, kind: 'confirm', ...(source === undefined ? {} : { source }) })),
    )
    const text = `Confirmed, no change: ${listed(items.map((item) => item.ref))}.`
    return {
      message: {
        summary: text,
        blocks: [
          { kind: 'paragraph', text },
          {
            kind: 'list',
            items: recorded.map(({ item, after }) => [
              strong(item.ref),
              ' ',
              ...positionText(after.position, context.model.plan.scale),
            ]),
          },
          buttons({ label: 'Undo', line: 'undo' }),
        ],
      },
      items: recorded.map(({ after }) => itemData(after, context.model.items)),
      notices: noticesFor(context, recorded),
    }
  },
})
