import type { Migration } from 'kysely'

/** A tick asks plan by plan what is due and what is overdue. */
export const dueOfAPlan: Migration = {
  async up(db) {
    await db.schema.dropIndex('deliveries_by_state_next_at').execute()
    await db.schema
      .createIndex('deliveries_by_plan_id_state_next_at')
      .on('deliveries')
      .columns(['plan_id', 'state', 'next_at'])
      .execute()
  },
}
