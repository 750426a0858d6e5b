import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { endOfDay } from '../src/domain/day.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { listed, longDay, shortDay } from '../src/domain/format.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemData, itemsOf, statusOf } from '../src/lookup/items.ts'
import { sentence } from '../src/message.ts'
import { itemStatus } from '../src/status/item.ts'
import { itemTable } from '../src/status/item-text.ts'
import { planStatus } from '../src/status/plan.ts'

export default defineCommand({
  summary: 'Show how an item, an area or the whole plan stands, today or on a past day',
  topics: 'position progress overview summary how stand numbers headlines rag',
  forms: [
    '<ref> [as at <day:past-date>]',
    '<refs>',
    '<area> [as at <day:past-date>]',
    '[as at <day:past-date>]',
  ],
  questions: [
    'status',
    'how is|are',
    'how doing|looking|going',
    'where are we',
    'where have we got',
    'position',
    'progress',
    'stand|stands|standing',
    'news',
    'latest',
    'summary|overview',
    'update on|for|about',
    'tell me about',
    'remind me',
    'what is happening',
    'picture',
    'any update|updates',
    'numbers',
    'headlines|headline',
    'figures|totals|counts',
    'where is|are',
    'how did|has',
  ],
  examples: ({ references, today }) => [
    'status',
    `status ${[...references.values()].at(-1)?.ref ?? 'A1'} as at ${exampleFirst(today, -4)}`,
  ],
  arguments: z.object({
    ref: z.string().optional(),
    refs: z.array(z.string()).optional(),
    area: z.string().optional(),
    day: boundDay.optional(),
  }),
  async run(context, { refs = [], ref = refs.length === 1 ? refs[0] : undefined, area, day }) {
    if (day && day.on > context.today) {
      throw new UserError(
        'invalid',
        `${shortDay(day.on)} is still to come; the record can be read as at today or any day before.`,
      )
    }
    const today = day?.on ?? context.today
    const asAt = day ? endOfDay(day.on, context.model.plan.timeZone) : undefined
    const all = await readItemStatuses(context.db, context.model, { today, asAt })
    if (refs.length > 1) return severalItems(context, refs, all)
    const item = context.model.items.find((each) => each.ref === ref)
    return item ? itemStatus(context, item, { all, today, asAt }) : planStatus(context, { all, today, area })
  },
})

/** "B5(a) (b) (c)?": a line for each. */
function severalItems(
  context: Context,
  refs: readonly string[],
  all: ReadonlyMap<number, ItemStatus>,
): Outcome {
  const { items } = context.model
  const statuses = itemsOf(context, refs).map((item) => statusOf(all, item))
  const text = `How ${listed(refs)} stand on ${longDay(context.today)}.`
  const table = itemTable(text, statuses, { items, speaker: context.speaker })
  return { message: sentence(text, table), items: statuses.map((status) => itemData(status, items)) }
}
