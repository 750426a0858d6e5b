import { readItemStatuses } from '../../data/item-status.ts'
import { planAsAt } from '../../data/plans.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import type { Item } from '../domain/plan.ts'
import { changeLine } from '../domain/plan-change-words.ts'
import { leavingOf } from '../lookup/items.ts'
import { buttons, paragraph } from '../message.ts'
import { itemStatus } from './item.ts'

/** Shows an item that has left the plan: when and why, and how it stood then. */
export async function leftStatus(
  context: Context,
  item: Item,
  { asAt }: { asAt: Date | undefined },
): Promise<Outcome> {
  const { model } = context
  const before = new Date(Date.parse(item.left?.at ?? '') - 1)
  const past = planAsAt(model, { at: before.toISOString() })
  const then = past.items.find(({ id }) => id === item.id)
  const lines = leavingOf(model, item).map(changeLine)
  const summary = `${item.ref} ${item.title}. ${lines.join(' ')}`
  const history = buttons({ label: 'History', line: `history ${item.ref}` })
  if (!then) return { message: { summary, blocks: [paragraph(summary), history] }, itemId: item.id }
  const day = dayIn(model.plan.timeZone, before)
  const all = await readItemStatuses(context.db, past, { today: day, asAt: before })
  const stood = await itemStatus({ ...context, model: past, today: day }, then, {
    all,
    today: day,
    asAt: before,
  })
  const [title, ...rest] = stood.message.blocks
  return {
    ...stood,
    message: {
      summary,
      blocks: [
        ...(title ? [title] : []),
        ...lines.map((line) => paragraph(line)),
        paragraph('How it stood then:'),
        ...rest,
        ...(asAt ? [] : [history]),
      ],
    },
  }
}
