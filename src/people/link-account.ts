import type { LinkRequest } from '../../data/link-requests.ts'
import {
  accountText,
  endIdentities,
  findPersonByIdentity,
  type Identity,
  listIdentities,
  type Person,
  saveIdentity,
} from '../../data/people.ts'
import type { Context, Notice } from '../command.ts'
import { platformTitle } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import { checkGuest } from './guests.ts'
import { endRequest } from './linking.ts'
import { checkPower, SHELL } from './powers.ts'
import { tellAll } from './told.ts'

/** An account that is to speak for somebody. */
export type Asking = Pick<LinkRequest, 'platform' | 'tenant' | 'userId' | 'isGuest'>

interface Linking {
  readonly account: Asking
  /** The request that this answers; nobody asked where a list names the account. */
  readonly request: LinkRequest | undefined
  readonly person: Person
  /** Their accounts whose place it takes. */
  readonly replaced: readonly Identity[]
}

/** Refuses an account that already speaks for somebody. */
export async function checkFree(context: Context, account: Asking): Promise<void> {
  const known = await findPersonByIdentity(context.db, account)
  if (!known) return
  throw new UserError(
    'conflict',
    `That account is linked to ${known.name} already; nothing was changed. To free it: unlink ${known.code} ${account.platform}`,
  )
}

/** The accounts from which a person speaks in chats. */
export async function chatsOf(context: Context, person: Person): Promise<readonly Identity[]> {
  return (await listIdentities(context.db)).filter(
    ({ personId, platform }) => personId === person.id && platform !== SHELL,
  )
}

/**
 * Lets an account speak for a person, and returns who else must hear of it.
 * @throws UserError if the speaker may not
 */
export async function linkAccount(context: Context, linking: Linking): Promise<readonly Notice[]> {
  const { account, request, person, replaced } = linking
  const { platform, tenant, userId, isGuest } = account
  await checkPower(context, { people: [person] })
  if (isGuest === 1) checkGuest(context, person)
  const notices = await newsOf(context, linking)
  await endIdentities(
    context.writing(),
    replaced.map(({ id }) => id),
  )
  await saveIdentity(context.writing(), context.model.plan.id, {
    personId: person.id,
    platform,
    tenant,
    userId,
    confirmedAt: context.now.toISOString(),
    isGuest,
  })
  if (request) await endRequest(context, request, { state: 'confirmed', personId: person.id })
  await context.trail({
    of: 'organisation',
    action: 'link',
    ref: null,
    before: {
      ...(request ? { request: request.number } : {}),
      ...(replaced.length === 0 ? {} : { accounts: replaced.map(accountText) }),
    },
    after: {
      person: person.name,
      code: person.code,
      account: accountText(account),
      ...(isGuest === 1 ? { guest: true } : {}),
    },
  })
  return notices
}

/** Another account for somebody who has one is told on all of them: it may not be theirs. */
async function newsOf(context: Context, { account, person, replaced }: Linking): Promise<readonly Notice[]> {
  if ((await chatsOf(context, person)).length === 0) return []
  const on = platformTitle(account.platform)
  const instead = replaced.length === 0 ? '' : ` It takes the place of the one that ${person.name} had there.`
  return tellAll(context, {
    personIds: [person.id],
    toThem: `Another account on ${on} speaks for you from now on.${instead}`,
    toCoordinators: `Another account on ${on} speaks for ${person.name} from now on.${instead}`,
  })
}
