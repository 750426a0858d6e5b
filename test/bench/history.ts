import { existsSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { refreshPositions } from '../../data/positions.ts'
import { dayIn } from '../../src/domain/day.ts'
import { milliseconds } from './measure.ts'
import { largePlan } from './plan.ts'

export const NOW = new Date('2020-11-24T09:00:00Z')
const FIRST = Date.parse('2017-11-24T09:00:00Z')
const DAY = 86_400_000

/** Updates of the last thirty days, whatever came before: what was said lately is a matter of the people, not of the past. */
const RECENT = 2_000
const RECENT_FROM = NOW.getTime() - 30 * DAY
/** Of so many updates, one is an undo; of so many completions, one reaches back six days. */
const UNDO_EVERY = 97
const REACHES_BACK_EVERY = 4
/** Of so many updates, one comes with a change of an item: 10,000 at a million. */
const CHANGES_EVERY = 100
/** Requests for another date. */
const REQUESTS = 2_000
const APPROVED = 600
const OPEN = 20

/** The file of so many updates in a folder, written once. */
export async function historyFile(folder: string, updates: number): Promise<string> {
  const path = join(folder, `${updates}.sqlite`)
  if (existsSync(path)) return path
  const written = await milliseconds(() => writeHistory(path, updates))
  console.log(`${updates.toLocaleString('en-GB')} updates written in ${(written / 1_000).toFixed(1)} s`)
  return path
}

/** A database file with the large plan and so many updates, spread over three years, all items and all officers. */
async function writeHistory(path: string, updates: number): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const { planId } = await importPlan(db, largePlan(), {
    now: new Date(FIRST),
    today: dayIn('UTC', new Date(FIRST)),
  })
  const { items } = await loadPlan(db)
  const itemIds = items.map(({ id }) => id)
  const people = await db.selectFrom('people').select('id').where('code', 'like', 'R%').execute()
  fill(path, { planId, itemIds, personIds: people.map(({ id }) => id), updates })
  await db.transaction().execute((trx) => refreshPositions(trx, planId, itemIds))
  await db.destroy()
}

interface Filling {
  readonly planId: number
  readonly itemIds: readonly number[]
  readonly personIds: readonly number[]
  readonly updates: number
}

/** With prepared statements in one transaction: a million in seconds. */
function fill(path: string, filling: Filling): void {
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma('synchronous = OFF')
  sqlite.pragma('cache_size = -400000')
  sqlite.transaction(() => {
    say(sqlite, filling)
    askForDates(sqlite, filling)
    changeItems(sqlite, filling)
  })()
  sqlite.pragma('wal_checkpoint(truncate)')
  sqlite.close()
}

function say(sqlite: SqliteDatabase.Database, { planId, itemIds, personIds, updates }: Filling): void {
  const insert = sqlite.prepare(`insert into updates
    (id, plan_id, item_id, batch_id, kind, rating, rating_basis, rating_since, final_proposed, state, state_from,
     note, evidence, person_id, recorded_at, effective_at, undoes_id)
    values (@id, ${planId}, @itemId, @id, @kind, @rating, @basis, @ratingSince, 0, @state, @stateFrom,
     @note, @evidence, @personId, @recordedAt, @recordedAt, @undoesId)`)
  const random = seeded()
  const pick = <Kind>(from: readonly Kind[]): Kind => from[Math.floor(random() * from.length)] as Kind
  let last = { id: 0, itemId: 0 }
  for (let id = 1; id <= updates; id += 1) {
    const at = saidAt(id, updates)
    const recordedAt = new Date(at).toISOString()
    const isUndo = id % UNDO_EVERY === 0
    const said = isUndo ? NOTHING : pick(SAID)
    const itemId = isUndo ? last.itemId : pick(itemIds)
    const reachesBack = said.state === 'complete' && id % REACHES_BACK_EVERY === 0
    const stateFrom = reachesBack ? new Date(at - 6 * DAY).toISOString() : recordedAt
    insert.run({
      ...said,
      id,
      itemId,
      kind: isUndo ? 'undo' : said === CONFIRMED ? 'confirm' : 'update',
      basis: said.rating === null ? null : 'said',
      ratingSince: said.rating === null ? null : recordedAt,
      stateFrom: said.state === null ? null : stateFrom,
      personId: pick(personIds),
      recordedAt,
      undoesId: isUndo ? last.id : null,
    })
    last = { id, itemId }
  }
}

/** The first ones approved, the last ones open, those between declined. */
function askForDates(
  sqlite: SqliteDatabase.Database,
  { planId, itemIds, personIds, updates }: Filling,
): void {
  const ask = sqlite.prepare(`insert into requests
    (plan_id, number, kind, item_id, state, from_day, to_day, to_as_given, reason, asked_by, asked_at, ended_at)
    values (${planId}, ?, 'date', ?, ?, '2020-06-30', '2021-03-31', 'Mar 2021', 'supplier late', ?, ?, ?)`)
  const revise = sqlite.prepare(`insert into revisions
    (plan_id, item_id, request_id, due_on, as_given, basis, approved_by, ambiguous, effective_at)
    values (${planId}, ?, ?, '2021-03-31', 'Mar 2021', 'approved', 'the board', 0, ?)`)
  for (let number = 1; number <= REQUESTS; number += 1) {
    const at = saidAt((number * updates) / REQUESTS, updates)
    const isOpen = number > REQUESTS - OPEN
    const state = isOpen ? 'pending' : number <= APPROVED ? 'approved' : 'declined'
    const endedAt = isOpen ? null : new Date(Math.min(at + 20 * DAY, NOW.getTime() - DAY)).toISOString()
    const [itemId, personId] = [itemIds[number % itemIds.length], personIds[number % personIds.length]]
    const { lastInsertRowid } = ask.run(number, itemId, state, personId, new Date(at).toISOString(), endedAt)
    if (state === 'approved') revise.run(itemId, lastInsertRowid, endedAt)
  }
}

/** Other owners and other words, evenly over the past. */
function changeItems(
  sqlite: SqliteDatabase.Database,
  { planId, itemIds, updates }: Pick<Filling, 'planId' | 'itemIds' | 'updates'>,
): void {
  const insert = sqlite.prepare(`insert into item_changes
    (plan_id, item_id, kind, facts, holds_from, recorded_at, source, reason)
    values (${planId}, @itemId, @kind, @facts, @at, @at, 'command', 'agreed by the coordinator')`)
  for (let number = 1; number <= updates / CHANGES_EVERY; number += 1) {
    const isReworded = number % 2 === 0
    insert.run({
      itemId: itemIds[(number * 7) % itemIds.length],
      kind: isReworded ? 'reworded' : 'owners',
      facts: JSON.stringify(
        isReworded
          ? {
              title: `Part ${number % 10}: agree the pathway, train those who use it and check that it holds`,
            }
          : { owners: ['R04'], leads: ['R05'] },
      ),
      at: new Date(saidAt(number * CHANGES_EVERY, updates)).toISOString(),
    })
  }
}

/** When an update was said: evenly over the past, then evenly over the last thirty days. */
function saidAt(id: number, updates: number): number {
  const past = updates - RECENT
  if (id <= past) return FIRST + (id / past) * (RECENT_FROM - FIRST)
  return RECENT_FROM + ((id - past) / (RECENT + 1)) * 30 * DAY
}

interface Said {
  readonly rating: string | null
  readonly state: string | null
  readonly note: string | null
  readonly evidence: string | null
}

const NOTHING: Said = { rating: null, state: null, note: null, evidence: null }
const CONFIRMED: Said = { ...NOTHING }
const NOTE = 'backlog still being cleared; the second clinic opens after half term'

/** The usual mix of what people say, each as often as it stands here. */
const SAID: readonly Said[] = [
  { ...NOTHING, rating: 'amber', note: NOTE },
  { ...NOTHING, rating: 'amber', note: NOTE },
  { ...NOTHING, rating: 'amber' },
  { ...NOTHING, rating: 'red', note: NOTE },
  { ...NOTHING, rating: 'red' },
  { ...NOTHING, rating: 'green', state: 'in-progress', evidence: 'https://example.org/minutes/12' },
  { ...NOTHING, rating: 'green', note: NOTE },
  { ...NOTHING, note: NOTE },
  { ...NOTHING, note: NOTE },
  { ...NOTHING, state: 'in-progress' },
  { ...NOTHING, state: 'complete', note: NOTE },
  { ...NOTHING, evidence: 'https://example.org/audit/7' },
  CONFIRMED,
  CONFIRMED,
]

/** The same numbers in every run: mulberry32. */
function seeded(): () => number {
  let state = 20_201_124
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 4_294_967_296
  }
}
