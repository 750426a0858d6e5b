import type { LinkRequest } from '../../data/link-requests.ts'
import type { Person } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { findRole } from '../conversation/intents/role-entity.ts'
import { officeNamed } from '../domain/offices.ts'
import { isOrganisation } from '../domain/organisations.ts'
import type { Role } from '../domain/plan.ts'
import { wordsOf } from '../domain/text.ts'
import { holdersNamed } from './holders.ts'

export type Knowing = Pick<Context, 'model' | 'people' | 'assignments' | 'vocabulary'>

type Asked = Pick<LinkRequest, 'wanted' | 'name' | 'email' | 'userId'>

/** What somebody who asks to be linked may mean. It only proposes; the coordinator says who they are. */
export type Proposal =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'post'; readonly role: Role }
  | { readonly kind: 'nobody' }

export function proposalFor(knowing: Knowing, asked: Asked): Proposal {
  const role = postNamed(knowing, asked.wanted)
  const named = personNamed(knowing, asked)
  if (!role) return named ? { kind: 'person', person: named } : { kind: 'nobody' }
  const holders = holdersNamed(knowing, role.code)
  const [only, ...others] = holders
  if (named) {
    const isOne = holders.some(({ id }) => id === named.id)
    return isOne ? { kind: 'person', person: named } : { kind: 'post', role }
  }
  const isLikely = isOrganisation(role, knowing.model.plan) ? isOneOf : mayBe
  if (only && others.length === 0 && isLikely(only, asked)) return { kind: 'person', person: only }
  return { kind: 'post', role }
}

/** The post that words name: by its code, its title, what people call it, or a board's office. */
export function postNamed(
  { model, vocabulary }: Pick<Knowing, 'model' | 'vocabulary'>,
  wanted: string,
): Role | undefined {
  const plain = wanted.toLowerCase().replace(/^the /, '').trim()
  const words = wordsOf(wanted)
  const described = findRole(words, 0, vocabulary.roles)
  return (
    model.roles.find(({ code, title }) => [code.toLowerCase(), title.toLowerCase()].includes(plain)) ??
    officeNamed(wanted, model.roles, model.bodies) ??
    model.roles.find(({ code }) => described?.next === words.list.length && described.code === code)
  )
}

/** The one person whose name or e-mail is said, or whose e-mail the profile has. */
function personNamed({ people }: Knowing, { wanted, email }: Asked): Person | undefined {
  const plain = wanted.toLowerCase()
  const [only, ...others] = people.filter(
    ({ name, email: known }) =>
      name.toLowerCase() === plain ||
      (known !== null && [plain, email?.toLowerCase()].includes(known.toLowerCase())),
  )
  return others.length === 0 ? only : undefined
}

/** Whether a person has the name or the e-mail of a profile. */
export function isAlike(person: Person, { name, email }: Pick<LinkRequest, 'name' | 'email'>): boolean {
  return (
    person.name.toLowerCase() === name.toLowerCase() ||
    (person.email !== null && person.email.toLowerCase() === email?.toLowerCase())
  )
}

/** Whether a profile that names nobody else may be a person's: "Sam Example (She/Her)", or no name at all. */
export function mayBe(person: Person, asked: Pick<LinkRequest, 'name' | 'email' | 'userId'>): boolean {
  if (!hasName(asked) || isAlike(person, asked)) return true
  const words = nameWords(person.name)
  return nameWords(asked.name).some((word) => words.includes(word))
}

/** Others of an organisation may share a part of a name. */
function isOneOf(person: Person, asked: Asked): boolean {
  return !hasName(asked) || isAlike(person, asked)
}

/** Whether the platform told a name. */
export function hasName({ name, userId }: Pick<LinkRequest, 'name' | 'userId'>): boolean {
  return name !== userId
}

function nameWords(name: string): readonly string[] {
  return name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
