import type { Migration } from 'kysely'

/** How exact a revised date and one that is asked for are meant to be. Of those of before it is not recorded. */
export const exactDates: Migration = {
  async up(db) {
    for (const table of ['revisions', 'requests'])
      await db.schema.alterTable(table).addColumn('exact', 'text').execute()
  },
}
