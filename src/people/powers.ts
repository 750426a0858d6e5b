import {
  type Assignment,
  type Identity,
  listHoldings,
  listIdentities,
  type Person,
} from '../../data/people.ts'
import type { Context } from '../command.ts'
import { addDays } from '../domain/day.ts'
import { listed } from '../domain/format.ts'
import { MAIL } from '../domain/mail-address.ts'
import type { Day, Role } from '../domain/plan.ts'
import { UserError } from '../errors.ts'

/** The posts whose holders decide, or name those who do. */
const PROTECTED: readonly Role['kind'][] = ['coordinator', 'chair', 'deputy']

/** What somebody wants to change: who holds a role, or which accounts speak for somebody. */
interface Touched {
  readonly role?: Role
  readonly people: readonly Person[]
}

/**
 * Whoever stands in for the coordinator keeps the plan going, and gives no power to anybody, nor takes any.
 * @throws UserError if the speaker stands in and this concerns a coordinator, a chair, a deputy or themselves
 */
export async function checkPower(context: Context, { role, people }: Touched): Promise<void> {
  const { speaker, model, assignments, today, db } = context
  const codes = model.roles.filter(({ kind }) => kind === 'coordinator').map(({ code }) => code)
  const isStandIn = !speaker.roles.some((code) => codes.includes(code) && !speaker.delegated.includes(code))
  if (!isStandIn) return
  const high = model.roles.filter(({ kind }) => PROTECTED.includes(kind)).map(({ code }) => code)
  const holdings = await listHoldings(db, model.plan.id, today)
  const isProtected = ({ id }: Person) =>
    id === speaker.personId ||
    holdings.some(
      ({ personId, kind, roleCode }) => personId === id && kind === 'holder' && high.includes(roleCode),
    )
  if (!(role && PROTECTED.includes(role.kind)) && !people.some(isProtected)) return
  const coordinators = assignments
    .filter(({ roleCode, kind }) => codes.includes(roleCode) && kind === 'holder')
    .flatMap(({ personId }) => context.people.find(({ id }) => id === personId)?.name ?? [])
  throw new UserError(
    'refused',
    `You stand in for the coordinator, so you cannot assign, delegate, link or unlink a coordinator, a chair or yourself. Nothing was changed. Ask ${listed(coordinators, 'or') || 'the coordinator'}.`,
  )
}

/** Who holds the coordinator's role, and who has which account, after a change. */
interface After {
  readonly holdings?: readonly Assignment[]
  /** The ids of the accounts that are taken away. */
  readonly without?: readonly number[]
}

/**
 * Nobody locks everybody out from a chat: on no day to come may there be no coordinator with an account. The shell may, as
 * whoever has it can put it right.
 * @throws UserError
 */
export async function checkCoordinatorRemains(context: Context, after: After): Promise<void> {
  const { model, today, db, place } = context
  if (place.platform === SHELL) return
  const codes = model.roles.filter(({ kind }) => kind === 'coordinator').map(({ code }) => code)
  const held = await listHoldings(db, model.plan.id, today)
  const accounts = (await listIdentities(db)).filter(
    ({ platform }) => platform !== SHELL && platform !== MAIL.platform,
  )
  const left = accounts.filter(({ id }) => !after.without?.includes(id))
  const reaches = (holdings: readonly Assignment[], using: readonly Identity[]) => (day: Day) =>
    holdings.some(
      ({ personId, kind, roleCode, fromDay, toDay }) =>
        kind === 'holder' &&
        codes.includes(roleCode) &&
        fromDay <= day &&
        (toDay ?? day) >= day &&
        using.some((each) => each.personId === personId),
    )
  const was = reaches(held, accounts)
  const is = reaches(after.holdings ?? held, left)
  const days = daysOfChange([...held, ...(after.holdings ?? [])], today)
  if (!days.some((day) => was(day) && !is(day))) return
  throw new UserError(
    'refused',
    'That would leave nobody who can coordinate from a chat. Nothing was changed. Name and link another coordinator first, with: assign coordinator <person> jointly. Or do it in the shell.',
  )
}

/** The accounts of the shell. */
export const SHELL = 'terminal'

/** The days from today on which somebody begins to hold a post, or holds it no longer. */
function daysOfChange(holdings: readonly Assignment[], today: Day): readonly Day[] {
  const days = holdings.flatMap(({ fromDay, toDay }) => [
    fromDay,
    ...(toDay === null ? [] : [addDays(toDay, 1)]),
  ])
  return [today, ...days.filter((day) => day > today)]
}
