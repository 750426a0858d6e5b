import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** The backups that were begun, and how each ended. */
export const notedBackups: Migration = {
  async up(db) {
    const { identity, text } = engineOf(db)
    await db.schema
      .createTable('backups')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('why', text, (column) => column.notNull())
      .addColumn('night', text, (column) => column.unique())
      .addColumn('begun_at', text, (column) => column.notNull())
      .addColumn('taken_at', text)
      .addColumn('file', text)
      .addColumn('bytes', 'integer')
      .addColumn('sha256', text)
      .addColumn('trail_head', text)
      .addColumn('problem', text)
      .addColumn('removed_at', text)
      .execute()
  },
}
