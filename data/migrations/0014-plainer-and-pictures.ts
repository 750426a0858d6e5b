import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/**
 * How much plainer than it was composed a message is sent, since its platform refused how it was built; and the pictures
 * that a link was given for.
 */
export const plainerAndPictures: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema
      .alterTable('deliveries')
      .addColumn('plainness', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('pictures')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('svg', text, (column) => column.notNull())
      .addColumn('kept_at', text, (column) => column.notNull())
      .execute()
  },
}
