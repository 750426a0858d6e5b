import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/**
 * A message may take several posts, of which some have arrived. What was sent again is looked for later, and what may
 * have been sent before the database was restored is looked for first.
 */
export const messagePosts: Migration = {
  async up(db) {
    const { identity, text } = engineOf(db)
    await db.schema
      .alterTable('deliveries')
      .addColumn('posts_arrived', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .alterTable('deliveries')
      .addColumn('posts_total', 'integer', (column) => column.notNull().defaultTo(1))
      .execute()
    for (const column of ['recheck_at', 'look_from']) {
      await db.schema.alterTable('deliveries').addColumn(column, text).execute()
    }
    await db.schema.createIndex('deliveries_by_recheck_at').on('deliveries').columns(['recheck_at']).execute()
    await db.schema
      .createTable('marks')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('at', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('restores')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('found_at', text, (column) => column.notNull())
      .addColumn('look_from', text, (column) => column.notNull())
      .execute()
  },
}
