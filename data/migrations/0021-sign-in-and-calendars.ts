import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** Signing in with Microsoft or Slack, and the addresses by which people's calendars fetch their meetings. */
export const signInAndCalendars: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema.alterTable('web_sessions').addColumn('name', text).execute()
    await db.schema.alterTable('web_sessions').addColumn('email', text).execute()
    await db.schema
      .alterTable('web_sessions')
      .addColumn('is_guest', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('sign_in_attempts')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('way', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('nonce', text, (column) => column.notNull())
      .addColumn('verifier', text, (column) => column.notNull())
      .addColumn('begun_at', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('calendar_addresses')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('platform', text, (column) => column.notNull())
      .addColumn('tenant', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('made_at', text, (column) => column.notNull())
      .execute()
  },
}
