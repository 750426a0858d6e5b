import type { Plan } from './plan.ts'

interface Held {
  readonly roleCode: string
  readonly kind: 'holder' | 'delegate'
}

const known = new WeakMap<readonly Held[], Map<unknown, readonly Held[]>>()

/**
 * Who holds what, with the holders of a contact post standing in for the organisation that it speaks for. The same list and
 * plan give the same answer.
 */
export function withContacts<Assignment extends Held>(
  assignments: readonly Assignment[],
  { organisations }: Pick<Plan, 'organisations'>,
): readonly Assignment[] {
  if (!organisations) return assignments
  const before = known.get(assignments)?.get(organisations)
  if (before) return before as readonly Assignment[]
  const standing = organisations.flatMap(({ code, contact }) =>
    assignments
      .filter(({ roleCode }) => roleCode === contact)
      .map((each) => ({ ...each, roleCode: code, kind: 'delegate' as const })),
  )
  const all = [...assignments, ...standing]
  known.set(assignments, new Map([[organisations, all]]))
  return all
}

/** "SEND Information Service, an organisation; SLI speaks for it" */
export function organisationText(code: string, { organisations = [] }: Pick<Plan, 'organisations'>): string {
  const found = organisations.find((each) => each.code === code)
  if (!found) return ''
  return found.contact === undefined ? 'an organisation' : `an organisation; ${found.contact} speaks for it`
}

/** Whether a role is an organisation's, which any number of its people may speak for. */
export function isOrganisation(
  { code }: { readonly code: string },
  { organisations = [] }: Pick<Plan, 'organisations'>,
): boolean {
  return organisations.some((each) => each.code === code)
}
