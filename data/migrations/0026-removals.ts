import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** What was removed from the record and why, the hashes of what stood there, and the files in which it may still stand. */
export const removals: Migration = {
  async up(db) {
    const { identity, text } = engineOf(db)
    await db.schema
      .createTable('removals')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('at', text, (column) => column.notNull())
      .addColumn('entry_seq', 'integer')
      .addColumn('erased_at', text)
      .execute()
    await db.schema
      .createTable('tombstones')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('removal_id', 'integer', (column) => column.notNull().references('removals.id'))
      .addColumn('place', text, (column) => column.notNull())
      .addColumn('was', text, (column) => column.notNull())
      .addColumn('now', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('tombstones_by_removal')
      .on('tombstones')
      .columns(['removal_id', 'id'])
      .execute()
    await db.schema.createIndex('tombstones_by_was').on('tombstones').column('was').execute()
    await db.schema
      .createTable('exports')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('what', text, (column) => column.notNull())
      .addColumn('place', text, (column) => column.notNull())
      .addColumn('at', text, (column) => column.notNull())
      .addColumn('trail_head', text, (column) => column.notNull())
      .execute()
    await db.schema.alterTable('conversations').addColumn('spoken_at', text).execute()
  },
}
