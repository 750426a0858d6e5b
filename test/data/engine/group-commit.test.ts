import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Writing } from '../../../data/database.ts'
import { write } from '../../../data/engine/engine.ts'
import { breakReference, newDatabaseUrl, openTestDatabase, setDisk } from '../../support/database.ts'

let db: Database
/** Another program's eyes: it sees what is committed, and nothing else. */
let outside: Database

beforeEach(async () => {
  const url = newDatabaseUrl()
  db = await openTestDatabase(url)
  await sql`create table plans_of_tests (number integer primary key, text text)`.execute(db)
  outside = await openTestDatabase(url)
})
afterEach(async () => {
  await db.destroy()
  await outside.destroy()
})

const keep = (trx: Writing | Database, number: number, text = 'x') =>
  sql`insert into plans_of_tests values (${number}, ${text})`.execute(trx)

const kept = async (using: Database) =>
  (await sql<{ number: number }>`select number from plans_of_tests order by number`.execute(using)).rows.map(
    ({ number }) => number,
  )

describe('changes that come together', () => {
  test('are each on disk when they are answered', async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        await write(db, 1, (trx) => keep(trx, number))
        return (await kept(outside)).includes(number)
      }),
    )
    expect(seen).toEqual(Array(20).fill(true))
  })

  test('stand or fall alone: one that fails takes no other with it', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, number) =>
        write(db, 1, async (trx) => {
          await keep(trx, number)
          if (number % 3 === 0) throw new Error('changed its mind')
        }),
      ),
    )
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 10 }, (_, number) => number % 3 !== 0),
    )
    expect(await kept(outside)).toEqual([1, 2, 4, 5, 7, 8])
  })

  test('stand or fall alone: a reference that is found broken at the end takes no other with it', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, number) =>
        write(db, 1, async (trx) => {
          await keep(trx, number)
          if (number % 3 === 0) await breakReference(trx, -1 - number)
        }),
      ),
    )
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 10 }, (_, number) => number % 3 !== 0),
    )
    expect(await kept(outside)).toEqual([1, 2, 4, 5, 7, 8])
  })

  test('are all told when the disk takes none of them, and work again when it does', async () => {
    await setDisk(db, 'full')
    const long = 'x'.repeat(2_000_000)
    const results = await Promise.allSettled(
      [1, 2, 3].map((number) => write(db, 1, (trx) => keep(trx, number, long))),
    )
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await kept(outside)).toEqual([])
    await setDisk(db, 'free')
    await write(db, 1, (trx) => keep(trx, 4))
    expect(await kept(outside)).toEqual([4])
  })

  test('a change outside a transaction is on disk when it is answered, whoever waits beside it', async () => {
    const beside = write(db, 1, (trx) => keep(trx, 1))
    await keep(db, 2)
    expect(await kept(outside)).toEqual([1, 2])
    await beside
  })
})
