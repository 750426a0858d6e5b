import type { Database } from '../database.ts'
import {
  hashesOf,
  hashOfPlan,
  hashOfRows,
  SEALED_TABLES,
  type SealedTable,
  type Seals,
  updatesAfter,
} from './seals.ts'
import type { Problem } from './verified.ts'

/** An entry with its seals, in the order of the chain. */
interface SealedEntry {
  readonly seq: number
  readonly ref: string | null
  readonly seals: Seals | undefined
}

/** Compares the rows in the file with what the entries of the chain sealed, page by page. */
export interface RowsAudit {
  /** The first entry of a page whose updates are not those that it sealed. */
  readonly check: (entries: readonly SealedEntry[]) => Promise<Problem | null>
  /** What does not agree at the end of the chain. */
  readonly finish: () => Promise<Problem | null>
}

/** The hash that a row should have, and the entry that says so. */
interface Sealed {
  readonly seq: number
  readonly ref: string | null
  readonly hash: string
}

export function createRowsAudit(db: Database): RowsAudit {
  let upTo: number | undefined
  let plan: Omit<Sealed, 'ref'> | undefined
  const sealed = new Map<SealedTable, Map<string, Sealed>>()

  function take({ seq, ref, seals }: SealedEntry): void {
    // What an older entry sealed of the plan stood in tables that are no more.
    if (seals?.plan !== undefined && seals.shape !== undefined) plan = { seq, hash: seals.plan }
    for (const table of SEALED_TABLES) {
      const rows = seals?.rows?.[table]
      if (!rows) continue
      const known = rows.all ? new Map<string, Sealed>() : (sealed.get(table) ?? new Map<string, Sealed>())
      for (const [id, hash] of Object.entries(rows.hashes)) known.set(id, { seq, ref, hash })
      sealed.set(table, known)
    }
  }

  return {
    check: async (entries) => {
      const last = entries.findLast(({ seals }) => seals !== undefined)?.seals?.updates.upTo
      const rows = last === undefined ? [] : await updatesAfter(db, upTo, last)
      let taken = 0
      for (const entry of entries) {
        take(entry)
        if (!entry.seals) continue
        const { hash } = entry.seals.updates
        upTo = entry.seals.updates.upTo
        if (hash === undefined) continue
        const from = taken
        while ((rows[taken]?.id ?? Number.POSITIVE_INFINITY) <= upTo) taken += 1
        if (hashOfRows(rows.slice(from, taken)) !== hash)
          return { seq: entry.seq, problem: updateProblem(entry.ref) }
      }
      return null
    },
    finish: async () => {
      const [added] = upTo === undefined ? [] : await updatesAfter(db, upTo)
      if (added) return { seq: null, problem: `update #${added.id} is in the file, and no entry tells of it` }
      for (const [table, known] of sealed) {
        const problem = problemIn(NAMES[table], known, {
          all: await hashesOf(db, table, 'all'),
          every: await hashesOf(db, table, 'every'),
        })
        if (problem) return problem
      }
      if (plan && (await hashOfPlan(db)) !== plan.hash)
        return { seq: plan.seq, problem: 'the plan in the file is not the one that it imported' }
      return null
    },
  }
}

function problemIn(
  name: string,
  known: ReadonlyMap<string, Sealed>,
  found: { all: Readonly<Record<string, string>>; every: Readonly<Record<string, string>> },
): Problem | null {
  for (const [id, { seq, ref, hash }] of known) {
    const there = found.every[id]
    if (there === hash) continue
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
  meetings: 'meeting',
  itemChanges: 'item change',
  planVersions: 'plan version',
}
