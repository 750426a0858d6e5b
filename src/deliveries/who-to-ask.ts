import { readItemStatuses } from '../../data/item-status.ts'
import { latestAsked } from '../../data/requests.ts'
import { answerable } from '../domain/authority.ts'
import { dayIn, inOrder } from '../domain/day.ts'
import type { DeliveryKind } from '../domain/delivery-events.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import { isNew } from '../domain/plan-changes.ts'
import { heldOrComing, sittingOf } from '../editions/sittings.ts'
import type { Composing } from './composition.ts'
import {
  owningRoles,
  type Recipients,
  type RoleRecipients,
  readRecipients,
  recipientsFor,
} from './recipients.ts'

/** An unfinished item whose owner still owes an update. */
export interface OwedUpdate {
  readonly status: ItemStatus
  /** Whether nothing was said of it in this reporting period. */
  readonly isSilent: boolean
}

/** The updates still owed ahead of a meeting, and the people to ask for them. */
export interface WhoToAsk {
  readonly recipients: Recipients
  readonly roles: readonly RoleRecipients[]
  /** By the person's id; the most pressing item first. */
  readonly byPerson: ReadonlyMap<number, readonly OwedUpdate[]>
  /** How many unfinished items are silent, and how many there are. */
  readonly silent: number
  readonly of: number
}

/** Reads who owes what at this moment. Each message reads it again: people are asked only for what is still owed. */
export async function readWhoToAsk({
  db,
  model,
  body,
  meeting,
  now,
  platforms,
}: Composing): Promise<WhoToAsk> {
  const { id, timeZone } = model.plan
  const meetings = await heldOrComing(db, model, body)
  const { period } = sittingOf(body, { meetings, meeting, asAt: now, model })
  const asked = await latestAsked(db, id, now)
  const statuses = [...(await readItemStatuses(db, model, { today: dayIn(timeZone, now) })).values()]
  const recipients = await readRecipients(db, model, { now, platforms })
  const roles = owningRoles(model).map((role) => recipientsFor(recipients, role))
  const cutOff = dayIn(timeZone, stepsOf(meeting, body, model.plan).cutOff)
  const open = statuses.filter(
    ({ item, position }) =>
      position.parts.length === 0 &&
      position.state !== 'complete' &&
      !position.signedOff &&
      !isNew(item, cutOff, model.plan),
  )
  const owed = open.flatMap((status): readonly OwedUpdate[] => {
    const { item, position, daysOverdue, requests } = status
    const spoken = [position.record.last?.at ?? '', asked.get(item.id) ?? '']
    const isSilent = !spoken.some((at) => at > (period.from?.toISOString() ?? ''))
    const isLate = daysOverdue !== null && requests.length === 0
    return isSilent || isLate || position.outstanding.length > 0 ? [{ status, isSilent }] : []
  })
  return {
    recipients,
    roles,
    byPerson: sharedOut(owed, { model, roles }),
    silent: owed.filter(({ isSilent }) => isSilent).length,
    of: open.length,
  }
}

/** The people whom a call of this kind asks: the second call only those who have said nothing yet. */
export function toBeCalled(kind: DeliveryKind, toAsk: WhoToAsk): readonly number[] {
  return kind === 'chase' ? silentPeople(toAsk).map(([id]) => id) : [...toAsk.byPerson.keys()]
}

/** The roles for which a person is asked. */
export function postsOf({ roles }: Pick<WhoToAsk, 'roles'>, personId: number): readonly string[] {
  return roles.filter(({ people }) => people.includes(personId)).map(({ role }) => role.code)
}

export function silentPeople({
  byPerson,
}: Pick<WhoToAsk, 'byPerson'>): readonly (readonly [number, readonly OwedUpdate[]])[] {
  return [...byPerson].filter(([, own]) => own.some(({ isSilent }) => isSilent))
}

function sharedOut(
  owed: readonly OwedUpdate[],
  { model, roles }: { model: Composing['model']; roles: readonly RoleRecipients[] },
): ReadonlyMap<number, readonly OwedUpdate[]> {
  const byPerson = new Map<number, OwedUpdate[]>()
  for (const each of [...owed].sort(mostPressing)) {
    const answering = answerable(each.status.item, model.items)
    const people = new Set(
      roles.filter(({ role }) => answering.includes(role.code)).flatMap((told) => told.people),
    )
    for (const id of people) byPerson.set(id, [...(byPerson.get(id) ?? []), each])
  }
  return byPerson
}

function mostPressing({ status: one }: OwedUpdate, { status: other }: OwedUpdate): number {
  const late = (other.daysOverdue ?? -1) - (one.daysOverdue ?? -1)
  return late !== 0 ? late : inOrder(one.due.current?.on ?? '9999', other.due.current?.on ?? '9999')
}
