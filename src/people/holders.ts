import type { Person } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { listed, shortDay } from '../domain/format.ts'
import { isOrganisation } from '../domain/organisations.ts'
import type { Role } from '../domain/plan.ts'
import { UserError } from '../errors.ts'

/** What is said of a post that nobody holds. */
export const NOBODY_YET = 'nobody named yet'

type Held = Pick<Context, 'assignments' | 'people'>

/** The people who hold a role now. */
export function holdersNamed({ assignments, people }: Held, role: string): readonly Person[] {
  const held = assignments.filter(({ roleCode, kind }) => roleCode === role && kind === 'holder')
  return people.filter(({ id }) => held.some(({ personId }) => personId === id))
}

/** Whether a role is for any number of people: members of a board, and those who speak for an organisation. */
export function isHeldBySeveral({ model }: Pick<Context, 'model'>, role: Role): boolean {
  return role.kind === 'member' || isOrganisation(role, model.plan)
}

/** "Sam Example until 4 Dec and Alex Other, standing in until 18 Dec"; empty where nobody does. */
export function heldBy({ assignments, people }: Held, role: string): string {
  const names = assignments
    .filter(({ roleCode }) => roleCode === role)
    .flatMap(({ personId, kind, toDay }) => {
      const person = people.find(({ id }) => id === personId)
      if (!person) return []
      const until = toDay === null ? '' : ` until ${shortDay(toDay)}`
      return [kind === 'delegate' ? `${person.name}, standing in${until}` : `${person.name}${until}`]
    })
  return listed(names)
}

/**
 * The one person who is called so: by their code, or by the post that they hold.
 * @throws UserError if nobody is, or several are
 */
export function personCalled(context: Held, code: string | undefined): Person {
  const person = context.people.find((each) => each.code === code)
  if (person) return person
  if (code === undefined) throw new UserError('unknown', 'Name a person: people lists who is known.')
  const [only, ...others] = holdersNamed(context, code)
  if (!only)
    throw new UserError(
      'unknown',
      `Nobody is named for ${code} yet, so nothing was changed. Name somebody first: assign ${code} new <name>`,
      [`assign ${code} new <name>`],
    )
  if (others.length === 0) return only
  throw new UserError(
    'invalid',
    `More than one person holds ${code}, so nothing was changed. Say which: ${listed(
      [only, ...others].map((each) => each.code),
      'or',
    )}`,
  )
}
