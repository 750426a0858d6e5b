import type { Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** Who is signed in to the web pages, the links by which they sign in, and what is kept for them from one page to the next. */
export const webSessions: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await db.schema
      .createTable('web_sessions')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('platform', text, (column) => column.notNull())
      .addColumn('tenant', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('started_at', text, (column) => column.notNull())
      .addColumn('used_at', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('sign_in_links')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('platform', text, (column) => column.notNull())
      .addColumn('tenant', text, (column) => column.notNull())
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('made_at', text, (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('page_notes')
      .addColumn('hash', text, (column) => column.primaryKey().notNull())
      .addColumn('account', text, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addColumn('kept_at', text, (column) => column.notNull())
      .execute()
  },
}
