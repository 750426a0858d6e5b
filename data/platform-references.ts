import type { Database } from './database.ts'

interface Place {
  readonly platform: string
  readonly tenant: string
  /** A channel's id or a person's user id. */
  readonly place: string
}

/** Saves what a platform needs to begin a conversation in a place; the newest replaces the one before. */
export async function saveReference(
  db: Database,
  { reference, ...place }: Place & { readonly reference: string },
): Promise<void> {
  await db
    .insertInto('platformReferences')
    .values({ ...place, reference })
    .onConflict((conflict) => conflict.columns(['platform', 'tenant', 'place']).doUpdateSet({ reference }))
    .execute()
}

export async function findReference(
  db: Database,
  { platform, tenant, place }: Place,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('platformReferences')
    .select('reference')
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('place', '=', place)
    .executeTakeFirst()
  return row?.reference
}
