import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** Adds the steps of the machine's clock, and since when a delivery has waited for a platform to take it. */
export const clockSteps: Migration = {
  async up(db) {
    const { identity, text } = engineOf(db)
    await db.schema
      .createTable('clock_steps')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('expected_at', text, (column) => column.notNull())
      .addColumn('shown_at', text, (column) => column.notNull())
      .addColumn('seen_at', text, (column) => column.notNull())
      .addColumn('needs_answer', 'integer', (column) => column.notNull())
      .addColumn('confirmed_at', text)
      .addColumn('ended_at', text)
      .execute()
    await db.schema.alterTable('deliveries').addColumn('waiting_since', text).execute()
  },
}
