import type { Migration } from 'kysely'

/** How much plainer than it was composed a message is sent, since its platform refused how it was built. */
export const plainerMessages: Migration = {
  async up(db) {
    await db.schema
      .alterTable('deliveries')
      .addColumn('plainness', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
