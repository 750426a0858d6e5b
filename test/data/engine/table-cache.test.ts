import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Writing } from '../../../data/database.ts'
import { cached, write } from '../../../data/engine/engine.ts'
import { listPeople, savePerson } from '../../../data/people.ts'
import { newDatabaseUrl, openTestDatabase, setDisk } from '../../support/database.ts'

let db: Database
let another: Database

beforeEach(async () => {
  const url = newDatabaseUrl()
  db = await openTestDatabase(url)
  another = await openTestDatabase(url)
  await db.insertInto('plans').values({ code: 'plan', importedAt: '' }).execute()
})
afterEach(async () => {
  await db.destroy()
  await another.destroy()
})

const add = (trx: Writing, name: string) => savePerson(trx, 1, { code: name, name })
const names = async (using: Database | Writing) => (await listPeople(using)).map(({ name }) => name)

describe('what is kept', () => {
  test('is read once, until somebody changes it', async () => {
    await write(db, 1, (trx) => add(trx, 'Ada'))
    const first = await listPeople(db)
    expect(await listPeople(db)).toBe(first)
    await write(db, 1, (trx) => add(trx, 'Ben'))
    expect(await names(db)).toEqual(['Ada', 'Ben'])
  })

  test('is read anew after another process changed it, at the latest inside the next transaction', async () => {
    expect(await names(db)).toEqual([])
    await write(another, 1, (trx) => add(trx, 'Ada'))
    expect(await write(db, 1, names)).toEqual(['Ada'])
    expect(await names(db)).toEqual(['Ada'])
  })

  test('is read anew by whoever reads after another process has written', async () => {
    expect(await names(db)).toEqual([])
    await write(another, 1, (trx) => add(trx, 'Ada'))
    expect(await names(db)).toEqual(['Ada'])
    await write(another, 1, (trx) => add(trx, 'Ben'))
    expect(await names(db)).toEqual(['Ada', 'Ben'])
  })

  test('never holds what a transaction took back, nor what it read meanwhile', async () => {
    expect(await names(db)).toEqual([])
    const inside: string[][] = []
    const failing = write(db, 1, async (trx) => {
      await add(trx, 'Ada')
      inside.push(await names(trx))
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    expect(inside).toEqual([['Ada']])
    expect(await names(db)).toEqual([])
  })

  test('never holds what a full disk took back', async () => {
    expect(await names(db)).toEqual([])
    await setDisk(db, 'full')
    const failing = write(db, 1, async (trx) => {
      await add(trx, 'Ada')
      await names(trx)
      await add(trx, 'x'.repeat(2_000_000))
    })
    await expect(failing).rejects.toThrow('full')
    expect(await names(db)).toEqual([])
  })

  test('is not kept when it changed while it was read', async () => {
    const reading = names(db)
    const adding = write(db, 1, (trx) => add(trx, 'Ada'))
    await Promise.all([reading, adding])
    expect(await names(db)).toEqual(['Ada'])
  })
})

test('a cached read that reads another table is found by the tests', async () => {
  const items = () => cached(db, 'items', () => db.selectFrom('items').select('id').execute())
  await expect(items()).rejects.toThrow('the cached read "items" reads items, which is not cached')
})
