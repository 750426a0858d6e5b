import { type Kysely, type Migration, sql } from 'kysely'
import { engineOf } from '../engine/engine.ts'
import { joinPeople, joinPosts } from './0012-organisation/joined.ts'
import type { Tables } from './0012-organisation/tables.ts'

/**
 * People, accounts, posts, boards, meetings, closed days and school terms rise above the plans; their rows keep the plan
 * under which they came. Plans share a post or a board that has the same code and title in both; one of the same code with
 * another title keeps a code of its own. The trail gets a chain for each plan and one for the organisation, messages and
 * editions of several plans can stand beside each other.
 */
export const organisation: Migration = {
  async up(db: Kysely<Tables>) {
    await addOrganisation(db)
    await addPlansPosts(db)
    await joinPeople(db, await joinPosts(db))
    await db.schema.createIndex('requests_by_number').on('requests').column('number').execute()
    await db.schema.createIndex('people_by_code').unique().on('people').column('code').execute()
    await db.schema
      .createIndex('identities_by_account')
      .unique()
      .on('identities')
      .columns(['platform', 'tenant', 'userId'])
      .execute()
    await db.schema
      .alterTable('conversations')
      .addColumn('boundPlanId', 'integer', (column) => column.references('plans.id'))
      .execute()
    await rebuildTrail(db)
    await rebuildDeliveries(db)
    await rebuildEditions(db)
  },
}

async function addOrganisation(db: Kysely<Tables>): Promise<void> {
  const { text } = engineOf(db)
  await db.schema
    .createTable('organisation')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('timeZone', text, (column) => column.notNull())
    .addColumn('settings', text, (column) => column.notNull())
    .addColumn('changedAt', text, (column) => column.notNull())
    .execute()
  const versions = await db.selectFrom('planVersions').select(['planId', 'settings']).orderBy('id').execute()
  const byPlan = new Map(versions.map((each) => [each.planId, each.settings]))
  const latest = [...byPlan.values()].map((each) => JSON.parse(each) as Settings)
  const [first] = latest
  const plan = await db.selectFrom('plans').select('importedAt').orderBy('id').limit(1).executeTakeFirst()
  if (!first || !plan) return
  const settings = {
    closedDays: unlike(latest.flatMap(({ closedDays = [] }) => closedDays)),
    terms: unlike(latest.flatMap(({ terms = [] }) => terms)),
  }
  await db
    .insertInto('organisation')
    .values({
      id: 1,
      timeZone: first.timeZone,
      settings: JSON.stringify(settings),
      changedAt: plan.importedAt,
    })
    .execute()
}

interface Settings {
  readonly timeZone: string
  readonly closedDays?: readonly object[]
  readonly terms?: readonly object[]
}

function unlike(all: readonly object[]): readonly object[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}

/** What a plan calls the organisation's posts, and which of its boards it has to do with. */
async function addPlansPosts(db: Kysely<Tables>): Promise<void> {
  const { text } = engineOf(db)
  await db.schema
    .createTable('planRoles')
    .addColumn('planId', 'integer', (column) => column.notNull().references('plans.id'))
    .addColumn('roleId', 'integer', (column) => column.notNull().references('roles.id'))
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('title', text, (column) => column.notNull())
    .addColumn('titleBasis', text)
    .addColumn('removedAt', text)
    .addPrimaryKeyConstraint('plan_roles_key', ['planId', 'roleId'])
    .addUniqueConstraint('plan_roles_code', ['planId', 'code'])
    .execute()
  await db.schema
    .createTable('planBodies')
    .addColumn('planId', 'integer', (column) => column.notNull().references('plans.id'))
    .addColumn('bodyId', 'integer', (column) => column.notNull().references('bodies.id'))
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('definition', text, (column) => column.notNull())
    .addColumn('removedAt', text)
    .addPrimaryKeyConstraint('plan_bodies_key', ['planId', 'bodyId'])
    .addUniqueConstraint('plan_bodies_code', ['planId', 'code'])
    .execute()
}

/** Entries of before stay in one chain, under no name. */
async function rebuildTrail(db: Kysely<Tables>): Promise<void> {
  const { text, identity, highestNumber } = engineOf(db)
  const highest = await highestNumber(db, 'trail')
  await db.schema
    .createTable('trailOfChains')
    .addColumn('seq', 'integer', (column) => identity(column.primaryKey()))
    .addColumn('chain', text, (column) => column.notNull())
    .addColumn('planId', 'integer', (column) => column.references('plans.id'))
    .addColumn('ref', text)
    .addColumn('prev', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull().unique())
    .addColumn('payload', text, (column) => column.notNull())
    .addUniqueConstraint('trail_prev', ['chain', 'prev'])
    .execute()
  const columns = ['seq', 'planId', 'ref', 'prev', 'hash', 'payload'] as const
  await db
    .insertInto('trailOfChains')
    .columns([...columns, 'chain'])
    .expression((from) => from.selectFrom('trail').select([...columns, sql<string>`''`.as('chain')]))
    .execute()
  await keepCounting(db, highest)
  await engineOf(db).replaceTable(db, 'trail', 'trail_of_chains')
  await db.schema.createIndex('trail_by_plan_id_ref').on('trail').columns(['planId', 'ref']).execute()
  await db.schema.createIndex('trail_by_chain_seq').on('trail').columns(['chain', 'seq']).execute()
}

/** A number that an entry ever had tells of an entry that was removed, so that the count goes on from it. */
async function keepCounting(db: Kysely<Tables>, highest: number | undefined): Promise<void> {
  if (highest === undefined) return
  const last = await db.selectFrom('trailOfChains').select('seq').orderBy('seq', 'desc').executeTakeFirst()
  if (last?.seq === highest) return
  const removed = { seq: highest, chain: '', planId: null, ref: null, prev: '', hash: '', payload: '' }
  await db.insertInto('trailOfChains').values(removed).execute()
  await db.deleteFrom('trailOfChains').where('seq', '=', highest).execute()
}

/** A message may speak of several plans: it then belongs to none. */
async function rebuildDeliveries(db: Kysely<Tables>): Promise<void> {
  const { text } = engineOf(db)
  const table = db.schema
    .createTable('deliveriesOfPlans')
    .addColumn('key', text, (column) => column.primaryKey())
    .addColumn('planId', 'integer', (column) => column.references('plans.id'))
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('meetingId', 'integer', (column) => column.references('meetings.id'))
    .addColumn('personId', 'integer', (column) => column.references('people.id'))
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('dueAt', text, (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('late', 'integer', (column) => column.notNull())
    .addColumn('payload', text, (column) => column.notNull())
    .addColumn('payloadHash', text, (column) => column.notNull())
    .addColumn('postsArrived', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('postsTotal', 'integer', (column) => column.notNull().defaultTo(1))
  const optional = [
    ...DELIVERY_TEXTS.map((column) => [column, text] as const),
    ...DELIVERY_NUMBERS.map((column) => [column, 'integer'] as const),
  ]
  await optional.reduce((builder, [column, type]) => builder.addColumn(column, type), table).execute()
  const columns = [...DELIVERY_COLUMNS, ...DELIVERY_TEXTS, ...DELIVERY_NUMBERS]
  const list = sql.join(columns.map((each) => sql.ref(each)))
  await sql`insert into ${sql.table('deliveriesOfPlans')} (${list}) select ${list} from deliveries`.execute(
    db,
  )
  await engineOf(db).replaceTable(db, 'deliveries', 'deliveries_of_plans')
  const index = (columnNames: string, ...of: string[]) =>
    db.schema.createIndex(`deliveries_by_${columnNames}`).on('deliveries').columns(of).execute()
  await index('number', 'number')
  await index('meeting_id', 'meetingId', 'kind')
  await index('message_id', 'messageId')
  await index('recheck_at', 'recheckAt')
  await index('plan_id_state_next_at', 'planId', 'state', 'nextAt')
}

const DELIVERY_COLUMNS = [
  ...['key', 'planId', 'kind', 'meetingId', 'personId', 'state', 'dueAt', 'tries', 'late'],
  ...['payload', 'payloadHash', 'postsArrived', 'postsTotal'],
]
const DELIVERY_TEXTS = [
  ...[
    'channel',
    'sentAt',
    'leaseToken',
    'leaseUntil',
    'messageId',
    'subject',
    'platform',
    'tenant',
    'userId',
  ],
  ...['underKey', 'nextAt', 'firstTriedAt', 'triedAt', 'outcome', 'waitingSince', 'recheckAt', 'lookFrom'],
  'trailHead',
]
const DELIVERY_NUMBERS = ['number', 'bodyId', 'looks', 'edition', 'page']

/** A meeting may have an edition of each plan that it hears. */
async function rebuildEditions(db: Kysely<Tables>): Promise<void> {
  const { text, identity } = engineOf(db)
  await db.schema
    .createTable('editionsOfPlans')
    .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
    .addColumn('planId', 'integer', (column) => column.notNull().references('plans.id'))
    .addColumn('bodyId', 'integer', (column) => column.notNull().references('bodies.id'))
    .addColumn('meetingId', 'integer', (column) => column.notNull().references('meetings.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('origin', text, (column) => column.notNull())
    .addColumn('meetingDay', text, (column) => column.notNull())
    .addColumn('asAt', text, (column) => column.notNull())
    .addColumn('facts', text, (column) => column.notNull())
    .addColumn('factsHash', text, (column) => column.notNull())
    .addColumn('previousId', 'integer', (column) => column.references('editions.id'))
    .addColumn('recommendedId', 'integer', (column) => column.references('editions.id'))
    .addColumn('trailHead', text, (column) => column.notNull())
    .addColumn('organisationHead', text)
    .addColumn('storedAt', text, (column) => column.notNull())
    .addUniqueConstraint('editions_of_plans_number', ['planId', 'meetingId', 'number'])
    .execute()
  const columns = [
    ...[
      'id',
      'planId',
      'bodyId',
      'meetingId',
      'number',
      'origin',
      'meetingDay',
      'asAt',
      'facts',
      'factsHash',
    ],
    ...['previousId', 'recommendedId', 'trailHead', 'storedAt'],
  ]
  const list = sql.join(columns.map((each) => sql.ref(each)))
  await sql`insert into ${sql.table('editionsOfPlans')} (${list}) select ${list} from editions`.execute(db)
  await engineOf(db).replaceTable(db, 'editions', 'editions_of_plans')
  await db.schema
    .createIndex('editions_by_plan_id_origin_as_at')
    .on('editions')
    .columns(['planId', 'origin', 'asAt'])
    .execute()
}
