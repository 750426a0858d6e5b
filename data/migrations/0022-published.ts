import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** What was published of each plan, and the tokens by which people's assistants ask. */
export const published: Migration = {
  async up(db) {
    const { identity, text } = engineOf(db)
    await db.schema
      .createTable('publications')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('edition_id', 'integer', (column) => column.notNull().references('editions.id'))
      .addColumn('document', text, (column) => column.notNull())
      .addColumn('published_at', text, (column) => column.notNull())
      .addColumn('published_by', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('correction', text)
      .addColumn('withdrawn_at', text)
      .execute()
    await db.schema
      .createIndex('publications_of_plan')
      .on('publications')
      .columns(['plan_id', 'id'])
      .execute()
    await db.schema
      .createTable('assistant_tokens')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('platform', text, (column) => column.notNull())
      .addColumn('tenant', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('made_at', text, (column) => column.notNull())
      .execute()
  },
}
