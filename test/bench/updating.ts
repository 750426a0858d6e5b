import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { loadCommands } from '../../src/discover.ts'
import { dayIn } from '../../src/domain/day.ts'
import { openApp } from './app.ts'
import { NOW } from './history.ts'
import { inTurns, printTable } from './measure.ts'
import { samplePlan } from './plan.ts'
import { watchStatements } from './statements.ts'

const AS = 'SLSESEND'
const REF = 'C2(a)'
const NOTE = 'backlog still being cleared after half term'
const WARM = 300
const WATCHED = 300
const ROUNDS = { rounds: 15, samples: 30 }

/** A durable update by the app against one bare durable INSERT, and what the difference is made of. */
export async function measureUpdating(folder: string): Promise<void> {
  const path = join(folder, 'update.sqlite')
  await importSample(path)
  const { db, say } = await openApp(path, await loadCommands())
  const bare = bareInsert(join(folder, 'bare.sqlite'))
  let number = 0
  const update = () => {
    number += 1
    const rating = number % 4 < 2 ? 'amber' : 'red'
    return say(`update ${REF} ${rating} ${NOTE}`, { as: AS, key: `update-${number}`, now: NOW })
  }
  for (let time = 0; time < WARM; time += 1) await update()
  const whole = await inTurns({ insert: bare.insert, update }, ROUNDS)
  const sqlite = await watchStatements(async () => {
    for (let time = 0; time < WATCHED; time += 1) await update()
  })

  await db.destroy()
  bare.close()

  printTable(
    'A durable update',
    ['what', 'ms', '÷ INSERT'],
    [
      ['one bare durable INSERT', whole.insert, 1],
      ['update through app.handle', whole.update, whole.update / whole.insert],
    ],
  )
  const each = (total: number) => total / WATCHED
  const rest = each(sqlite.wall - sqlite.preparing - sqlite.running - sqlite.committing)
  printTable(
    'The same update, by where the time goes',
    ['where', 'ms'],
    [
      [`SQLite makes the commit durable`, each(sqlite.committing)],
      [
        `SQLite runs the other ${Math.round(each(sqlite.statements.length)) - 1} statements`,
        each(sqlite.running),
      ],
      ['SQLite turns their text into programs', each(sqlite.preparing)],
      ['our code, the query builder, Node', rest],
    ],
  )
}

async function importSample(path: string): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const plan = samplePlan()
  await importPlan(db, plan, { now: NOW, today: dayIn(plan.timeZone, NOW) })
  await db.destroy()
}

/** What nothing can be faster than: one row of an update's size, on the same disk, as durable. */
function bareInsert(path: string): { insert: () => void; close: () => void } {
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.exec('create table said (id integer primary key, item integer, rating text, note text, at text)')
  const statement = sqlite.prepare('insert into said (item, rating, note, at) values (?, ?, ?, ?)')
  return {
    insert: () => void statement.run(1, 'amber', NOTE, NOW.toISOString()),
    close: () => sqlite.close(),
  }
}
