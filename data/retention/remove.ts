import { setImmediate } from 'node:timers/promises'
import type { Database, Writing } from '../database.ts'
import { engineOf, write } from '../engine/engine.ts'
import { STORED, type Stored } from './registry.ts'
import { anyTable, type Change, createUpdateGroups, type Removal, type Row, rewrite } from './rewrite.ts'

/** What becomes of a row: other texts, or nothing. It depends on the row alone, so that it may be asked again. */
export type Edit = (stored: Stored, row: Row) => Change['set'] | 'delete' | undefined

/** As many rows are read before others have their turn, and changed in one transaction. */
const PAGE = 500

/** A row that an edit would change. */
export interface Found {
  readonly stored: Stored
  readonly row: Row
  readonly edit: Change['set'] | 'delete'
}

/** Looks through every table that holds texts. */
export async function findRows(db: Database, edit: Edit): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const stored of STORED.filter(({ texts }) => texts.size > 0)) {
    for (let offset = 0; ; offset += PAGE) {
      const rows = await pageOf(db, stored, offset)
      await setImmediate()
      for (const row of rows) {
        const change = edited(edit, stored, row)
        if (change !== undefined) found.push({ stored, row, edit: change })
      }
      if (rows.length < PAGE) break
    }
  }
  return found
}

function pageOf(db: Database, { table, key }: Stored, offset: number): Promise<readonly Row[]> {
  let query = anyTable(db)
    .selectFrom(table as string)
    .selectAll()
    .limit(PAGE)
    .offset(offset)
  for (const column of key) query = query.orderBy(column)
  return query.execute()
}

/** What an edit changes; undefined where it would put what is there already. */
function edited(edit: Edit, stored: Stored, row: Row): Found['edit'] | undefined {
  const change = edit(stored, row)
  if (change === undefined || change === 'delete') return change
  const set = Object.entries(change).filter(([column, value]) => row[column] !== value)
  return set.length === 0 ? undefined : Object.fromEntries(set)
}

/**
 * Carries an edit out on rows that were found: as they are then, in one transaction, or in one for each page. What a kill leaves is
 * found the next time. Returns the rows that were changed.
 */
export async function removeIn(
  db: Database,
  removal: Removal,
  { found, edit, page = found.length }: { found: readonly Found[]; edit: Edit; page?: number },
): Promise<readonly Found[]> {
  const groups = createUpdateGroups()
  const done: Found[] = []
  for (let from = 0; from < found.length; from += Math.max(page, 1)) {
    const part = found.slice(from, from + Math.max(page, 1))
    const now = await write(db, null, (trx) => removePage(trx, removal, { part, edit, groups }))
    done.push(...now)
  }
  return done
}

async function removePage(
  trx: Writing,
  removal: Removal,
  {
    part,
    edit,
    groups,
  }: { part: readonly Found[]; edit: Edit; groups: ReturnType<typeof createUpdateGroups> },
): Promise<readonly Found[]> {
  const still: Found[] = []
  for (const { stored, row } of part) {
    const present = await presentRow(trx, stored, row)
    const change = present && edited(edit, stored, present)
    if (present && change !== undefined) still.push({ stored, row: present, edit: change })
  }
  for (const { stored, row, edit: change } of still)
    if (change === 'delete') await deleteRow(trx, stored, row)
  const changes = still.flatMap(({ stored, row, edit: set }) =>
    set === 'delete' ? [] : [{ stored, row, set }],
  )
  const quiet = changes.filter(({ stored }) => isQuiet(stored))
  if (quiet.length === changes.length)
    for (const { stored, row, set } of quiet) await setRow(trx, stored, row, set)
  else await rewrite(trx, withCounts(removal, changes), { changes, groups })
  return still
}

/** What is forgotten in any case within days needs no entry. */
function isQuiet({ kept }: Stored): boolean {
  return kept?.period === 'conversation'
}

function withCounts(removal: Removal, changes: readonly Change[]): Removal {
  const counts: Record<string, number> = {}
  for (const { stored } of changes) counts[stored.says] = (counts[stored.says] ?? 0) + 1
  const { entry } = removal
  return { ...removal, entry: { ...entry, told: { ...entry.told, rows: counts } } }
}

async function presentRow(trx: Writing, { table, key }: Stored, row: Row): Promise<Row | undefined> {
  let query = anyTable(trx)
    .selectFrom(table as string)
    .selectAll()
  for (const column of key) query = query.where(column, '=', row[column] ?? null)
  return query.executeTakeFirst()
}

async function deleteRow(trx: Writing, { table, key }: Stored, row: Row): Promise<void> {
  let query = anyTable(trx).deleteFrom(table as string)
  for (const column of key) query = query.where(column, '=', row[column] ?? null)
  await query.execute()
}

async function setRow(trx: Writing, { table, key }: Stored, row: Row, set: Change['set']): Promise<void> {
  let query = anyTable(trx)
    .updateTable(table as string)
    .set(set)
  for (const column of key) query = query.where(column, '=', row[column] ?? null)
  await query.execute()
}

/**
 * Clears the file of what stood where texts were removed; false while somebody reads an older state, and the next time tries
 * again. Does nothing where nothing was removed since.
 */
export async function eraseRemains(db: Database, now: Date, { always = false } = {}): Promise<boolean> {
  const open = await db.selectFrom('removals').select('id').where('erasedAt', 'is', null).execute()
  if (open.length === 0 && !always) return true
  if (!(await engineOf(db).erase())) return false
  await db
    .updateTable('removals')
    .set({ erasedAt: now.toISOString() })
    .where('erasedAt', 'is', null)
    .execute()
  return true
}
