import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import { itemsOf } from '../src/lookup/items.ts'
import { paragraph } from '../src/message.ts'
import { receipt } from '../src/updates/receipt.ts'
import { record } from '../src/updates/record.ts'
import { setAside, withLeft } from '../src/updates/set-aside.ts'

export default defineCommand({
  summary: 'Say that nothing has changed: it counts as an update for the period',
  topics: 'no change same unchanged nothing to report still as before',
  readsRestricted: true,
  forms: ['<refs> [via <source>]'],
  examples: ({ references }) => [
    `confirm ${[...references.values()].find((item) => item.place === 'counted')?.ref ?? 'A1'}`,
  ],
  arguments: z.object({
    refs: z.array(z.string()),
    source: z.string().optional(),
    note: z.string().trim().min(1).optional(),
  }),
  changes: true,
  async run(context, { refs, source, note }) {
    const { entries, left } = await setAside(context, [{ refs, unchanged: true }])
    const confirmed = entries.flatMap((each) => each.refs)
    const items = itemsOf(context, confirmed)
    const recorded = await record(
      context,
      items.map((item) => ({ item, kind: 'confirm', source, note })),
    )
    const outcome = await receipt(context, recorded)
    const text = `Confirmed, no change: ${listed(confirmed)}.`
    const [, ...rest] = outcome.message.blocks.slice(recorded.length - 1)
    return withLeft({ ...outcome, message: { summary: text, blocks: [paragraph(text), ...rest] } }, left)
  },
})
