import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** Adds channels and accounts on chat platforms, deliveries that are planned ahead, and actions arising from meetings. */
export const meetingClock: Migration = {
  async up(db) {
    const { text } = engineOf(db)
    await platforms(db)
    await deliveries(db)
    await ofPlan(db, 'actions_arising')
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('body_id', 'integer', (column) => column.notNull().references('bodies.id'))
      .addColumn('meeting_id', 'integer', (column) => column.references('meetings.id'))
      .addColumn('text', text, (column) => column.notNull())
      .addColumn('owner', text)
      .addColumn('due_on', text)
      .addColumn('due_as_given', text)
      .addColumn('recorded_by', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('recorded_at', text, (column) => column.notNull())
      .addColumn('done_at', text)
      .addColumn('done_by', 'integer', (column) => column.references('people.id'))
      .addColumn('done_note', text)
      .addUniqueConstraint('actions_arising_number', ['plan_id', 'number'])
      .execute()
    await db.schema
      .createTable('secrets')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('value', text, (column) => column.notNull())
      .execute()
    // The day whose facts a meeting keeps when it was moved after its digest went out and too late for another.
    await db.schema.alterTable('meetings').addColumn('facts_day', text).execute()
  },
}

async function platforms(db: Kysely<unknown>): Promise<void> {
  const { text } = engineOf(db)
  await ofPlan(db, 'channels')
    .addColumn('body_id', 'integer', (column) => column.notNull().references('bodies.id'))
    .addColumn('platform', text, (column) => column.notNull())
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('channel', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('bound_at', text, (column) => column.notNull())
    .addUniqueConstraint('channels_place', ['body_id', 'platform', 'tenant', 'channel'])
    .execute()
  await ofPlan(db, 'link_requests')
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('platform', text, (column) => column.notNull())
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('email', text)
    .addColumn('wanted', text, (column) => column.notNull())
    .addColumn('person_id', 'integer', (column) => column.references('people.id'))
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('asked_at', text, (column) => column.notNull())
    .addColumn('ended_at', text)
    .addColumn('ended_by', 'integer', (column) => column.references('people.id'))
    .addUniqueConstraint('link_requests_number', ['plan_id', 'number'])
    .execute()
  await db.schema.alterTable('identities').addColumn('last_used_at', text).execute()
  await db.schema.alterTable('people').addColumn('prefers', text).execute()
  await db.schema.alterTable('people').addColumn('quiet_until', text).execute()
  await db.schema
    .createTable('platform_references')
    .addColumn('platform', text, (column) => column.notNull())
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('place', text, (column) => column.notNull())
    .addColumn('reference', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('platform_references_place', ['platform', 'tenant', 'place'])
    .execute()
}

/** A delivery is planned before its text is known; the text is composed and frozen before the first try. */
async function deliveries(db: Kysely<unknown>): Promise<void> {
  const { text } = engineOf(db)
  const columns = [
    ['number', 'integer'],
    ['subject', text],
    ['body_id', 'integer'],
    ['platform', text],
    ['tenant', text],
    ['user_id', text],
    ['under_key', text],
    ['next_at', text],
    ['first_tried_at', text],
    ['tried_at', text],
    ['looks', 'integer'],
    ['outcome', text],
  ] as const
  for (const [name, type] of columns) {
    await db.schema.alterTable('deliveries').addColumn(name, type).execute()
  }
  const before = sql`(select count(*) from deliveries as other where other.plan_id = deliveries.plan_id and other.key <= deliveries.key)`
  await sql`update deliveries set number = ${before}, next_at = due_at, looks = 0, subject = '{}'`.execute(db)
  await db.schema.dropIndex('deliveries_by_state_due_at').execute()
  await db.schema
    .createIndex('deliveries_by_state_next_at')
    .on('deliveries')
    .columns(['state', 'next_at'])
    .execute()
  await db.schema
    .createIndex('deliveries_by_number')
    .unique()
    .on('deliveries')
    .columns(['plan_id', 'number'])
    .execute()
  await db.schema
    .createIndex('deliveries_by_meeting_id')
    .on('deliveries')
    .columns(['meeting_id', 'kind'])
    .execute()
  // Finds what a message was about from a reply in its thread.
  await db.schema.createIndex('deliveries_by_message_id').on('deliveries').columns(['message_id']).execute()
  await db.schema
    .createTable('ticks')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('ticked_at', text, (column) => column.notNull())
    .execute()
}

function ofPlan(db: Kysely<unknown>, table: string): CreateTableBuilder<string, string> {
  const { identity } = engineOf(db)
  return db.schema
    .createTable(table)
    .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
    .addColumn('plan_id', 'integer', (column) => column.notNull().references('plans.id'))
}
