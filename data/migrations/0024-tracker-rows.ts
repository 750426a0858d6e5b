import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** The rows of trackers and return forms that were recorded, so that the same row counts once; and files that a link is out for. */
export const trackerRows: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema
      .createTable('tracker_rows')
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('update_id', 'integer', (column) => column.references('updates.id'))
      .addColumn('recorded_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('tracker_rows_key', ['plan_id', 'key'])
      .execute()
    await db.schema
      .createTable('kept_files')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('contents', text, (column) => column.notNull())
      .addColumn('kept_at', text, (column) => column.notNull())
      .execute()
  },
}
