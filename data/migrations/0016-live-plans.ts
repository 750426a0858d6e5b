import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** Since when a plan sends messages; nothing while it is quiet. Those that were there before did so from their import on. */
export const livePlans: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema.alterTable('plans').addColumn('live_at', text).execute()
    await db
      .updateTable('plans')
      .set(({ ref }) => ({ live_at: ref('imported_at') }))
      .execute()
  },
}
