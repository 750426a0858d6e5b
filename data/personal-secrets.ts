import { createHash } from 'node:crypto'
import type { Database, Writing } from './database.ts'
import type { IdentityKey } from './people.ts'

/** A person by the account that speaks; what is theirs may have been made by another account of theirs. */
export interface Owner extends IdentityKey {
  readonly personId: number
}

/** The account that speaks, and whatever else the person is linked by. */
export async function accountsOf(
  db: Database | Writing,
  { personId, platform, tenant, userId }: Owner,
): Promise<readonly IdentityKey[]> {
  const linked = await db
    .selectFrom('identities')
    .select(['platform', 'tenant', 'userId'])
    .where('personId', '=', personId)
    .execute()
  return [{ platform, tenant, userId }, ...linked]
}

/** Ends what a person was given, whichever of their accounts asked for it. False if they had none. */
export async function endSecret(
  trx: Writing,
  table: 'assistantTokens' | 'calendarAddresses',
  owner: Owner,
): Promise<boolean> {
  let ended = 0n
  for (const { platform, tenant, userId } of await accountsOf(trx, owner)) {
    const { numDeletedRows } = await trx
      .deleteFrom(table)
      .where('platform', '=', platform)
      .where('tenant', '=', tenant)
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow()
    ended += numDeletedRows
  }
  return ended > 0n
}

/** Only this is kept of what a person was given. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
