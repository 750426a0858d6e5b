import { readItemStatuses } from '../../data/item-status.ts'
import { latestAsked } from '../../data/requests.ts'
import { answerable } from '../domain/authority.ts'
import { dayIn, inOrder } from '../domain/day.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { heldOrComing, sittingOf } from '../editions/sittings.ts'
import type { Composing } from './composition.ts'
import { owningRoles, type Reach, type Reached, reachedFor, readReach } from './recipients.ts'

/** An unfinished item that a word is wanted of. */
export interface Needing {
  readonly status: ItemStatus
  /** Nothing was said of it in this period. */
  readonly isSilent: boolean
}

/** What still needs something ahead of a meeting, and who is asked for it. */
export interface Asking {
  readonly reach: Reach
  readonly reached: readonly Reached[]
  /** By the id of the person; the most pressing first. */
  readonly byPerson: ReadonlyMap<number, readonly Needing[]>
  /** Of how many unfinished ones: silent, and all of those. */
  readonly silent: number
  readonly of: number
}

/** Read anew whenever somebody is to be told: only what needs something then is asked for. */
export async function readAsking({ db, model, body, meeting, now, platforms }: Composing): Promise<Asking> {
  const { id, timeZone } = model.plan
  const meetings = await heldOrComing(db, model, body)
  const { period } = sittingOf(body, { meetings, meeting, asAt: now, plan: model.plan })
  const asked = await latestAsked(db, id, now)
  const statuses = [...(await readItemStatuses(db, model, { today: dayIn(timeZone, now) })).values()]
  const reach = await readReach(db, model, { now, platforms })
  const reached = owningRoles(model).map((role) => reachedFor(reach, role))
  const open = statuses.filter(
    ({ position }) => position.parts.length === 0 && position.state !== 'complete' && !position.signedOff,
  )
  const needing = open.flatMap((status): readonly Needing[] => {
    const { item, position, daysOverdue, requests } = status
    const spoken = [position.record.last?.at ?? '', asked.get(item.id) ?? '']
    const isSilent = !spoken.some((at) => at > (period.from?.toISOString() ?? ''))
    const isLate = daysOverdue !== null && requests.length === 0
    return isSilent || isLate || position.outstanding.length > 0 ? [{ status, isSilent }] : []
  })
  return {
    reach,
    reached,
    byPerson: sharedOut(needing, { model, reached }),
    silent: needing.filter(({ isSilent }) => isSilent).length,
    of: open.length,
  }
}

function sharedOut(
  needing: readonly Needing[],
  { model, reached }: { model: Composing['model']; reached: readonly Reached[] },
): ReadonlyMap<number, readonly Needing[]> {
  const byPerson = new Map<number, Needing[]>()
  for (const each of [...needing].sort(mostPressing)) {
    const roles = answerable(each.status.item, model.items)
    const people = reached.flatMap(({ role, people }) => (roles.includes(role.code) ? people : []))
    for (const id of new Set(people)) byPerson.set(id, [...(byPerson.get(id) ?? []), each])
  }
  return byPerson
}

function mostPressing({ status: one }: Needing, { status: other }: Needing): number {
  const late = (other.daysOverdue ?? -1) - (one.daysOverdue ?? -1)
  return late !== 0 ? late : inOrder(one.due.current?.on ?? '9999', other.due.current?.on ?? '9999')
}
