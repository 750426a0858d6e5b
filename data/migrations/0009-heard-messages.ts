import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** What a message was heard as, for some days: when it is edited, a correction is offered of what it had recorded. */
export const heardMessages: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema
      .createTable('heard_messages')
      .addColumn('platform', text, (column) => column.notNull())
      .addColumn('tenant', text, (column) => column.notNull())
      .addColumn('message', text, (column) => column.notNull())
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('person_id', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('said', text, (column) => column.notNull())
      .addColumn('line', text, (column) => column.notNull())
      .addColumn('summary', text, (column) => column.notNull())
      .addColumn('batch_id', 'integer')
      .addColumn('heard_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('heard_messages_key', ['platform', 'tenant', 'message'])
      .execute()
  },
}
