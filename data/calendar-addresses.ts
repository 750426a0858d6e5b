import { createHash, randomBytes } from 'node:crypto'
import type { Database, Writing } from './database.ts'
import type { IdentityKey } from './people.ts'

/** 128 bits. */
const TOKEN_BYTES = 16

/** Makes the address of a person, whom the account belongs to; the one they had leads nowhere any more. */
export async function makeCalendarAddress(
  trx: Writing,
  { personId, now, ...account }: IdentityKey & { readonly personId: number; readonly now: Date },
): Promise<{ readonly token: string; readonly isRenewed: boolean }> {
  const isRenewed = await endCalendarAddress(trx, { personId, ...account })
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const { platform, tenant, userId } = account
  await trx
    .insertInto('calendarAddresses')
    .values({ hash: hashOf(token), platform, tenant, userId, madeAt: now.toISOString() })
    .execute()
  return { token, isRenewed }
}

/** Ends the address of a person, whichever of their accounts asked for it. False if they had none. */
export async function endCalendarAddress(
  trx: Writing,
  { personId, ...account }: IdentityKey & { readonly personId: number },
): Promise<boolean> {
  const linked = await trx
    .selectFrom('identities')
    .select(['platform', 'tenant', 'userId'])
    .where('personId', '=', personId)
    .execute()
  let ended = 0n
  for (const { platform, tenant, userId } of [account, ...linked]) {
    const { numDeletedRows } = await trx
      .deleteFrom('calendarAddresses')
      .where('platform', '=', platform)
      .where('tenant', '=', tenant)
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow()
    ended += numDeletedRows
  }
  return ended > 0n
}

/** Whose address it is. */
export async function findCalendarAddress(db: Database, token: string): Promise<IdentityKey | undefined> {
  return db
    .selectFrom('calendarAddresses')
    .select(['platform', 'tenant', 'userId'])
    .where('hash', '=', hashOf(token))
    .executeTakeFirst()
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
