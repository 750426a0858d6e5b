import { hash as hashOf } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Insertable, Selectable } from 'kysely'
import { createRowsAudit } from './audit/rows.ts'
import { type Scope, type Seals, seal } from './audit/seals.ts'
import { type FrozenFacts, GENESIS, problemInStored } from './audit/stored.ts'
import { type MayStandFor, REMOVED, type RemovalSeal, readTombstones } from './audit/tombstones.ts'
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
  /** The code of the plan that was spoken of, in an entry of the organisation. */
  readonly spokenOf?: string
}

export interface TrailRow extends TrailEntry {
  readonly seq: number
  readonly planId: number | null
  readonly hash: string
}

/** An entry as it is stored; those of before rows were sealed have no `rows`. */
type Sealed = TrailEntry & { readonly rows?: Seals }

/** The names of the chains: a plan's, the organisation's, and that of before each plan had its own. */
const ORGANISATION = 'organisation'
const JOINT = ''

export function chainOf(planId: number | null): string {
  return planId === null ? ORGANISATION : `plan ${planId}`
}

function scopeOf({ chain, planId }: { chain: string; planId: number | null }): Scope {
  if (chain === JOINT) return 'joint'
  return planId ?? 'organisation'
}

/**
 * Appends to a plan's chain, or to the organisation's (`null`): its people, accounts, boards, meetings and channels. The
 * entry holds the seals of the rows that it speaks of; the lock keeps two writers apart.
 */
export async function appendTrail(trx: Writing, planId: number | null, entry: TrailEntry): Promise<void> {
  if (planId === null) engineOf(trx).organisationWide()
  const [before] = (await latest(trx, { chain: chainOf(planId) })).rows
  if (before) return append(trx, planId, entry, { before })
  await closeJointChain(trx, entry.at)
  const [opened] = (await latest(trx, { chain: chainOf(planId) })).rows
  return append(trx, planId, entry, { before: opened })
}

interface Latest {
  readonly hash: string
  readonly payload: string
}

async function append(
  trx: Writing,
  planId: number | null,
  entry: TrailEntry,
  { before, sealedUpTo }: { before: Latest | undefined; sealedUpTo?: number | undefined },
): Promise<void> {
  const seals = before && (JSON.parse(before.payload) as Sealed).rows
  const rows = await seal(trx, planId ?? 'organisation', { before: seals, sealedUpTo })
  await link(trx, { chain: chainOf(planId), planId, prev: before?.hash ?? GENESIS }, { ...entry, rows })
}

async function link(
  trx: Writing,
  { chain, planId, prev }: { chain: string; planId: number | null; prev: string },
  entry: Sealed,
): Promise<string> {
  const payload = JSON.stringify({ plan: planId, ...entry })
  const hash = digest(prev, payload)
  await newEntry(trx, { chain, planId, ref: entry.ref, prev, hash, payload })
  return hash
}

const newEntry = compiledQuery((db: Database, entry: Placeholders<Insertable<Schema['trail']>>) =>
  db.insertInto('trail').values(entry).compile(),
)

/** Opens a chain for each plan and one for the organisation, and closes the joint one with an entry that names them. */
async function closeJointChain(trx: Writing, at: string): Promise<void> {
  const [end] = (await latest(trx, { chain: JOINT })).rows
  if (!end) return
  const { action, rows } = JSON.parse(end.payload) as Sealed
  if (action === CLOSING) return
  const plans = await trx.selectFrom('plans').select('id').orderBy('id').execute()
  for (const planId of [null, ...plans.map(({ id }) => id)]) {
    const after = { follows: end.hash }
    const opening = { ...CHAIN_ENTRY, at, action: 'chain-opened', after }
    await append(trx, planId, opening, { before: undefined, sealedUpTo: rows?.updates?.upTo })
  }
  const chains = await trx
    .selectFrom('trail')
    .select(['chain', 'hash'])
    .where('chain', '<>', JOINT)
    .orderBy('seq')
    .execute()
  const closing = { ...CHAIN_ENTRY, at, action: CLOSING, after: { chains } }
  await link(trx, { chain: JOINT, planId: null, prev: end.hash }, closing)
}

const CLOSING = 'chain-closed'

const CHAIN_ENTRY = {
  by: 'wsoa',
  identity: 'service',
  onBehalfOf: null,
  ref: null,
  before: null,
  message: null,
}

/** The latest entry of all chains. */
export async function trailEnd(
  db: Database | Writing,
): Promise<{ readonly seq: number; readonly hash: string } | undefined> {
  return (await endOfTrail(db, {})).rows[0]
}

const endOfTrail = compiledQuery((db: Database) =>
  db.selectFrom('trail').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).compile(),
)

/**
 * The hash of the latest entry of a plan's chain, or of the organisation's. Each edition publishes both, which shows later
 * whether an end was cut off.
 */
export async function trailHead(db: Database | Writing, planId: number | null): Promise<string> {
  const [head] = (await latest(db, { chain: chainOf(planId) })).rows
  const [joint] = head ? [] : (await latest(db, { chain: JOINT })).rows
  return head?.hash ?? joint?.hash ?? GENESIS
}

const latest = compiledQuery((db: Database, { chain }: Placeholders<{ chain: string }>) =>
  db
    .selectFrom('trail')
    .select(['hash', 'payload'])
    .where('chain', '=', chain)
    .orderBy('seq', 'desc')
    .limit(1)
    .compile(),
)

/** The entries of a plan, or those under some references. */
export async function readTrail(
  db: Database,
  planId: number,
  ...refs: readonly string[]
): Promise<readonly TrailRow[]> {
  const rows = await allEntries(db)
    .where('planId', '=', planId)
    .$if(refs.length > 0, (query) => query.where(among('ref', refs)))
    .execute()
  return rows.map(readable)
}

/** The entries of the organisation, those of the joint chain among them. */
export async function readOrganisationTrail(db: Database): Promise<readonly TrailRow[]> {
  const rows = await allEntries(db)
    .where(({ or, eb }) => or([eb('chain', '=', ORGANISATION), eb('chain', '=', JOINT)]))
    .execute()
  return rows.map(readable)
}

function allEntries(db: Database) {
  return db.selectFrom('trail').select(['seq', 'planId', 'hash', 'payload']).orderBy('seq')
}

function readable({
  payload,
  ...row
}: Pick<Selectable<Schema['trail']>, 'seq' | 'planId' | 'hash' | 'payload'>): TrailRow {
  return { ...(JSON.parse(payload) as TrailEntry), ...row }
}

export interface Verified {
  readonly entries: number
  /** The hash of the latest entry. */
  readonly head: string
  /** The hash of the latest entry of each chain that takes entries, by its name. */
  readonly heads: ReadonlyMap<string, string>
  /** In how many places texts were removed, under retention or because somebody asked for it; their hashes are kept. */
  readonly removed: number
  /** The first thing that does not fit, with what is wrong about it. */
  readonly broken: Problem | null
}

/** As many entries are read before others have their turn. */
const PAGE = 500

/**
 * Recomputes every chain, which finds an entry that was changed, removed, added or reordered, and compares
 * it with what cannot be changed in the same breath: the numbers given, the heads stored with editions and messages, and
 * the rows that entries speak of. People go on meanwhile, so it reads one state of the database.
 */
export function verifyTrail(db: Database): Promise<Verified> {
  return aside(db, verify)
}

async function verify(db: Database): Promise<Verified> {
  const { mayStandFor, places: removed, problemIn } = await readTombstones(db)
  const rowsAudit = createRowsAudit(db, mayStandFor)
  const frozen: FrozenFacts[] = []
  const removals: (RemovalSeal & { readonly seq: number })[] = []
  const heads = new Map<string, string>()
  let head = GENESIS
  let entries = 0
  let last: number | undefined
  let closing: Sealed | undefined
  for (;;) {
    const rows = await entriesAfter(db, last)
    for (const row of rows) {
      const problem = problemOf(row, heads.get(row.chain), mayStandFor)
      if (problem) return { entries, head, heads, removed, broken: { seq: row.seq, problem } }
      heads.set(row.chain, row.hash)
      head = row.hash
      entries += 1
    }
    if (rows.length === 0) break
    const read = rows.map((row) => ({
      scope: scopeOf(row),
      ...(JSON.parse(row.payload) as Sealed),
      seq: row.seq,
      hash: row.hash,
    }))
    closing = read.find(({ action }) => action === CLOSING) ?? closing
    const broken = await rowsAudit.check(
      read.map(({ seq, ref, scope, rows: seals }) => ({ seq, ref, scope, seals })),
    )
    if (broken) return { entries, head, heads, removed, broken }
    removals.push(...read.flatMap(removedBy))
    frozen.push(...read.flatMap(frozenBy))
    last = rows.at(-1)?.seq
    await setImmediate()
  }
  const broken =
    (await cutOff(db, { entries, last, heads, closing })) ??
    problemIn(removals) ??
    (await rowsAudit.finish()) ??
    (await problemInStored(db, frozen, mayStandFor))
  if (heads.size > 1) heads.delete(JOINT)
  return { entries, head, heads, removed, broken }
}

function frozenBy({ seq, action, after }: Sealed & { readonly seq: number }): readonly FrozenFacts[] {
  if (action !== 'freeze') return []
  return [{ seq, comparedWith: [], ...(after as Omit<FrozenFacts, 'seq' | 'comparedWith'>) }]
}

function removedBy({ seq, action, after }: Sealed & { readonly seq: number }) {
  return action === REMOVED ? [{ seq, ...(after as RemovalSeal) }] : []
}

interface Ends {
  readonly entries: number
  readonly last: number | undefined
  readonly heads: ReadonlyMap<string, string>
  /** The entry that closed the joint chain. */
  readonly closing: Sealed | undefined
}

/** The database counts on from the highest number it ever gave, so a chain that ends before it was cut off. */
async function cutOff(
  db: Database,
  { entries: read, last = 0, heads, closing }: Ends,
): Promise<Problem | null> {
  const highest = await engineOf(db).highestNumber(db, 'trail')
  if (highest !== undefined && highest > last)
    return { seq: null, problem: `entries up to #${highest} were written, and the last there is is #${last}` }
  const plans = await db.selectFrom('plans').select(['id', 'code']).execute()
  if (read === 0 && plans.length > 0) return { seq: null, problem: 'it is empty, although there is a plan' }
  if (heads.has(JOINT) && heads.size === 1) return null
  const organisation = await db.selectFrom('organisation').select('id').executeTakeFirst()
  if (organisation && !heads.has(ORGANISATION))
    return { seq: null, problem: 'the chain of the organisation is empty' }
  const without = plans.find(({ id }) => !heads.has(chainOf(id)))
  if (without) return { seq: null, problem: `the chain of ${without.code} is empty` }
  if (closing && highest !== undefined) return missingSince(db, highest)
  if (!closing && highest !== undefined && highest > read)
    return { seq: null, problem: `${highest} entries were written, and ${read} are there` }
  return null
}

/** Each entry since the joint chain was closed has the next number, so that a gap is an entry that was removed. */
async function missingSince(db: Database, highest: number): Promise<Problem | null> {
  const { first, number } = await db
    .selectFrom('trail')
    .select(({ fn }) => [fn.min('seq').as('first'), fn.countAll<number>().as('number')])
    .where('chain', '<>', JOINT)
    .executeTakeFirstOrThrow()
  // The closing entry stands among them.
  if (highest - first + 1 === number + 1) return null
  return { seq: null, problem: `entries since #${first} were removed` }
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
  row: Selectable<Schema['trail']>,
  head: string | undefined,
  mayStandFor: MayStandFor,
): string | undefined {
  if (row.prev !== (head ?? GENESIS)) {
    return head === undefined
      ? 'it is not the first entry that was written'
      : 'an entry before it was removed, added or moved'
  }
  if (!mayStandFor(row.hash, digest(row.prev, row.payload))) return 'its text was changed'
  const filed = placeIn(row.payload)
  if (!filed) return 'it is no entry of ours'
  const isInPlace = row.chain === JOINT || row.chain === chainOf(row.planId)
  if (filed.plan !== row.planId || filed.ref !== row.ref || !isInPlace)
    return 'it was filed under another plan or item'
  return undefined
}

/** The plan and item that an entry names; undefined for what only looks like an entry. */
function placeIn(payload: string): { readonly plan: number | null; readonly ref: string | null } | undefined {
  try {
    return JSON.parse(payload) as { plan: number | null; ref: string | null }
  } catch {
    return undefined
  }
}

/** The hash by which an entry is linked. */
export function digest(prev: string, payload: string): string {
  return hashOf('sha256', `${prev}\n${payload}`)
}
