import { hash as hashOf } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Database, Writing } from './database.ts'
import { compiledQuery, type Placeholders } from './engine/compiled-query.ts'
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

/** The `prev` of the first entry. */
const GENESIS = '0'.repeat(64)

/** Appends to the chain: the plan's lock keeps two writers apart. */
export async function appendTrail(trx: Writing, planId: number, entry: TrailEntry): Promise<void> {
  const prev = await trailHead(trx)
  const payload = JSON.stringify({ plan: planId, ...entry })
  const hash = digest(prev, payload)
  await newEntry(trx, { planId, ref: entry.ref, prev, hash, payload })
}

const newEntry = compiledQuery((db: Database, entry: Placeholders<Insertable<Schema['trail']>>) =>
  db.insertInto('trail').values(entry).compile(),
)

/** The hash of the latest entry. Each edition publishes it, which shows later whether the end was cut off. */
export async function trailHead(db: Database): Promise<string> {
  const { rows } = await head(db, {})
  return rows[0]?.hash ?? GENESIS
}

const head = compiledQuery((db: Database, _: object) =>
  db.selectFrom('trail').select('hash').orderBy('seq', 'desc').limit(1).compile(),
)

export async function readTrail(db: Database, planId: number, ref?: string): Promise<readonly TrailRow[]> {
  const rows = await db
    .selectFrom('trail')
    .select(['seq', 'hash', 'payload'])
    .where('planId', '=', planId)
    .$if(ref !== undefined, (query) => query.where('ref', '=', ref ?? ''))
    .orderBy('seq')
    .execute()
  return rows.map(({ seq, hash, payload }) => ({ ...(JSON.parse(payload) as TrailEntry), seq, hash }))
}

export interface Verified {
  readonly entries: number
  readonly head: string
  /** The first entry that does not fit, with what is wrong about it. */
  readonly broken: { readonly seq: number; readonly problem: string } | null
}

const PAGE = 5_000

/** Recomputes the chain over every plan, which finds an entry that was changed, removed, added or reordered. */
export async function verifyTrail(db: Database): Promise<Verified> {
  let prev = GENESIS
  let entries = 0
  for (let after: number | undefined; ; ) {
    const rows = await entriesAfter(db, after)
    for (const row of rows) {
      const problem = problemOf(row, prev, entries)
      if (problem) return { entries, head: prev, broken: { seq: row.seq, problem } }
      prev = row.hash
      entries += 1
    }
    const last = rows.at(-1)
    if (!last) return { entries, head: prev, broken: null }
    after = last.seq
  }
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
