import type { Database, Writing } from './database.ts'
import { nextNumber } from './next-number.ts'
import type { IdentityKey } from './people.ts'

/** A chat user's request to be linked to a person of the plan. */
export interface LinkRequest extends IdentityKey {
  readonly id: number
  readonly number: number
  /** As the platform gives them; neither gives any rights. */
  readonly name: string
  readonly email: string | null
  /** Who they say they are. */
  readonly wanted: string
  /** The person they would be linked to, when that is plain. */
  readonly personId: number | null
  /** 1 for a guest of the workspace or tenant. */
  readonly isGuest: number
  readonly state: 'pending' | 'confirmed' | 'declined'
  readonly askedAt: string
  readonly endedAt: string | null
}

const COLUMNS = [
  'id',
  'number',
  'platform',
  'tenant',
  'userId',
  'name',
  'email',
  'wanted',
  'personId',
  'isGuest',
  'state',
  'askedAt',
  'endedAt',
] as const

/** The requests that nobody has answered yet, oldest first. */
export async function listLinkRequests(db: Database): Promise<readonly LinkRequest[]> {
  return db
    .selectFrom('linkRequests')
    .select(COLUMNS)
    .where('state', '=', 'pending')
    .orderBy('number')
    .execute()
}

export async function findLinkRequest(db: Database, number: number): Promise<LinkRequest | undefined> {
  return db.selectFrom('linkRequests').select(COLUMNS).where('number', '=', number).executeTakeFirst()
}

export async function findLatestLinkRequest(
  db: Database,
  { platform, tenant, userId }: IdentityKey,
): Promise<LinkRequest | undefined> {
  return db
    .selectFrom('linkRequests')
    .select(COLUMNS)
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('userId', '=', userId)
    .orderBy('number', 'desc')
    .executeTakeFirst()
}

export async function saveLinkRequest(
  trx: Writing,
  planId: number,
  request: Omit<LinkRequest, 'id' | 'number' | 'state' | 'endedAt'>,
): Promise<number> {
  const { number } = await trx
    .insertInto('linkRequests')
    .values({ planId, ...request, number: nextNumber('linkRequests'), state: 'pending' })
    .returning('number')
    .executeTakeFirstOrThrow()
  return number
}

export async function endLinkRequest(
  trx: Writing,
  id: number,
  ended: {
    state: 'confirmed' | 'declined'
    personId: number | null
    endedAt: string
    endedBy: number
  },
): Promise<void> {
  await trx.updateTable('linkRequests').set(ended).where('id', '=', id).execute()
}
