import type { Kysely, Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/**
 * A delivery keeps the head of the trail that stood when its message was composed: a trail that was cut off after that is
 * found out. A key that signed links until another replaced it counts until those links have lapsed.
 */
export const headsAndKeys: Migration = {
  async up(db: Kysely<unknown>) {
    const { text } = engineOf(db)
    await db.schema.alterTable('deliveries').addColumn('trail_head', text).execute()
    await db.schema
      .createTable('retired_secrets')
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('ends_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('retired_secrets_by_value', ['name', 'value'])
      .execute()
  },
}
