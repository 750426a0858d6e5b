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
import { sentence } from '../message.ts'
import { checkNoGuest } from './guests.ts'
import { holdersNamed } from './holders.ts'
import { checkCoordinatorRemains, checkPower } from './powers.ts'
import { tellAll } from './told.ts'
import { greeting } from './waiting.ts'

interface Given {
  readonly role: Role
  readonly person: Person
  readonly from: Day
  /** Whoever holds it keeps it too. */
  readonly jointly: boolean
}

/** A post that has passed to somebody. */
export interface Passed {
  /** Who held it until then. */
  readonly before: readonly string[]
  readonly items: readonly string[]
  readonly change: FieldChange
  /** To those who gain and lose it, and the coordinators. */
  readonly notices: readonly Notice[]
}

/**
 * Gives a post to a person from a day on, and ends what its holders hold from then unless they share it.
 * @throws UserError if the speaker may not, or nobody could coordinate any more
 */
export async function givePost(context: Context, given: Given): Promise<Passed> {
  const { role, person, from, jointly } = given
  const { code } = role
  const { db, model, today, people } = context
  const before = holdersNamed(context, code).map(({ name }) => name)
  const held = await listHoldings(db, model.plan.id, today)
  const seat = (await listSeats(db)).find(({ roleId }) => roleId === role.id)
  const losing = held.filter(
    (each) => isLost(each, { code, from }) && (!jointly || each.personId === seat?.id),
  )
  const losers = people.filter(({ id }) => id !== person.id && losing.some(({ personId }) => personId === id))
  await checkPower(context, { role, people: [person, ...losers] })
  await checkNoGuest(context, { role, person })
  const kept = held.map((each) => (losing.includes(each) ? { ...each, toDay: addDays(from, -1) } : each))
  const added = { roleCode: code, personId: person.id, kind: 'holder', fromDay: from, toDay: null } as const
  await checkCoordinatorRemains(context, { holdings: [...kept, added] })
  const ending = { roleId: role.id, kind: 'holder', from } as const
  if (!jointly) await endAssignments(context.writing(), ending, addDays(from, -1))
  else if (seat) await endAssignments(context.writing(), { ...ending, personId: seat.id }, addDays(from, -1))
  await saveAssignment(context.writing(), model.plan.id, {
    roleId: role.id,
    personId: person.id,
    kind: 'holder',
    fromDay: from,
    toDay: null,
  })
  await context.trail({
    of: 'organisation',
    action: 'assign',
    ref: null,
    before: { role: code, holders: before },
    after: {
      role: code,
      person: person.name,
      code: person.code,
      from,
      jointly,
      ...(jointly && seat ? { replaces: [seat.code] } : {}),
    },
  })
  const items = model.items.filter((item) => item.owners.includes(code)).map((item) => item.ref)
  return {
    before,
    items,
    change: { ref: code, field: 'holder', from: before.join(', ') || null, to: person.name },
    notices: await newsOf(context, { ...given, losers, items }),
  }
}

/** Tells those who lose the role, and the coordinators; of an officer who follows nobody they hear by the roster. */
async function newsOf(
  context: Context,
  {
    role,
    person,
    from,
    losers,
    items,
    jointly,
  }: Given & Pick<Passed, 'items'> & { losers: readonly Person[] },
): Promise<readonly Notice[]> {
  const { code, kind } = role
  const own: Notice = {
    personIds: [person.id],
    isPersonal: true,
    message: sentence(
      `You hold ${code} from ${longDay(from)}.${items.length > 0 ? ' Type "mine" to see your items.' : ''}`,
      ...(kind === 'coordinator' ? await greeting(context) : []),
    ),
  }
  if (losers.length === 0 && (kind === 'officer' || kind === 'member')) return [own]
  const until = losers.length === 0 ? '' : ` Until then: ${listed(losers.map(({ name }) => name))}.`
  const others = await tellAll(context, {
    personIds: losers.map(({ id }) => id),
    toThem: `You no longer hold ${code} from ${longDay(from)}: ${person.name} holds it.`,
    toCoordinators: `${person.name} holds ${code}${jointly ? ' jointly' : ''} from ${longDay(from)}.${until}`,
  })
  return [own, ...others]
}

/** Whether an assignment to a role ends when somebody else holds it from a day on. */
function isLost({ roleCode, kind, toDay }: Assignment, { code, from }: { code: string; from: Day }): boolean {
  return roleCode === code && kind === 'holder' && (toDay === null || toDay >= from)
}
