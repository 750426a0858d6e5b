import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { itemPage, wallPage } from '../src/domain/page-address.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemOf, statusOf } from '../src/lookup/items.ts'
import { bearerOf } from '../src/lookup/references.ts'
import { link, context as smallPrint } from '../src/message.ts'
import { boardViewBlocks } from '../src/status/board-views.ts'
import { itemStatus } from '../src/status/item.ts'
import { checkPast, itemOnDay, itemThatLeft, planOnDay } from '../src/status/past.ts'
import { planStatus } from '../src/status/plan.ts'

export default defineCommand({
  summary: 'Show how an item, an area or the whole plan stands, today or on a past day',
  readsRestricted: true,
  forms: [
    '<area> [as at <day:past-date>]',
    '<ref> [as at <day:past-date>]',
    '<refs> [as at <day:past-date>]',
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
    'figures|totals',
    'the counts',
    'where is|are',
    'how did|has',
    'how many items|actions|recommendations|commitments|sub-actions do|have',
    'which|what area|areas|part|section is|are [doing] worst|best|behind|furthest',
    'which|what area|areas|part|section has|have most',
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
  async run(context, { ref, refs = ref === undefined ? [] : [ref], area, day }) {
    if (day) checkPast(day.on, context.today)
    if (refs.length === 0) {
      const shown = day ? await planOnDay(context, area, day.on) : await planToday(context, area)
      return withPage(context, shown, wallPage(context.model.plan.code))
    }
    const [first, ...more] = await Promise.all(
      [...new Set(refs)].map((each) => (day ? itemOnDay(context, each, day.on) : itemToday(context, each))),
    )
    if (!first) throw new Error('no item')
    if (more.length > 0) return together([first, ...more])
    return withPage(context, first, itemPage(context.model.plan.code, refs[0] ?? ''))
  },
})

/** The answer with the link to its page, for whoever is not looking at that already. */
function withPage({ web, place }: Context, outcome: Outcome, page: string): Outcome {
  if (web === null || place.isPage) return outcome
  const { message } = outcome
  const address = smallPrint(link('On its page', `${web}${page}`))
  return { ...outcome, message: { ...message, blocks: [...message.blocks, address] } }
}

async function planToday(context: Context, area: string | undefined): Promise<Outcome> {
  const { today } = context
  const all = await readItemStatuses(context.db, context.model, { today })
  const group = context.model.items.find(({ ref }) => ref === area)
  const shown = planStatus(context, { all, today, group })
  const views = group ? await boardViewBlocks(context, statusOf(all, group)) : []
  return { ...shown, message: { ...shown.message, blocks: [...shown.message.blocks, ...views] } }
}

async function itemToday(context: Context, ref: string): Promise<Outcome> {
  const { today } = context
  const all = await readItemStatuses(context.db, context.model, { today })
  const item = bearerOf(context.model, ref)
  if (item) return itemStatus(context, item, { all, today, asAt: undefined })
  return (
    (await itemThatLeft(context, ref)) ??
    itemStatus(context, itemOf(context, ref), { all, today, asAt: undefined })
  )
}

/** Several items below one another. */
function together(outcomes: readonly Outcome[]): Outcome {
  return {
    message: {
      summary: outcomes.map(({ message }) => message.summary).join(' '),
      blocks: outcomes.flatMap(({ message }) => message.blocks),
    },
    items: outcomes.flatMap(({ items = [] }) => items),
  }
}
