import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/**
 * What is said of a meeting and what a board does besides deciding requests; whether a meeting took place; a change of the
 * plan that is asked for; decisions that do not stand any more.
 */
export const boardRecord: Migration = {
  async up(db) {
    const { text, identity } = engineOf(db)
    await db.schema
      .createTable('board_entries')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('body_id', 'integer', (column) => column.notNull().references('bodies.id'))
      .addColumn('meeting_id', 'integer', (column) => column.references('meetings.id'))
      .addColumn('item_id', 'integer', (column) => column.references('items.id'))
      .addColumn('about_id', 'integer', (column) => column.references('board_entries.id'))
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('details', text, (column) => column.notNull())
      .addColumn('person_id', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('recorded_at', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('board_entries_by_plan_id_kind')
      .on('board_entries')
      .columns(['plan_id', 'kind'])
      .execute()
    await db.schema
      .createIndex('board_entries_by_meeting_id')
      .on('board_entries')
      .columns(['meeting_id'])
      .execute()
    await db.schema.alterTable('meetings').addColumn('met', text).execute()
    await db.schema.alterTable('requests').addColumn('change', text).execute()
    await db.schema.alterTable('decisions').addColumn('struck_at', text).execute()
  },
}
