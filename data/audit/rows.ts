import type { Database } from '../database.ts'
import {
  hashesOf,
  hashOfPlan,
  hashOfRows,
  type Scope,
  SEALED_TABLES,
  type SealedTable,
  type Seals,
  updatesAfter,
} from './seals.ts'
import type { MayStandFor } from './tombstones.ts'
import type { Problem } from './verified.ts'

/** An entry with its seals, in the order in which it was written. */
interface SealedEntry {
  readonly seq: number
  readonly ref: string | null
  readonly scope: Scope
  readonly seals: Seals | undefined
}

/** Compares the rows in the file with what the entries of the chains sealed, page by page. */
export interface RowsAudit {
  /** The first entry of a page whose updates are not those that it sealed. */
  readonly check: (entries: readonly SealedEntry[]) => Promise<Problem | null>
  /** What does not agree at the end of the chains. */
  readonly finish: () => Promise<Problem | null>
}

/** The hash that a row should have, and the entry that says so. */
interface Sealed {
  readonly seq: number
  readonly ref: string | null
  readonly hash: string
}

/** What the entries of one chain sealed so far. */
interface Known {
  upTo: number | undefined
  plan: Omit<Sealed, 'ref'> | undefined
  readonly rows: Map<SealedTable, Map<string, Sealed>>
}

export function createRowsAudit(db: Database, mayStandFor: MayStandFor): RowsAudit {
  const chains = new Map<Scope, Known>()

  function knownOf(scope: Scope): Known {
    const known = chains.get(scope) ?? { upTo: chains.get('joint')?.upTo, plan: undefined, rows: new Map() }
    chains.set(scope, known)
    return known
  }

  async function checkUpdates(scope: Scope, entries: readonly SealedEntry[]): Promise<Problem | null> {
    const known = knownOf(scope)
    const planId = typeof scope === 'number' ? scope : undefined
    const last = entries.findLast(({ seals }) => seals?.updates)?.seals?.updates?.upTo
    const rows = last === undefined ? [] : await updatesAfter(db, known.upTo, { upTo: last, planId })
    let taken = 0
    for (const entry of entries) {
      take(known, entry)
      const { upTo, hash } = entry.seals?.updates ?? {}
      if (upTo === undefined) continue
      known.upTo = upTo
      if (hash === undefined) continue
      const from = taken
      while ((rows[taken]?.id ?? Number.POSITIVE_INFINITY) <= upTo) taken += 1
      if (!mayStandFor(hash, hashOfRows(rows.slice(from, taken))))
        return { seq: entry.seq, problem: updateProblem(entry.ref) }
    }
    return null
  }

  return {
    check: async (entries) => {
      for (const scope of new Set(entries.map((each) => each.scope))) {
        const problem = await checkUpdates(
          scope,
          entries.filter((each) => each.scope === scope),
        )
        if (problem) return problem
      }
      return null
    },
    finish: async () => {
      const scopes = [...chains.keys()].filter((scope) => scope !== 'joint')
      return (
        (await addedUpdate(db, chains)) ??
        // The chains that followed the joint one sealed all there was.
        (await firstOf(scopes.length > 0 ? scopes : [...chains.keys()], (scope) =>
          problemIn(db, scope, { known: knownOf(scope), mayStandFor }),
        ))
      )
    },
  }
}

async function firstOf(
  scopes: readonly Scope[],
  problemOf: (scope: Scope) => Promise<Problem | null>,
): Promise<Problem | null> {
  for (const scope of scopes) {
    const problem = await problemOf(scope)
    if (problem) return problem
  }
  return null
}

async function addedUpdate(db: Database, chains: ReadonlyMap<Scope, Known>): Promise<Problem | null> {
  const joint = chains.get('joint')?.upTo
  for (const { id: planId } of await db.selectFrom('plans').select('id').execute()) {
    const upTo = chains.get(planId)?.upTo ?? joint
    const [added] = upTo === undefined ? [] : await updatesAfter(db, upTo, { planId })
    if (added) return { seq: null, problem: `update #${added.id} is in the file, and no entry tells of it` }
  }
  return null
}

function take(known: Known, { seq, ref, scope, seals }: SealedEntry): void {
  // What an older entry of the joint chain sealed of the plan stood in tables that are no more.
  const isReadable = scope !== 'joint' || seals?.shape !== undefined
  if (seals?.plan !== undefined && isReadable) known.plan = { seq, hash: seals.plan }
  for (const table of SEALED_TABLES) {
    const rows = seals?.rows?.[table]
    if (!rows) continue
    const before = rows.all ? undefined : known.rows.get(table)
    const hashes = before ?? new Map<string, Sealed>()
    for (const [id, hash] of Object.entries(rows.hashes)) hashes.set(id, { seq, ref, hash })
    known.rows.set(table, hashes)
  }
}

async function problemIn(
  db: Database,
  scope: Scope,
  { known: { rows, plan }, mayStandFor }: { readonly known: Known; readonly mayStandFor: MayStandFor },
): Promise<Problem | null> {
  for (const [table, known] of rows) {
    const problem = problemInTable(NAMES[table], known, {
      all: await hashesOf(db, table, 'all', scope),
      every: await hashesOf(db, table, 'every', scope),
      mayStandFor,
    })
    if (problem) return problem
  }
  if (plan && !mayStandFor(plan.hash, await hashOfPlan(db, scope))) {
    const what = scope === 'organisation' ? 'the organisation' : 'the plan'
    return { seq: plan.seq, problem: `${what} in the file is not the one that it imported` }
  }
  return null
}

function problemInTable(
  name: string,
  known: ReadonlyMap<string, Sealed>,
  found: {
    all: Readonly<Record<string, string>>
    every: Readonly<Record<string, string>>
    mayStandFor: MayStandFor
  },
): Problem | null {
  for (const [id, { seq, ref, hash }] of known) {
    const there = found.every[id]
    if (there !== undefined && found.mayStandFor(hash, there)) continue
    const what = `${name} #${id}${ref === null ? '' : ` of ${ref}`}`
    return {
      seq,
      problem: there === undefined ? `${what} was taken away` : `${what} was changed in the file`,
    }
  }
  const added = Object.keys(found.all).find((id) => !known.has(id))
  return added === undefined
    ? null
    : { seq: null, problem: `${name} #${added} is in the file, and no entry tells of it` }
}

function updateProblem(ref: string | null): string {
  const what = ref === null ? 'an update' : `an update of ${ref}, or of what was said with it,`
  return `${what} was changed, added or taken away in the file`
}

const NAMES: Readonly<Record<SealedTable, string>> = {
  requests: 'request',
  decisions: 'decision',
  revisions: 'revised date',
  actionsArising: 'action arising',
  boardEntries: 'entry of a board',
  meetings: 'meeting',
  itemChanges: 'item change',
  planVersions: 'plan version',
}
