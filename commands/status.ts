import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { planAsAt } from '../data/plans.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { dayIn, endOfDay } from '../src/domain/day.ts'
import { shortDay } from '../src/domain/format.ts'
import type { GivenDay } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemBearing } from '../src/lookup/items.ts'
import { itemStatus } from '../src/status/item.ts'
import { leftStatus } from '../src/status/left.ts'
import { planStatus } from '../src/status/plan.ts'

export default defineCommand({
  summary: 'Show how an item, an area or the whole plan stands, today or on a past day',
  forms: ['<ref> [as at <day:past-date>]', '<area> [as at <day:past-date>]', '[as at <day:past-date>]'],
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
    'where is|are',
    'how did|has',
  ],
  examples: ({ references }) => [
    'status',
    `status ${[...references.values()].at(-1)?.ref ?? 'A1'} as at 1 July 2020`,
  ],
  arguments: z.object({ ref: z.string().optional(), area: z.string().optional(), day: boundDay.optional() }),
  async run(context, { ref, area, day }) {
    if (day && day.on > context.today) {
      throw new UserError(
        'invalid',
        `${shortDay(day.on)} is still to come; the record can be read as at today or any day before.`,
      )
    }
    const asAt = day ? endOfDay(day.on, context.model.plan.timeZone) : undefined
    const when = asAt && { at: asAt.toISOString() }
    const model = when ? planAsAt(context.model, when) : context.model
    const seen = { ...context, model }
    const item = ref === undefined ? undefined : itemBearing(model, ref, when)
    if (ref !== undefined && !item) throw new UserError('unknown', notYet(context, ref, day))
    if (item?.left) return leftStatus(seen, item, { asAt })
    const today = day?.on ?? context.today
    const all = await readItemStatuses(context.db, model, { today, asAt })
    return item
      ? itemStatus(seen, item, { all, today, asAt })
      : planStatus(seen, { all, today, group: model.items.find((each) => each.ref === area) })
  },
})

function notYet({ model }: Context, ref: string, day: GivenDay | undefined): string {
  const since = model.items.find((item) => item.ref === ref)?.joinedAt
  if (!day || since === undefined) return `There is no item ${ref} in this plan.`
  const joined = shortDay(dayIn(model.plan.timeZone, new Date(since)))
  return `${ref} was not in the plan on ${shortDay(day.on)}: it joined on ${joined}.`
}
