import type { Database, Writing } from './database.ts'

/** Where a body is told: a channel of a workspace or a team. */
export interface Channel {
  readonly bodyId: number
  readonly platform: string
  readonly tenant: string
  readonly channel: string
  readonly name: string
}

export async function listChannels(db: Database | Writing, planId: number): Promise<readonly Channel[]> {
  return db
    .selectFrom('channels')
    .select(['bodyId', 'platform', 'tenant', 'channel', 'name'])
    .where('planId', '=', planId)
    .orderBy('id')
    .execute()
}
