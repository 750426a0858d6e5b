import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import { dayIn } from '../src/domain/day.ts'
import { shortDay } from '../src/domain/format.ts'
import { itemOf, statusOf, withParts } from '../src/lookup/items.ts'
import { type Block, paragraph, strong } from '../src/message.ts'
import { saidBlocks } from '../src/status/details.ts'
import { findingBlocks, findingsOf, findingsWithin } from '../src/status/findings.ts'
import { plainWords, positionText } from '../src/status/item-text.ts'
import { measureBlocks } from '../src/status/measures.ts'

export default defineCommand({
  summary:
    'Show why an item is in the plan: what was found, what it is to bring about and how that is judged',
  readsRestricted: true,
  forms: ['<area>', '<ref>'],
  questions: [
    'what finding|findings',
    'which finding|findings',
    'finding|findings',
    'why in plan',
    'outcomes for|of',
    'what outcomes',
    'aims of|for',
    'success measures|criteria',
  ],
  examples: ({ references }) => [
    `why ${[...references.values()].findLast(({ place }) => place === 'rolled-up')?.ref ?? 'A1'}`,
  ],
  arguments: z.object({ ref: z.string().optional(), area: z.string().optional() }),
  async run(context, { ref, area }) {
    const { model, today, db } = context
    const { plan, items, measures } = model
    const item = itemOf(context, ref ?? area ?? '')
    const { findings = [] } = plan
    const only = withParts([item], items)
    const status = statusOf(await readItemStatuses(db, model, { today, only }), item)
    const { note } = status.position.record
    const noted: readonly Block[] = note
      ? [
          {
            kind: 'quote',
            text: note.text,
            by: `${note.by}, ${shortDay(dayIn(plan.timeZone, new Date(note.at)))}`,
          },
        ]
      : []
    const answers = findingsOf(item, { items, findings })
    const found = [
      ...findingBlocks('It answers:', answers),
      ...findingBlocks(
        'What is within it answers besides:',
        without(findingsWithin(item, { items, findings }), answers),
      ),
    ]
    const none = findings.length === 0 ? 'The plan file names no findings.' : 'No finding is linked to it.'
    const blocks = [
      paragraph(strong(`${item.ref} ${item.title}`)),
      ...(found.length > 0 ? found : [paragraph(none)]),
      ...saidBlocks(item),
      ...measureBlocks(item, measures),
      paragraph('It stands at: ', ...positionText(status.position, plan.scale)),
      ...noted,
    ]
    const short = answers.map((finding) => finding.ref).join(', ')
    return {
      message: {
        title: `${item.ref} ${item.title}`,
        summary: `${item.ref} ${item.title}${short === '' ? '' : ` answers ${short}`}: ${plainWords(positionText(status.position, plan.scale))}.`,
        blocks,
      },
      itemId: item.id,
    }
  },
})

function without<Each>(all: readonly Each[], known: readonly Each[]): readonly Each[] {
  return all.filter((each) => !known.includes(each))
}
