import { type Migration, sql } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** Files that were sent to be imported, and what was answered to the questions that they raise. */
export const imports: Migration = {
  async up(db) {
    const { bytes, identity, text } = engineOf(db)
    await db.schema
      .createTable('import_sessions')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('bytes', bytes)
      .addColumn('hash', text, (column) => column.notNull())
      .addColumn('holder_id', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('asked', text)
      .addColumn('begun_at', text, (column) => column.notNull())
      .addColumn('touched_at', text, (column) => column.notNull())
      .execute()
    // One at a time for each plan: the bytes go when it ends.
    await db.schema
      .createIndex('import_sessions_open')
      .unique()
      .on('import_sessions')
      .column('plan_id')
      .where(sql.ref('bytes'), 'is not', null)
      .execute()
    await db.schema
      .createTable('import_answers')
      .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
      .addColumn('session_id', 'integer', (column) => column.notNull().references('import_sessions.id'))
      .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('answer', text, (column) => column.notNull())
      .addColumn('person_id', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('said_at', text, (column) => column.notNull())
      .addColumn('taken_back_at', text)
      .execute()
    await db.schema.createIndex('import_answers_plan').on('import_answers').column('plan_id').execute()
  },
}
