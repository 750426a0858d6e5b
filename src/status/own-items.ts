import { readStandings } from '../../data/item-status.ts'
import type { Context } from '../command.ts'
import { inOrder } from '../domain/day.ts'
import { concerns } from '../domain/filter.ts'
import type { Standing } from '../domain/item-status.ts'
import { outstandingText, overdueText } from './item-text.ts'

/** What somebody answers for as an officer. */
export interface Own {
  readonly officers: readonly string[]
  /** Sub-actions, the most pressing first, complete ones last. */
  readonly open: readonly Standing[]
  readonly complete: readonly Standing[]
}

export async function ownItems(context: Context): Promise<Own> {
  const { items, roles } = context.model
  const officers = context.speaker.roles.filter((code) =>
    roles.some((role) => role.code === code && role.kind === 'officer'),
  )
  const all = await readStandings(context.db, context.model, { today: context.today })
  const own = [...all.values()].filter(
    ({ item }) => item.kind === 'sub-action' && concerns(item, items, { roles: officers }),
  )
  return {
    officers,
    open: own.filter(({ position }) => position.state !== 'complete').sort(mostPressing),
    complete: own.filter(({ position }) => position.state === 'complete'),
  }
}

/** What an item wants of its owner now. */
export function needsText(standing: Standing): string {
  const { position } = standing
  const parts = [
    overdueText(standing),
    position.stated ? '' : 'say how it stands',
    position.stated && !position.rating ? 'a rating' : '',
    position.record.rating?.basis === 'read-from-key' ? 'confirm the rating' : '',
    outstandingText(position),
  ].filter((part) => part !== '')
  return parts.length > 0 ? parts.join('; ') : 'nothing now'
}

function mostPressing(one: Standing, other: Standing): number {
  const late = (other.daysOverdue ?? -1) - (one.daysOverdue ?? -1)
  return late !== 0 ? late : inOrder(one.due.current?.on ?? '9999', other.due.current?.on ?? '9999')
}
