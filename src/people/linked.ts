import type { IdentityKey, Person } from '../../data/people.ts'
import type { Context, Notice } from '../command.ts'
import { listed } from '../domain/format.ts'
import { sentence } from '../message.ts'
import { greeting } from './waiting.ts'

/** What somebody is told on the account that speaks for them from now on. */
export async function linkedNotice(
  context: Context,
  {
    person,
    account: { platform, tenant, userId },
    roles,
  }: { readonly person: Person; readonly account: IdentityKey; readonly roles: readonly string[] },
): Promise<Notice> {
  const as = person.name === listed(roles) || roles.length === 0 ? '' : ` (${listed(roles)})`
  const isCoordinator = context.model.roles.some(
    ({ code, kind }) => kind === 'coordinator' && roles.includes(code),
  )
  return {
    personIds: [person.id],
    account: { platform, tenant, userId },
    message: sentence(
      `You are linked: I know you as ${person.name}${as}. Type "mine" to see your items, or "help".`,
      ...(isCoordinator ? await greeting(context) : []),
    ),
  }
}
