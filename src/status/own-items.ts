import { readItemStatuses } from '../../data/item-status.ts'
import type { Context } from '../command.ts'
import { inOrder } from '../domain/day.ts'
import { concerns } from '../domain/filter.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { needsText } from './item-text.ts'

/** What somebody answers for as an owner. */
export interface Own {
  readonly officers: readonly string[]
  /** Counted items and steps, the most pressing first. */
  readonly open: readonly ItemStatus[]
  readonly complete: readonly ItemStatus[]
}

export async function ownItems(context: Context): Promise<Own> {
  const { items, roles } = context.model
  const officers = context.speaker.roles.filter((code) =>
    roles.some((role) => role.code === code && role.kind === 'officer'),
  )
  const all = await readItemStatuses(context.db, context.model, { today: context.today })
  const own = [...all.values()].filter(
    ({ item }) => item.place !== 'rolled-up' && concerns(item, items, { roles: officers }),
  )
  return {
    officers,
    open: own.filter(({ position }) => position.state !== 'complete').sort(mostPressing),
    complete: own.filter(({ position }) => position.state === 'complete'),
  }
}

/** Why an item needs its owner now. */
export function needsNow(status: ItemStatus): string {
  return needsText(status) || 'nothing now'
}

function mostPressing(one: ItemStatus, other: ItemStatus): number {
  const late = (other.daysOverdue ?? -1) - (one.daysOverdue ?? -1)
  return late !== 0 ? late : inOrder(one.due.current?.on ?? '9999', other.due.current?.on ?? '9999')
}
