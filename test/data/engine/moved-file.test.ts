import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as anotherTurn } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Writing } from '../../../data/database.ts'
import { engineOf, write } from '../../../data/engine/engine.ts'
import { failureOf, sentenceOf } from '../../../data/engine/failure.ts'
import { openTestDatabase } from '../../support/database.ts'
import { temporaryFolder } from '../../support/folder.ts'

const GONE = 'The database file was moved or removed.'

let path: string
let db: Database

beforeEach(async () => {
  path = join(temporaryFolder(), 'var', 'wsoa.sqlite')
  db = await openTestDatabase(`sqlite:${path}`)
  await sql`create table words (number integer, word text)`.execute(db)
  await keep(db, 1)
})
afterEach(() => db.destroy())

function keep(using: Database | Writing, number: number, word = 'x') {
  return sql`insert into words values (${number}, ${word})`.execute(using)
}

async function words(using: Database) {
  return (await sql<{ number: number }>`select number from words order by number`.execute(using)).rows.map(
    ({ number }) => number,
  )
}

/** Another program that has the database open for as long as it does something. */
function another(act: (sqlite: SqliteDatabase.Database) => void): void {
  const sqlite = new SqliteDatabase(path)
  act(sqlite)
  sqlite.close()
}

/** A backup from before the latest change. */
function backup(): string {
  const copy = join(dirname(path), 'backup.sqlite')
  another((sqlite) => sqlite.exec(`vacuum into '${copy}'`))
  return copy
}

async function refusal(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => 'done',
    (error: unknown) => (failureOf(error) === 'gone' ? sentenceOf(error) : error),
  )
}

const WAYS: readonly (readonly [string, () => void])[] = [
  ['is deleted', () => rmSync(path)],
  ['is deleted with all that is beside it', () => rmSync(dirname(path), { recursive: true })],
  ['is moved away', () => renameSync(path, `${path}.old`)],
  ['is moved away with its folder', () => renameSync(dirname(path), `${dirname(path)}-old`)],
  [
    'is moved away and a copy of it put in its place',
    () => {
      renameSync(path, `${path}.old`)
      copyFileSync(`${path}.old`, path)
    },
  ],
  ['is replaced by a backup', () => renameSync(backup(), path)],
  [
    'is replaced by a folder',
    () => {
      rmSync(path)
      mkdirSync(path)
    },
  ],
  ['is written over with a backup', () => copyFileSync(backup(), path)],
  ['is emptied', () => truncateSync(path)],
  ['is written over by another program', () => writeFileSync(path, 'a letter to the board')],
  ['loses its log', () => rmSync(`${path}-wal`)],
  [
    'gets another log',
    () => {
      rmSync(`${path}-wal`)
      writeFileSync(`${path}-wal`, '')
    },
  ],
  ['has its log emptied', () => truncateSync(`${path}-wal`)],
  [
    'has its log written over',
    () => writeFileSync(`${path}-wal`, Buffer.alloc(statSync(`${path}-wal`).size, 7)),
  ],
  ['loses the index of its log', () => rmSync(`${path}-shm`)],
]

describe.each(WAYS)('a database file that %s', (_, happen) => {
  test('takes no change, whatever way it comes, and answers nothing', async () => {
    happen()
    const changes = Array.from(
      { length: 3 },
      (__, number) => () => write(db, 1, (trx) => keep(trx, 10 + number)),
    )
    expect(await Promise.all(changes.map(refusal))).toEqual([GONE, GONE, GONE])
    expect(await refusal(() => keep(db, 20))).toBe(GONE)
    expect(engineOf(db).trouble()).toMatchObject({ failure: 'gone' })
  })

  test('acknowledges nothing to whoever was in the middle of a change', async () => {
    const before = Promise.all(
      [1, 2].map((number) =>
        refusal(() =>
          write(db, 1, async (trx) => {
            await keep(trx, 10 + number)
            if (number === 2) happen()
          }),
        ),
      ),
    )
    expect(await before).toEqual([GONE, GONE])
  })
})

test.each(WAYS.slice(0, 7))('of a database file that %s nothing is read any more', async (_, happen) => {
  happen()
  await anotherTurn()
  expect(await refusal(() => words(db))).toBe(GONE)
})

describe('a database file stays where it is', () => {
  test('when another program writes to it, and writes all of the log back', async () => {
    for (const mode of ['passive', 'full', 'restart', 'truncate']) {
      another((sqlite) => {
        sqlite.exec(`insert into words (word) values ('${mode}')`)
        sqlite.pragma(`wal_checkpoint(${mode})`)
      })
      await write(db, 1, (trx) => keep(trx, 100 + mode.length))
    }
    expect(await words(db)).toHaveLength(9)
    expect(engineOf(db).trouble()).toBeUndefined()
  })

  test('when the log is written back again and again, by us and by others', async () => {
    const long = 'x'.repeat(100_000)
    for (let number = 0; number < 150; number += 1) {
      await write(db, 1, (trx) => keep(trx, 1_000 + number, long))
      if (number % 7 === 0) another((sqlite) => sqlite.exec(`insert into words (word) values ('${long}')`))
    }
    expect(await words(db)).toHaveLength(1 + 150 + 22)
    expect(engineOf(db).trouble()).toBeUndefined()
  })

  test('when its rights change, a backup is made of it and it is read', async () => {
    chmodSync(path, 0o600)
    copyFileSync(path, backup())
    await write(db, 1, (trx) => keep(trx, 2))
    expect(await words(db)).toEqual([1, 2])
    expect(engineOf(db).trouble()).toBeUndefined()
  })
})
