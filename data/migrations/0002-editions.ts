import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

export const editions: Migration = {
  async up(db) {
    const { identity, text } = engineOf(db)
    await db.schema
      .createTable('measures')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('code', text, (column) => column.notNull())
      .addColumn('definition', text, (column) => column.notNull())
      .addColumn('sort_order', 'integer', (column) => column.notNull())
      .addColumn('removed_at', text)
      .addUniqueConstraint('measures_code', ['plan_id', 'code'])
      .execute()
    await db.schema
      .createTable('editions')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('body_id', 'integer', (column) => column.notNull().references('bodies.id'))
      .addColumn('meeting_id', 'integer', (column) => column.notNull().references('meetings.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('origin', text, (column) => column.notNull())
      .addColumn('meeting_day', text, (column) => column.notNull())
      .addColumn('as_at', text, (column) => column.notNull())
      .addColumn('facts', text, (column) => column.notNull())
      .addColumn('facts_hash', text, (column) => column.notNull())
      .addColumn('previous_id', 'integer', (column) => column.references('editions.id'))
      .addColumn('recommended_id', 'integer', (column) => column.references('editions.id'))
      .addColumn('trail_head', text, (column) => column.notNull())
      .addColumn('stored_at', text, (column) => column.notNull())
      .addUniqueConstraint('editions_number', ['meeting_id', 'number'])
      .execute()
    await db.schema
      .createIndex('editions_by_plan_id_origin_as_at')
      .on('editions')
      .columns(['plan_id', 'origin', 'as_at'])
      .execute()
    // What was decided within a reporting period is read from all that was ever decided.
    await db.schema
      .createIndex('decisions_by_plan_id_decided_at')
      .on('decisions')
      .columns(['plan_id', 'decided_at'])
      .execute()
  },
}
