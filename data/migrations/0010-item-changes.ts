import type { CreateTableBuilder, Kysely, Migration } from 'kysely'
import { engineOf } from '../engine/engine.ts'

/** The columns at the time of this migration that it reads and writes. */
interface Tables {
  readonly plans: { readonly id: number; readonly settings: string; readonly importedAt: string }
  readonly trail: { readonly seq: number; readonly planId: number; readonly payload: string }
  readonly areas: {
    readonly id: number
    readonly planId: number
    readonly code: string
    readonly title: string
    readonly details: string
    readonly sortOrder: number
    readonly removedAt: string | null
  }
  readonly items: {
    readonly id: number
    readonly planId: number
    readonly areaId: number
    readonly actionId: number | null
    readonly kind: 'action' | 'sub-action'
    readonly ref: string
    readonly title: string
    readonly startOn: string | null
    readonly dueOn: string | null
    readonly dueAsGiven: string | null
    readonly ongoing: number
    readonly reviewOn: string | null
    readonly reviewAsGiven: string | null
    readonly details: string
    readonly sortOrder: number
    readonly removedAt: string | null
  }
  readonly itemRoles: { readonly itemId: number; readonly roleId: number; readonly sortOrder: number }
  readonly roles: { readonly id: number; readonly code: string }
  readonly itemsAlone: { readonly id: number; readonly planId: number }
  readonly itemChanges: {
    readonly planId: number
    readonly itemId: number
    readonly kind: string
    readonly facts: string
    readonly holdsFrom: string
    readonly recordedAt: string
    readonly source: string
  }
  readonly planVersions: {
    readonly planId: number
    readonly settings: string
    readonly holdsFrom: string
    readonly recordedAt: string
  }
}

/** Before every day that can be named. */
const FROM_THE_START = '0001-01-01T00:00:00.000Z'

/**
 * What the plan says of its items and of itself becomes rows with the instant from which they hold. What the database had
 * holds from the start, so that every past day reads as it did. What earlier imports took out left at that time, and is there
 * on the days before. Areas become items of the outermost level, with ids behind those of the items.
 */
export const itemChanges: Migration = {
  async up(db: Kysely<Tables>) {
    const plans = await db
      .selectFrom('plans')
      .select(['id', 'settings', 'importedAt'])
      .orderBy('id')
      .execute()
    const structure = await readStructure(db)
    await db.schema.dropTable('itemRoles').execute()
    await reduceItems(db, structure)
    await db.schema.dropTable('areas').execute()
    await db.schema.alterTable('plans').dropColumn('settings').execute()
    await addTables(db)
    await widenIndex(db)
    for (const { id: planId, settings, importedAt } of plans) {
      const recordedAt = (await firstImport(db, planId)) ?? importedAt
      const fromTheStart = { planId, holdsFrom: FROM_THE_START, recordedAt }
      await db
        .insertInto('planVersions')
        .values({ ...fromTheStart, settings })
        .execute()
      const own = structure.filter((each) => each.planId === planId)
      for (const { id, facts } of own) {
        const joined = { itemId: id, kind: 'joined', facts: JSON.stringify(facts), source: 'import' }
        await db
          .insertInto('itemChanges')
          .values({ ...fromTheStart, ...joined })
          .execute()
      }
      for (const { id, removedAt } of own) {
        if (removedAt === null) continue
        const left = {
          kind: 'left',
          facts: JSON.stringify({ left: { why: 'not-in-file' } }),
          source: 'import',
        }
        await db
          .insertInto('itemChanges')
          .values({ planId, itemId: id, ...left, holdsFrom: removedAt, recordedAt: removedAt })
          .execute()
      }
    }
  },
}

/** What becomes an item of the plan. */
interface Structured {
  readonly id: number
  readonly planId: number
  readonly wasArea: boolean
  readonly facts: object
  readonly removedAt: string | null
}

async function readStructure(db: Kysely<Tables>): Promise<readonly Structured[]> {
  const areas = await db.selectFrom('areas').selectAll().orderBy('id').execute()
  const items = await db.selectFrom('items').selectAll().orderBy('id').execute()
  const owners = await db
    .selectFrom('itemRoles')
    .innerJoin('roles', 'roles.id', 'itemRoles.roleId')
    .select(['itemRoles.itemId', 'roles.code'])
    .orderBy('itemRoles.sortOrder')
    .execute()
  const highest = Math.max(0, ...items.map(({ id }) => id))
  const areaIds = new Map(areas.map(({ id }, index) => [id, highest + 1 + index]))
  return [
    ...areas.map(({ id, planId, removedAt, ...area }) => ({
      id: areaIds.get(id) ?? 0,
      planId,
      wasArea: true,
      facts: areaFacts(area),
      removedAt,
    })),
    ...items.map((item) => ({
      id: item.id,
      planId: item.planId,
      wasArea: false,
      facts: itemFacts(item, {
        area: areaIds.get(item.areaId) ?? null,
        owners: owners.filter(({ itemId }) => itemId === item.id).map(({ code }) => code),
      }),
      removedAt: item.removedAt,
    })),
  ]
}

function areaFacts({
  code,
  title,
  sortOrder,
  details,
}: Pick<Tables['areas'], 'code' | 'title' | 'sortOrder' | 'details'>): object {
  return {
    ref: code,
    level: 0,
    parent: null,
    title,
    order: sortOrder,
    leads: [],
    owners: [],
    supports: [],
    start: null,
    due: null,
    ongoing: false,
    review: null,
    details: {
      aspects: [],
      outcomes: [],
      progress: [],
      notes: [],
      ...(JSON.parse(details) as object),
    },
  }
}

/** The one owner of an action was its lead. */
function itemFacts(
  item: Tables['items'],
  { area, owners }: { area: number | null; owners: readonly string[] },
): object {
  const isAction = item.kind === 'action'
  return {
    ref: item.ref,
    level: isAction ? 1 : 2,
    parent: item.actionId ?? area,
    title: item.title,
    order: item.sortOrder,
    leads: isAction ? owners : [],
    owners: isAction ? [] : owners,
    supports: [],
    start: item.startOn,
    due: givenDay(item.dueOn, item.dueAsGiven),
    ongoing: item.ongoing === 1,
    review: givenDay(item.reviewOn, item.reviewAsGiven),
    details: JSON.parse(item.details) as object,
  }
}

/** How exact a day was meant to be was not kept. */
function givenDay(on: string | null, asGiven: string | null): object | null {
  return on !== null && asGiven !== null ? { on, asGiven } : null
}

/** When the plan's first import was recorded; undefined without a trail. */
async function firstImport(db: Kysely<Tables>, planId: number): Promise<string | undefined> {
  const first = await db
    .selectFrom('trail')
    .select('payload')
    .where('planId', '=', planId)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return first && (JSON.parse(first.payload) as { readonly at: string }).at
}

/** Leaves of an item that there is one. What refers to items goes on to, as the table keeps its name and its ids. */
async function reduceItems(db: Kysely<Tables>, structure: readonly Structured[]): Promise<void> {
  await ofPlan(db, 'itemsAlone').execute()
  await db
    .insertInto('itemsAlone')
    .columns(['id', 'planId'])
    .expression((from) => from.selectFrom('items').select(['id', 'planId']))
    .execute()
  for (const { id, planId, wasArea } of structure) {
    if (wasArea) await db.insertInto('itemsAlone').values({ id, planId }).execute()
  }
  await engineOf(db).replaceTable(db, 'items', 'items_alone')
  await db.schema.createIndex('items_by_plan_id').on('items').column('planId').execute()
}

async function addTables(db: Kysely<Tables>): Promise<void> {
  const { text } = engineOf(db)
  await ofPlan(db, 'itemChanges')
    .addColumn('itemId', 'integer', (column) => column.notNull().references('items.id'))
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('facts', text, (column) => column.notNull())
    .addColumn('holdsFrom', text, (column) => column.notNull())
    .addColumn('recordedAt', text, (column) => column.notNull())
    .addColumn('personId', 'integer', (column) => column.references('people.id'))
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('basis', text)
    .addColumn('reason', text)
    .addColumn('correctsId', 'integer', (column) => column.references('item_changes.id'))
    .execute()
  await db.schema
    .createIndex('item_changes_by_plan_id_holds_from')
    .on('itemChanges')
    .columns(['planId', 'holdsFrom', 'id'])
    .execute()
  await db.schema
    .createIndex('item_changes_by_item_id')
    .on('itemChanges')
    .columns(['itemId', 'holdsFrom', 'id'])
    .execute()
  await ofPlan(db, 'planVersions')
    .addColumn('settings', text, (column) => column.notNull())
    .addColumn('holdsFrom', text, (column) => column.notNull())
    .addColumn('recordedAt', text, (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('plan_versions_by_plan_id')
    .on('planVersions')
    .columns(['planId', 'holdsFrom', 'id'])
    .execute()
}

/** The latest that was said of an item, but for an undo, is found in the index alone: a deep past takes fewer pages. */
async function widenIndex(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropIndex('updates_by_item_id_effective_at_id').execute()
  await db.schema
    .createIndex('updates_by_item_id_effective_at_id_kind')
    .on('updates')
    .columns(['item_id', 'effective_at', 'id', 'kind'])
    .execute()
}

function ofPlan(db: Kysely<Tables>, table: string): CreateTableBuilder<string, string> {
  const { identity } = engineOf(db)
  return db.schema
    .createTable(table)
    .addColumn('id', 'integer', (column) => identity(column.primaryKey()))
    .addColumn('planId', 'integer', (column) => column.notNull().references('plans.id'))
}
