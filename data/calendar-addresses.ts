import { randomBytes } from 'node:crypto'
import type { Database, Writing } from './database.ts'
import type { IdentityKey } from './people.ts'
import { endSecret, hashOf, type Owner } from './personal-secrets.ts'

/** 128 bits. */
const TOKEN_BYTES = 16

/** Makes the address of a person, whom the account belongs to; the one they had leads nowhere any more. */
export async function makeCalendarAddress(
  trx: Writing,
  { personId, now, ...account }: Owner & { readonly now: Date },
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
export function endCalendarAddress(trx: Writing, owner: Owner): Promise<boolean> {
  return endSecret(trx, 'calendarAddresses', owner)
}

/** Whose address it is. */
export async function findCalendarAddress(db: Database, token: string): Promise<IdentityKey | undefined> {
  return db
    .selectFrom('calendarAddresses')
    .select(['platform', 'tenant', 'userId'])
    .where('hash', '=', hashOf(token))
    .executeTakeFirst()
}
