import { listSeats, type Person, saveIdentity, savePerson } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { UserError } from '../errors.ts'
import { SHELL } from './powers.ts'

export const LONGEST_NAME = 80

/** @throws UserError where a name is too long, or somebody's already: answers could not tell the two apart */
export function checkName({ people }: Context, name: string, instead: string): void {
  if (name.length > LONGEST_NAME)
    throw new UserError('too-long', `A name has at most ${LONGEST_NAME} characters. Nothing was changed.`)
  if (!people.some((person) => person.name.toLowerCase() === name.toLowerCase())) return
  throw new UserError('conflict', `${name} is known already; nothing was changed. Did you mean: ${instead}`, [
    instead,
  ])
}

/** Adds a person, who can be spoken as from the shell at once. */
export async function addPerson(
  context: Context,
  { name, email = null }: { readonly name: string; readonly email?: string | null },
): Promise<Person> {
  const { plan } = context.model
  const code = await freeCode(context, name)
  const person = await savePerson(context.writing(), plan.id, { code, name, email })
  await saveIdentity(context.writing(), plan.id, {
    platform: SHELL,
    tenant: 'local',
    userId: code,
    personId: person.id,
    confirmedAt: context.now.toISOString(),
  })
  return person
}

async function freeCode({ db, people, model }: Context, name: string): Promise<string> {
  const base =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'person'
  const seats = await listSeats(db)
  const taken = new Set(
    [...RESERVED, ...[...people, ...seats, ...model.roles].map(({ code }) => code)].map((code) =>
      code.toLowerCase(),
    ),
  )
  const codes = [base, ...Array.from({ length: people.length + 1 }, (_, index) => `${base}-${index + 2}`)]
  return codes.find((each) => !taken.has(each)) ?? base
}

/** Somebody of these names would be taken for somebody else. */
const RESERVED = ['stranger', 'plan-file']
