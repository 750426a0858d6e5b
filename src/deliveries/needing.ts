import { readStandings } from '../../data/standing.ts'
import { answerable } from '../domain/authority.ts'
import { isSilentSince, isUnfinished } from '../domain/counts.ts'
import { dayIn } from '../domain/day.ts'
import type { Standing } from '../domain/standing.ts'
import { editionFor } from '../editions/edition.ts'
import type { Composing } from './composing.ts'
import { owningRoles, type Reach, type Reached, reachedFor, readReach } from './reach.ts'

/** An unfinished item that a word is wanted of. */
export interface Needing {
  readonly standing: Standing
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
  const { facts } = await editionFor(db, model, { body, day: meeting.day, now })
  const today = dayIn(model.plan.timeZone, now)
  const standings = [...(await readStandings(db, model, { today })).values()]
  const reach = await readReach(db, model, { now, platforms })
  const reached = owningRoles(model).map((role) => reachedFor(reach, role))
  const open = facts.items.filter((item) => item.counted && isUnfinished(item))
  const needing = open.flatMap((item): readonly Needing[] => {
    const standing = standings.find((each) => each.item.ref === item.ref)
    if (!standing || standing.position.state === 'complete') return []
    const isSilent = isSilentSince(item, facts.period.from)
    const isLate = standing.daysOverdue !== null && standing.requests.length === 0
    return isSilent || isLate || standing.position.outstanding.length > 0 ? [{ standing, isSilent }] : []
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
    const roles = answerable(each.standing.item, model.items)
    const people = reached.flatMap(({ role, people }) => (roles.includes(role.code) ? people : []))
    for (const id of new Set(people)) byPerson.set(id, [...(byPerson.get(id) ?? []), each])
  }
  return byPerson
}

function mostPressing({ standing: one }: Needing, { standing: other }: Needing): number {
  const late = (other.daysOverdue ?? -1) - (one.daysOverdue ?? -1)
  return late !== 0 ? late : (one.due.current?.on ?? '9999').localeCompare(other.due.current?.on ?? '9999')
}
