import type { Database, Writing } from '../../data/database.ts'
import { type Assignment, type Contact, listAssignments, personAddresses } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import { withContacts } from '../domain/organisations.ts'
import type { Body, Day, Role } from '../domain/plan.ts'
import type { Address } from '../platform.ts'

/** All that it takes to find out who can be told something today, and where. */
export interface Recipients {
  readonly today: Day
  readonly contacts: readonly Contact[]
  readonly assignments: readonly Assignment[]
  readonly platforms: readonly string[]
}

/** A role with the people to tell about it: its holders; while one of them is away, their delegates too; or nobody. */
export interface RoleRecipients {
  readonly role: Role
  readonly people: readonly number[]
  /** Why there is nobody: "nobody named yet", "no account is linked". */
  readonly why: string | null
}

export async function readRecipients(
  db: Database | Writing,
  { plan }: PlanModel,
  { now, platforms }: { now: Date; platforms: readonly string[] },
): Promise<Recipients> {
  const today = dayIn(plan.timeZone, now)
  return {
    today,
    contacts: await personAddresses(db),
    assignments: withContacts(await listAssignments(db, plan.id, today), plan),
    platforms,
  }
}

/** A person's address: on the platform they chose, or else on the one they used last. */
export function addressOf(recipients: AddressBook, personId: number): Address | undefined {
  return addressesOf(recipients, personId)[0]
}

type AddressBook = Pick<Recipients, 'contacts' | 'platforms'>

/** All addresses of a person on open platforms, the one to be used first. */
export function addressesOf({ contacts, platforms }: AddressBook, personId: number): readonly Address[] {
  const person = contacts.find((each) => each.personId === personId)
  if (!person) return []
  const open = person.identities.filter((each) => platforms.includes(each.platform))
  const chosen = open.filter((each) => each.platform === person.prefers)
  return [...chosen, ...open.filter((each) => !chosen.includes(each))].map(
    ({ platform, tenant, userId }) => ({ platform, tenant, channel: null, userId, name: person.name }),
  )
}

/** Whether an account is one of a person's. */
export function isAccountOf(
  { contacts }: Pick<Recipients, 'contacts'>,
  personId: number,
  account: Pick<Address, 'platform' | 'tenant' | 'userId'>,
): boolean {
  const { identities = [] } = contacts.find((each) => each.personId === personId) ?? {}
  return identities.some(
    ({ platform, tenant, userId }) =>
      platform === account.platform && tenant === account.tenant && userId === account.userId,
  )
}

export function recipientsFor(recipients: Recipients, role: Role): RoleRecipients {
  const held = recipients.assignments.filter(({ roleCode }) => roleCode === role.code)
  const holders = held.filter(({ kind }) => kind === 'holder').map(({ personId }) => personId)
  const delegates = held.filter(({ kind }) => kind === 'delegate').map(({ personId }) => personId)
  const present = holders.filter((id) => !isQuiet(recipients, id))
  const own = withAddress(
    recipients,
    present.filter((id) => !isSeat(recipients, id)),
  )
  const deputies = withAddress(
    recipients,
    delegates.filter((id) => !isQuiet(recipients, id)),
  )
  const isAway = own.length === 0 || present.length < holders.length
  const asked = isAway ? [...new Set([...own, ...deputies])] : own
  const people = asked.length > 0 ? asked : withAddress(recipients, present)
  return { role, people, why: people.length > 0 ? null : whyNobody(recipients, { holders, present }) }
}

/** The people who hold the coordinator's role. */
export function coordinators(recipients: Recipients, { roles }: Pick<PlanModel, 'roles'>): readonly number[] {
  const role = roles.find(({ kind }) => kind === 'coordinator')
  if (!role) return []
  const held = recipients.assignments.filter(({ roleCode }) => roleCode === role.code)
  return [...new Set(held.map(({ personId }) => personId))]
}

/** Somebody who reads a digest on an account of their own, and where. */
export interface Reader {
  readonly personId: number
  readonly to: Address
}

/**
 * Who reads a body's digest: those with a post in it, and where it decides the plan's dates also those with a post that
 * belongs to no body. Who is away is not sent it.
 */
export function digestReaders(
  recipients: Recipients,
  { roles, plan }: Pick<PlanModel, 'roles' | 'plan'>,
  { code }: Pick<Body, 'code'>,
): readonly Reader[] {
  const decides = plan.policies.decidesDates === code
  const posts = roles
    .filter(({ bodyCode }) => bodyCode === code || (bodyCode === null && decides))
    .map((role) => role.code)
  const held = recipients.assignments.filter(({ roleCode }) => posts.includes(roleCode))
  return [...new Set(held.map(({ personId }) => personId))]
    .filter((id) => !isQuiet(recipients, id))
    .flatMap((personId) => {
      const to = addressOf(recipients, personId)
      return to ? [{ personId, to }] : []
    })
}

/** The roles that own or lead an item. */
export function owningRoles({ roles, items }: Pick<PlanModel, 'roles' | 'items'>): readonly Role[] {
  return roles.filter(({ code }) => items.some(({ owners }) => owners.includes(code)))
}

function withAddress(recipients: Recipients, people: readonly number[]): readonly number[] {
  return people.filter((id) => addressOf(recipients, id) !== undefined)
}

/** A seat answers in the shell alone. */
function isSeat({ contacts }: Pick<Recipients, 'contacts'>, personId: number): boolean {
  return contacts.some((each) => each.personId === personId && each.isSeat)
}

function isQuiet({ contacts, today }: Pick<Recipients, 'contacts' | 'today'>, personId: number): boolean {
  return (contacts.find((each) => each.personId === personId)?.quietUntil ?? '') >= today
}

function whyNobody(
  recipients: Recipients,
  { holders, present }: { holders: readonly number[]; present: readonly number[] },
): string {
  if (holders.every((id) => isSeat(recipients, id))) return 'nobody named yet'
  if (present.length > 0) return 'no account is linked'
  const away = recipients.contacts.find(
    ({ personId }) => holders.includes(personId) && isQuiet(recipients, personId),
  )
  return `away until ${shortDay(away?.quietUntil ?? '')}, and nobody stands in`
}
