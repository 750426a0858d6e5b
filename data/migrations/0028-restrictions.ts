import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/**
 * What not everybody may read. A mark is a row for ever; `restricted_items` holds the items that are marked now, with all
 * below them, so that a query can leave them out.
 */
export const restrictions: Migration = {
  async up(db) {
    const { text, identity } = engineOf(db)
    await db.schema
      .createTable('restrictions')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('item_id', 'integer', (column) => column.notNull().references('items.id'))
      .addColumn('definition', text, (column) => column.notNull())
      .addColumn('recorded_at', text, (column) => column.notNull())
      .addColumn('person_id', 'integer', (column) => column.references('people.id'))
      .addColumn('ended_at', text)
      .addColumn('ended_by', 'integer', (column) => column.references('people.id'))
      .addColumn('end_reason', text)
      .execute()
    await db.schema
      .createIndex('restrictions_by_plan_id')
      .on('restrictions')
      .columns(['plan_id', 'ended_at'])
      .execute()
    await db.schema
      .createTable('restricted_items')
      .addColumn('item_id', 'integer', (column) => column.primaryKey().notNull().references('items.id'))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('restriction_id', 'integer', (column) => column.notNull().references('restrictions.id'))
      .execute()
  },
}
