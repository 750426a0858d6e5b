import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** The e-mail addresses that wait for the number in their test message. */
export const mailProofs: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema
      .createTable('mail_proofs')
      .addColumn('person_id', 'integer', (column) => column.primaryKey().notNull().references('people.id'))
      .addColumn('account', text, (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('sent_at', text, (column) => column.notNull())
      .addColumn('wrong_numbers', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
