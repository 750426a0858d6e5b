import type { Migration } from 'kysely'

/** Whether an account was linked, or asks to be linked, as that of a guest of the workspace or tenant. */
export const guests: Migration = {
  async up(db) {
    for (const table of ['identities', 'link_requests']) {
      await db.schema
        .alterTable(table)
        .addColumn('is_guest', 'integer', (column) => column.notNull().defaultTo(0))
        .execute()
    }
  },
}
