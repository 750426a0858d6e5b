import type { Transaction } from 'kysely'
import { hashesOf, hashOfPlan, hashOfRows, SEALED_TABLES, type Seals, updatesAfter } from '../audit/seals.ts'
import { REMOVED, sealOfRemoval } from '../audit/tombstones.ts'
import type { Database, Writing } from '../database.ts'
import { hashOf } from '../deliveries.ts'
import { renewStamp } from '../item-changes.ts'
import type { RemovalKind } from '../schema.ts'
import { appendTrail, digest, type TrailEntry, trailEnd } from '../trail.ts'
import type { Stored, TableName } from './registry.ts'

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

/** The tables by names that only the registry knows. */
export type AnyTable = Transaction<Readonly<Record<string, Row>>>

export function anyTable(db: Database | Writing): AnyTable {
  return db as unknown as AnyTable
}

/** A row as it is, and what is put in the place of some of its texts. */
export interface Change {
  readonly stored: Stored
  readonly row: Row
  readonly set: Readonly<Record<string, string | null>>
}

export interface Removal {
  readonly kind: RemovalKind
  readonly planId: number | null
  readonly now: Date
  /** Who asked for it, and why. */
  readonly entry: Pick<TrailEntry, 'by' | 'identity'> & { readonly told: Readonly<Record<string, unknown>> }
}

/**
 * Puts other texts in the place of those that are to go, keeps the hash of what stood there as a tombstone, and tells of it in the trail:
 * whatever was sealed can still be verified.
 */
export async function rewrite(
  trx: Writing,
  { kind, planId, now, entry }: Removal,
  { changes, groups }: { readonly changes: readonly Change[]; readonly groups: UpdateGroups },
): Promise<number> {
  const at = now.toISOString()
  const { id: removal } = await trx
    .insertInto('removals')
    .values({ kind, at })
    .returning('id')
    .executeTakeFirstOrThrow()
  const before = await hashesIn(trx, changes, groups)
  for (const change of changes) await apply(trx, change)
  const after = await hashesIn(trx, changes.map(changed), groups)
  const rows = [...before].flatMap(([place, was]) => {
    const since = after.get(place)
    return since === undefined || since === was ? [] : [{ removalId: removal, place, was, now: since }]
  })
  for (let from = 0; from < rows.length; from += MOST_AT_ONCE)
    await trx
      .insertInto('tombstones')
      .values(rows.slice(from, from + MOST_AT_ONCE))
      .execute()
  for (const { id } of await trx.selectFrom('plans').select('id').execute()) await renewStamp(trx, id, now)
  await appendTrail(trx, planId, {
    at,
    by: entry.by,
    identity: entry.identity,
    onBehalfOf: null,
    action: REMOVED,
    ref: null,
    before: null,
    after: {
      removal,
      tombstones: await sealOfRemoval(trx, removal),
      kind,
      texts: changes.reduce((sum, { set }) => sum + Object.keys(set).length, 0),
      ...entry.told,
    },
    message: null,
  })
  const end = await trailEnd(trx)
  await trx
    .updateTable('removals')
    .set({ entrySeq: end?.seq ?? null })
    .where('id', '=', removal)
    .execute()
  return removal
}

const MOST_AT_ONCE = 200

/** The row as it is after a change. */
function changed({ stored, row, set }: Change): Change {
  return { stored, row: { ...row, ...set }, set }
}

async function apply(trx: Writing, { stored: { table, key }, row, set }: Change): Promise<void> {
  const more =
    typeof set.payload === 'string' && table === 'deliveries' ? { payloadHash: hashOf(set.payload) } : {}
  let query = anyTable(trx)
    .updateTable(table as string)
    .set({ ...set, ...more })
  for (const column of key) query = query.where(column, '=', row[column] ?? null)
  await query.execute()
}

/** The hash of each place that the trail, or a row itself, seals. */
async function hashesIn(
  trx: Writing,
  changes: readonly Change[],
  groups: UpdateGroups,
): Promise<ReadonlyMap<string, string>> {
  const of = (table: TableName) =>
    changes.filter(({ stored }) => stored.table === table).map(({ row }) => row)
  const found = new Map<string, string>()
  for (const table of SEALED_TABLES) {
    const ids = of(table).map(({ id }) => Number(id))
    const hashes = ids.length === 0 ? {} : await hashesOf(trx, table, ids, 'joint')
    for (const [id, hash] of Object.entries(hashes)) found.set(`${table} ${id}`, hash)
  }
  for (const [id, hash] of await groups.hashesOf(trx, of('updates'))) found.set(`updates ${id}`, hash)
  for (const { number, payload } of of('deliveries'))
    found.set(`deliveries ${number}`, hashOf(String(payload)))
  for (const { id, facts } of of('editions')) found.set(`editions ${id}`, hashOf(String(facts)))
  for (const { seq, prev, payload } of of('trail'))
    found.set(`trail ${seq}`, digest(String(prev), String(payload)))
  const plans = new Set(PLAN_PARTS.flatMap(of).map(({ planId }) => Number(planId)))
  for (const planId of plans) found.set(`plans ${planId}`, await hashOfPlan(trx, planId))
  if (ORGANISATION_PARTS.some((table) => of(table).length > 0))
    found.set('organisation', await hashOfPlan(trx, 'organisation'))
  return found
}

const PLAN_PARTS = ['planRoles', 'planBodies', 'measures'] as const satisfies readonly TableName[]
const ORGANISATION_PARTS = ['organisation', 'roles', 'bodies'] as const satisfies readonly TableName[]

/** Updates are sealed together, as many as came between two entries. */
export interface UpdateGroups {
  readonly hashesOf: (trx: Writing, updates: readonly Row[]) => Promise<ReadonlyMap<number, string>>
}

interface Group {
  /** Undefined in the joint chain. */
  readonly planId: number | undefined
  readonly after: number | undefined
  readonly upTo: number
}

/** Reads on in the trail with each question, so that one may be asked for many. */
export function createUpdateGroups(): UpdateGroups {
  const groups: Group[] = []
  const upTo = new Map<string, number>()
  let last = 0

  async function readOn(trx: Writing): Promise<void> {
    const rows = await trx
      .selectFrom('trail')
      .select(['seq', 'chain', 'planId', 'payload'])
      .where('seq', '>', last)
      .orderBy('seq')
      .execute()
    for (const { seq, chain, planId, payload } of rows) {
      last = seq
      const { rows: seals } = JSON.parse(payload) as { readonly rows?: Seals }
      if (!seals?.updates) continue
      const after = upTo.get(chain) ?? upTo.get('')
      if (seals.updates.hash !== undefined)
        groups.push({
          planId: chain === '' ? undefined : (planId ?? undefined),
          after,
          upTo: seals.updates.upTo,
        })
      upTo.set(chain, seals.updates.upTo)
    }
  }

  return {
    hashesOf: async (trx, updates) => {
      const hashes = new Map<number, string>()
      if (updates.length === 0) return hashes
      await readOn(trx)
      const known = new Map<Group, string>()
      for (const { id, planId } of updates) {
        const group = groups.find(
          (each) =>
            (each.planId === undefined || each.planId === planId) &&
            Number(id) > (each.after ?? Number.NEGATIVE_INFINITY) &&
            Number(id) <= each.upTo,
        )
        if (!group) continue
        const { after, upTo: end, planId: of } = group
        const hash = known.get(group) ?? hashOfRows(await updatesAfter(trx, after, { planId: of, upTo: end }))
        known.set(group, hash)
        hashes.set(Number(id), hash)
      }
      return hashes
    },
  }
}
