import { hash as hashOf } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Insertable } from 'kysely'
import { createRowsAudit } from './audit/rows.ts'
import { type Seals, seal } from './audit/seals.ts'
import { type FrozenFacts, GENESIS, problemInStored } from './audit/stored.ts'
import type { Problem } from './audit/verified.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
import { aside, engineOf } from './engine/engine.ts'
import type { Schema } from './schema.ts'

/** One change: who made it, by which identity, for whom and when, what was before and after, and from which message. */
export interface TrailEntry {
  readonly at: string
  readonly by: string
  /** `platform:tenant:user` */
  readonly identity: string
  readonly onBehalfOf: string | null
  readonly action: string
  readonly ref: string | null
  readonly before: unknown
  readonly after: unknown
  /** The platform's key of the message it came from. */
  readonly message: string | null
}

export interface TrailRow extends TrailEntry {
  readonly seq: number
  readonly hash: string
}

/** An entry as it is stored; those of before rows were sealed have no `rows`. */
type Sealed = TrailEntry & { readonly rows?: Seals }

/** Appends to the chain, with the seals of the rows that it speaks of: the plan's lock keeps two writers apart. */
export async function appendTrail(trx: Writing, planId: number, entry: TrailEntry): Promise<void> {
  const [before] = (await latest(trx, {})).rows
  const prev = before?.hash ?? GENESIS
  const rows = await seal(trx, before && (JSON.parse(before.payload) as Sealed).rows)
  const payload = JSON.stringify({ plan: planId, ...entry, rows })
  const hash = digest(prev, payload)
  await newEntry(trx, { planId, ref: entry.ref, prev, hash, payload })
}

const newEntry = compiledQuery((db: Database, entry: Placeholders<Insertable<Schema['trail']>>) =>
  db.insertInto('trail').values(entry).compile(),
)

/** The latest entry. */
export async function trailEnd(
  db: Database | Writing,
): Promise<{ readonly seq: number; readonly hash: string } | undefined> {
  return db.selectFrom('trail').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
}

/** The hash of the latest entry. Each edition publishes it, which shows later whether the end was cut off. */
export async function trailHead(db: Database): Promise<string> {
  const { rows } = await latest(db, {})
  return rows[0]?.hash ?? GENESIS
}

const latest = compiledQuery((db: Database, _: object) =>
  db.selectFrom('trail').select(['hash', 'payload']).orderBy('seq', 'desc').limit(1).compile(),
)

/** The entries of a plan, or those under some references. */
export async function readTrail(
  db: Database,
  planId: number,
  ...refs: readonly string[]
): Promise<readonly TrailRow[]> {
  const rows = await db
    .selectFrom('trail')
    .select(['seq', 'hash', 'payload'])
    .where('planId', '=', planId)
    .$if(refs.length > 0, (query) => query.where(among('ref', refs)))
    .orderBy('seq')
    .execute()
  return rows.map(({ seq, hash, payload }) => ({ ...(JSON.parse(payload) as TrailEntry), seq, hash }))
}

export interface Verified {
  readonly entries: number
  readonly head: string
  /** The first thing that does not fit, with what is wrong about it. */
  readonly broken: Problem | null
}

/** As many entries are read before others have their turn. */
const PAGE = 500

/**
 * Recomputes the chain over every plan, which finds an entry that was changed, removed, added or reordered, and compares
 * it with what cannot be changed in the same breath: the numbers given, the heads stored with editions and messages, and
 * the rows that entries speak of. People go on meanwhile, so it reads one state of the database.
 */
export function verifyTrail(db: Database): Promise<Verified> {
  return aside(db, verify)
}

async function verify(db: Database): Promise<Verified> {
  const rowsAudit = createRowsAudit(db)
  const frozen: FrozenFacts[] = []
  let prev = GENESIS
  let entries = 0
  let last: number | undefined
  for (;;) {
    const rows = await entriesAfter(db, last)
    for (const row of rows) {
      const problem = problemOf(row, prev, entries)
      if (problem) return { entries, head: prev, broken: { seq: row.seq, problem } }
      prev = row.hash
      entries += 1
    }
    if (rows.length === 0) break
    const read = rows.map(({ seq, payload }) => ({ seq, ...(JSON.parse(payload) as Sealed) }))
    const broken = await rowsAudit.check(read.map(({ seq, ref, rows: seals }) => ({ seq, ref, seals })))
    if (broken) return { entries, head: prev, broken }
    frozen.push(...read.flatMap(frozenBy))
    last = rows.at(-1)?.seq
    await setImmediate()
  }
  const broken =
    (await cutOff(db, { entries, last })) ?? (await rowsAudit.finish()) ?? (await problemInStored(db, frozen))
  return { entries, head: prev, broken }
}

function frozenBy({ seq, action, after }: Sealed & { readonly seq: number }): readonly FrozenFacts[] {
  if (action !== 'freeze') return []
  return [{ seq, comparedWith: [], ...(after as Omit<FrozenFacts, 'seq' | 'comparedWith'>) }]
}

/** The database counts on from the highest number it ever gave, so a chain that ends before it was cut off. */
async function cutOff(
  db: Database,
  { entries, last = 0 }: { entries: number; last: number | undefined },
): Promise<Problem | null> {
  const highest = await engineOf(db).highestNumber(db, 'trail')
  if (highest !== undefined && highest > last)
    return { seq: null, problem: `entries up to #${highest} were written, and the last there is is #${last}` }
  const plan = await db.selectFrom('plans').select('id').limit(1).executeTakeFirst()
  return entries === 0 && plan ? { seq: null, problem: 'it is empty, although there is a plan' } : null
}

/** Starts from the lowest number there is, so that an entry slipped in before the first is found. */
async function entriesAfter(db: Database, after: number | undefined) {
  return db
    .selectFrom('trail')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
    .orderBy('seq')
    .limit(PAGE)
    .execute()
}

function problemOf(
  row: { seq: number; planId: number; ref: string | null; prev: string; hash: string; payload: string },
  prev: string,
  entries: number,
): string | undefined {
  if (row.prev !== prev) {
    return entries === 0
      ? 'it is not the first entry that was written'
      : 'an entry before it was removed, added or moved'
  }
  if (row.hash !== digest(row.prev, row.payload)) return 'its text was changed'
  const filed = placeIn(row.payload)
  if (!filed) return 'it is no entry of ours'
  if (filed.plan !== row.planId || filed.ref !== row.ref) return 'it was filed under another plan or item'
  return undefined
}

/** The plan and item that an entry names; undefined for what only looks like an entry. */
function placeIn(payload: string): { readonly plan: number; readonly ref: string | null } | undefined {
  try {
    return JSON.parse(payload) as { plan: number; ref: string | null }
  } catch {
    return undefined
  }
}

function digest(prev: string, payload: string): string {
  return hashOf('sha256', `${prev}\n${payload}`)
}
