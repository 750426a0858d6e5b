import { readStandings } from '../../data/standing.ts'
import type { Context } from '../command.ts'
import { concerns } from '../domain/filter.ts'
import type { Standing } from '../domain/standing.ts'

/** The sub-actions that the speaker answers for, and the roles by which. */
export async function ownItems(
  context: Context,
): Promise<{ officers: readonly string[]; own: readonly Standing[] }> {
  const { items, roles } = context.model
  const officers = context.speaker.roles.filter((code) =>
    roles.some((role) => role.code === code && role.kind === 'officer'),
  )
  const all = await readStandings(context.db, context.model, { today: context.today })
  const own = [...all.values()].filter(
    ({ item }) => item.kind === 'sub-action' && concerns(item, items, { roles: officers }),
  )
  return { officers, own }
}

export function mostPressing(one: Standing, other: Standing): number {
  const late = (other.daysOverdue ?? -1) - (one.daysOverdue ?? -1)
  return late !== 0 ? late : (one.due.current?.on ?? '9999').localeCompare(other.due.current?.on ?? '9999')
}
