import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { saveUpdates } from '../../data/updates.ts'
import { keepCalendar, planLoader, situationOf } from '../../src/app/request-context.ts'
import type { Command, Commands } from '../../src/command.ts'
import { readLine } from '../../src/conversation/reader.ts'
import { loadCommands } from '../../src/discover.ts'
import { dayIn } from '../../src/domain/day.ts'
import { incoming, openApp } from './app.ts'
import { NOW } from './history.ts'
import { inTurns, milliseconds, printTable } from './measure.ts'
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
  const spent = { command: 0, trail: 0, times: 0 }
  const commands = clocked(await loadCommands(), spent)
  const { db, say } = await openApp(path, commands)
  const bare = bareInsert(join(folder, 'bare.sqlite'))
  let number = 0
  const update = () => {
    number += 1
    const rating = number % 4 < 2 ? 'amber' : 'red'
    return say(`update ${REF} ${rating} ${NOTE}`, { as: AS, key: `update-${number}`, now: NOW })
  }
  for (let time = 0; time < WARM; time += 1) await update()
  Object.assign(spent, { command: 0, trail: 0, times: 0 })
  const whole = await inTurns({ insert: bare.insert, update }, ROUNDS)
  const [command, trail] = [spent.command / spent.times, spent.trail / spent.times]
  const sqlite = await watchStatements(async () => {
    for (let time = 0; time < WATCHED; time += 1) await update()
  })

  const load = planLoader(db, undefined)
  const plan = await load()
  const said = incoming(`update ${REF} amber ${NOTE}`, AS)
  const situation = await situationOf(db, { load, incoming: said, now: NOW, commands })
  const { vocabulary, speaker } = situation
  const item = vocabulary.references.get('c2a')
  if (!speaker || !item) throw new Error('nobody or nothing to measure')
  const only = new Set([item.id])
  const parts = await inTurns(
    {
      plan: async () => keepCalendar(db, (await load()).model, NOW),
      reading: () => readLine(`update ${REF} amber ${NOTE}`, commands, vocabulary),
      situation: () => situationOf(db, { load, incoming: said, now: NOW, commands }),
      standings: () => readItemStatuses(db, plan.model, { today: vocabulary.today, only }),
    },
    ROUNDS,
  )
  const { saving } = await db.transaction().execute((trx) =>
    inTurns(
      {
        saving: () =>
          saveUpdates(trx, plan.model.plan.id, [
            {
              itemId: item.id,
              kind: 'update',
              rating: 'amber',
              ratingBasis: 'said',
              note: NOTE,
              personId: speaker.personId,
              recordedAt: NOW.toISOString(),
            },
          ]),
      },
      ROUNDS,
    ),
  )
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
  const named = parts.plan + parts.reading + parts.situation + command
  printTable(
    'The same update, by step',
    ['step', 'ms'],
    [
      ['is the plan still the one in memory, is the calendar long enough', parts.plan],
      ['reading the line', parts.reading],
      ['who speaks, what do they hold', parts.situation],
      ['the command', command],
      ['… of it: how the item stood (and once more, how it stands)', parts.standings],
      ['… of it: the update and the position', saving],
      ['… of it: the trail', trail],
      ['begin, questions and keys, what follows, the reply, commit', whole.update - named],
    ],
  )
}

async function importSample(path: string): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const plan = samplePlan()
  await importPlan(db, plan, { now: NOW, today: dayIn(plan.timeZone, NOW) })
  await db.destroy()
}

/** The update command with a clock around it and around its trail. */
function clocked(commands: Commands, spent: { command: number; trail: number; times: number }): Commands {
  const update = commands.get('update')
  if (!update) throw new Error('no update command')
  const timed: Command = {
    ...update,
    run: async (context, given) => {
      const from = performance.now()
      const trail: typeof context.trail = async (entry) => {
        spent.trail += await milliseconds(() => context.trail(entry))
      }
      const outcome = await update.run({ ...context, trail }, given)
      spent.command += performance.now() - from
      spent.times += 1
      return outcome
    },
  }
  return new Map(commands).set('update', timed)
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
