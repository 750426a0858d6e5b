import {
  type Assignment,
  endAssignments,
  listHoldings,
  listSeats,
  type Person,
  saveAssignment,
} from '../../data/people.ts'
import type { Context, FieldChange, Notice } from '../command.ts'
import { addDays } from '../domain/day.ts'
import { listed, longDay } from '../domain/format.ts'
import type { Day, Role } from '../domain/plan.ts'
import { checkCoordinatorRemains, checkPower } from './powers.ts'
import { tellAll } from './told.ts'

interface Going {
  readonly role: Role
  /** Those who hold it, or stand in, no longer. */
  readonly leaving: readonly Person[]
  readonly from: Day
}

export interface Vacated {
  readonly change: FieldChange
  readonly notices: readonly Notice[]
}

/**
 * Ends what some people hold of a post from a day on. Whoever holds it jointly or stands in stays; if nobody holds it any
 * more, its seat does.
 * @throws UserError if the speaker may not, or nobody could coordinate any more
 */
export async function vacatePost(context: Context, { role, leaving, from }: Going): Promise<Vacated> {
  const { model, today, db } = context
  const ids = leaving.map(({ id }) => id)
  const all = await listHoldings(db, model.plan.id, today)
  const isGoing = ({ roleCode, personId, toDay }: Assignment) =>
    roleCode === role.code && ids.includes(personId) && (toDay === null || toDay >= from)
  const kept = all.map((each) => (isGoing(each) ? { ...each, toDay: addDays(from, -1) } : each))
  await checkPower(context, { role, people: leaving })
  await checkCoordinatorRemains(context, { holdings: kept })
  const stays = kept.some(
    ({ roleCode, kind, toDay }) =>
      roleCode === role.code && kind === 'holder' && (toDay === null || toDay >= from),
  )
  const seat = (await listSeats(db)).find(({ roleId }) => roleId === role.id)
  for (const kind of ['holder', 'delegate'] as const) {
    const going = leaving.filter(({ id }) =>
      all.some((each) => isGoing(each) && each.personId === id && each.kind === kind),
    )
    if (going.length === 0) continue
    await end(context, { role, from, kind, going, seat: kind === 'holder' && !stays ? seat : undefined })
  }
  return {
    change: { ref: role.code, field: 'holder', from: listed(leaving.map(({ name }) => name)), to: null },
    notices: await tellAll(context, {
      personIds: ids,
      toThem: `You no longer hold ${role.code} from ${longDay(from)}.`,
      toCoordinators: `${listed(leaving.map(({ name }) => name))} no longer ${leaving.length === 1 ? 'holds' : 'hold'} ${role.code} from ${longDay(from)}${stays ? '' : ', and nobody is named for it yet'}.`,
    }),
  }
}

async function end(
  context: Context,
  {
    role,
    from,
    kind,
    going,
    seat,
  }: Pick<Going, 'role' | 'from'> & {
    readonly kind: Assignment['kind']
    readonly going: readonly Person[]
    readonly seat: { readonly id: number; readonly code: string } | undefined
  },
): Promise<void> {
  const trx = context.writing()
  for (const { id } of going)
    await endAssignments(trx, { roleId: role.id, kind, from, personId: id }, addDays(from, -1))
  if (seat)
    await saveAssignment(trx, context.model.plan.id, {
      roleId: role.id,
      personId: seat.id,
      kind: 'holder',
      fromDay: from,
      toDay: null,
    })
  await context.trail({
    of: 'organisation',
    action: 'vacate',
    ref: null,
    before: { role: role.code, holders: going.map(({ name }) => name) },
    after: { role: role.code, kind, from, ends: going.map(({ code }) => code), seat: seat?.code ?? null },
  })
}
