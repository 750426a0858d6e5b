import { randomBytes } from 'node:crypto'
import type { Database, Writing } from './database.ts'
import type { IdentityKey } from './people.ts'
import { accountsOf, endSecret, hashOf, type Owner } from './personal-secrets.ts'

/** How long a token is good. */
export const TOKEN_DAYS = 90

const TOKEN_MS = TOKEN_DAYS * 86_400_000
/** 256 bits. */
const TOKEN_BYTES = 32
/** Whoever finds one elsewhere, such as a scanner of repositories, can tell what it is. */
const PREFIX = 'wsoa_'

/** Makes the token of a person, whom the account belongs to; the one they had is good no more. */
export async function makeAssistantToken(
  trx: Writing,
  { now, ...owner }: Owner & { readonly now: Date },
): Promise<{ readonly token: string; readonly endsAt: Date; readonly isRenewed: boolean }> {
  const isRenewed = await endAssistantToken(trx, owner)
  const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`
  const { platform, tenant, userId } = owner
  await trx
    .insertInto('assistantTokens')
    .values({ hash: hashOf(token), platform, tenant, userId, madeAt: now.toISOString() })
    .execute()
  return { token, endsAt: new Date(now.getTime() + TOKEN_MS), isRenewed }
}

/** Ends the token of a person, whichever of their accounts asked for it. False if they had none. */
export function endAssistantToken(trx: Writing, owner: Owner): Promise<boolean> {
  return endSecret(trx, 'assistantTokens', owner)
}

/** From when until when the token of a person is good; undefined if they have none. */
export async function findOwnToken(
  db: Database | Writing,
  { now, ...owner }: Owner & { readonly now: Date },
): Promise<{ readonly madeAt: Date; readonly endsAt: Date } | undefined> {
  for (const { platform, tenant, userId } of await accountsOf(db, owner)) {
    const found = await db
      .selectFrom('assistantTokens')
      .select('madeAt')
      .where('platform', '=', platform)
      .where('tenant', '=', tenant)
      .where('userId', '=', userId)
      .where('madeAt', '>', before(now))
      .executeTakeFirst()
    if (!found) continue
    const madeAt = new Date(found.madeAt)
    return { madeAt, endsAt: new Date(madeAt.getTime() + TOKEN_MS) }
  }
  return undefined
}

/** Whose token it is, as long as it is good. */
export async function findAssistant(
  db: Database,
  token: string,
  now: Date,
): Promise<IdentityKey | undefined> {
  return db
    .selectFrom('assistantTokens')
    .select(['platform', 'tenant', 'userId'])
    .where('hash', '=', hashOf(token))
    .where('madeAt', '>', before(now))
    .executeTakeFirst()
}

/** Forgets tokens that are over. */
export async function forgetAssistantTokens(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('assistantTokens').where('madeAt', '<=', before(now)).execute()
}

function before(now: Date): string {
  return new Date(now.getTime() - TOKEN_MS).toISOString()
}
