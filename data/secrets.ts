import { randomBytes } from 'node:crypto'
import type { Database, Writing } from './database.ts'

/** The keys of one name: the one that signs, and those that another has replaced but that still count. */
export interface Keys {
  readonly current: Buffer
  readonly retired: readonly Buffer[]
}

/** The keys of this name that count at an instant. The first is made at random when it is needed. */
export async function keysNamed(db: Database, name: string, now: Date): Promise<Keys> {
  const retired = await db
    .selectFrom('retiredSecrets')
    .select('value')
    .where('name', '=', name)
    .where('endsAt', '>', now.toISOString())
    .execute()
  return {
    current: bytesOf((await findSecret(db, name)) ?? (await firstSecret(db, name))),
    retired: retired.map(({ value }) => bytesOf(value)),
  }
}

/** Makes a new key. The one before counts until an instant; keys that count no longer are deleted. */
export async function rotateKey(
  trx: Writing,
  name: string,
  { now, until }: { now: Date; until: Date },
): Promise<void> {
  const before = await findSecret(trx, name)
  await trx.deleteFrom('retiredSecrets').where('endsAt', '<=', now.toISOString()).execute()
  if (before !== undefined) {
    await trx
      .insertInto('retiredSecrets')
      .values({ name, value: before, endsAt: until.toISOString() })
      .execute()
  }
  const value = newSecret()
  await trx
    .insertInto('secrets')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

async function findSecret(db: Database | Writing, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

/** Of two processes that need it at once, both get the one that was made first. */
async function firstSecret(db: Database, name: string): Promise<string> {
  await db
    .insertInto('secrets')
    .values({ name, value: newSecret() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  return (await findSecret(db, name)) ?? ''
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function bytesOf(value: string): Buffer {
  return Buffer.from(value, 'base64url')
}
