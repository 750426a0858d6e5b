import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase, type Writing } from '../../../data/database.ts'
import { prepared } from '../../../data/engine/compiled-query.ts'
import { listPeople, savePerson } from '../../../data/people.ts'
import { appendTrail, verifyTrail } from '../../../data/trail.ts'
import { createGate } from '../../support/gate.ts'

let folder: string
let db: Database
let another: Database

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-kept-'))
  const url = `sqlite:${join(folder, 'kept.sqlite')}`
  db = await openDatabase(url, { create: true })
  another = await openDatabase(url, { create: true })
  await db.insertInto('plans').values({ code: 'plan', settings: '{}', importedAt: '' }).execute()
})
afterEach(async () => {
  await db.destroy()
  await another.destroy()
  rmSync(folder, { recursive: true })
})

const add = (trx: Writing, name: string) => savePerson(trx, 1, { code: name, name })
const names = async (using: Database | Writing) => (await listPeople(using, 1)).map(({ name }) => name)

describe('what is kept', () => {
  test('is read once, until somebody changes it', async () => {
    await db.transaction().execute((trx) => add(trx, 'Ada'))
    const first = await listPeople(db, 1)
    expect(await listPeople(db, 1)).toBe(first)
    await db.transaction().execute((trx) => add(trx, 'Ben'))
    expect(await names(db)).toEqual(['Ada', 'Ben'])
  })

  test('is read anew after another process changed it, at the latest inside the next transaction', async () => {
    expect(await names(db)).toEqual([])
    await another.transaction().execute((trx) => add(trx, 'Ada'))
    expect(await db.transaction().execute(names)).toEqual(['Ada'])
    expect(await names(db)).toEqual(['Ada'])
  })

  test('never holds what a transaction took back, nor what it read meanwhile', async () => {
    expect(await names(db)).toEqual([])
    const inside: string[][] = []
    const failing = db.transaction().execute(async (trx) => {
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
    await sql`pragma max_page_count = 1`.execute(db)
    const failing = db.transaction().execute(async (trx) => {
      await add(trx, 'Ada')
      await names(trx)
      await add(trx, 'x'.repeat(2_000_000))
    })
    await expect(failing).rejects.toThrow('full')
    expect(await names(db)).toEqual([])
  })

  test('is not kept when it changed while it was read', async () => {
    const reading = names(db)
    const adding = db.transaction().execute((trx) => add(trx, 'Ada'))
    await Promise.all([reading, adding])
    expect(await names(db)).toEqual(['Ada'])
  })
})

test('a prepared query is filled in anew each time, whatever is left out and however long its lists are', async () => {
  const found = prepared((using, { names, notCode }: { names?: readonly string[]; notCode?: string }) =>
    using
      .selectFrom('people')
      .select('name')
      .$if(names !== undefined, (query) => query.where('name', 'in', names ?? []))
      .$if(notCode !== undefined, (query) => query.where('code', '<>', notCode ?? ''))
      .orderBy('id')
      .compile(),
  )
  await db.transaction().execute(async (trx) => {
    for (const name of ['Ada', 'Ben', 'Cy']) await add(trx, name)
  })
  const of = async (given: Parameters<typeof found>[1]) =>
    (await found(db, given)).rows.map(({ name }) => name)
  expect(await of({})).toEqual(['Ada', 'Ben', 'Cy'])
  expect(await of({ names: ['Ada'] })).toEqual(['Ada'])
  expect(await of({ names: ['Cy'] })).toEqual(['Cy'])
  expect(await of({ names: ['Cy', 'Ada'], notCode: 'Cy' })).toEqual(['Ada'])
  expect(await of({ notCode: 'Ada' })).toEqual(['Ben', 'Cy'])
})

test('a prepared query that failed names its columns as before, whichever way it runs', async () => {
  const saved = prepared((using, person: { planId: number; code: string; name: string }) =>
    using.insertInto('people').values(person).returning(['id', 'planId']).compile(),
  )
  const person = (code: string) => ({ planId: 1, code, name: code })
  expect((await saved(db, person('Ada'))).rows).toEqual([{ id: 1, planId: 1 }])
  await expect(saved(db, person('Ada'))).rejects.toThrow('UNIQUE')
  // While a transaction has its turn it waits, and then runs by way of Kysely.
  const inTurn = db.transaction().execute(async (trx) => add(trx, 'Ben'))
  const { rows } = await saved(db, person('Cy'))
  expect(rows).toEqual([{ id: 3, planId: 1 }])
  await inTurn
})

test('a prepared query outside waits for the transaction that is half done', async () => {
  const found = prepared((using, { code }: { code: string }) =>
    using.selectFrom('people').select('name').where('code', '=', code).compile(),
  )
  const [hasAdded, mayEnd] = [createGate(), createGate()]
  let isOver = false
  const failing = db.transaction().execute(async (trx) => {
    await add(trx, 'Ada')
    hasAdded.open()
    await mayEnd.opened
    isOver = true
    throw new Error('changed its mind')
  })
  await hasAdded.opened
  const reading = found(db, { code: 'Ada' }).then(({ rows }) => ({ rows, isOver }))
  await turn()
  mayEnd.open()
  await expect(failing).rejects.toThrow('changed its mind')
  expect(await reading).toEqual({ rows: [], isOver: true })
})

test('a transaction that is over runs no prepared query, though another has its turn', async () => {
  const found = prepared((using, { code }: { code: string }) =>
    using.selectFrom('people').select('name').where('code', '=', code).compile(),
  )
  let over: Writing | undefined
  await db.transaction().execute(async (trx) => {
    over = trx
    await found(trx, { code: 'Ada' })
  })
  await db.transaction().execute(async (trx) => {
    await found(trx, { code: 'Ada' })
    await expect(over && found(over, { code: 'Ada' })).rejects.toThrow('the transaction is over')
  })
})

describe('the trail goes on from the entry that stands last', () => {
  const entry = { by: 'Ada', identity: '', onBehalfOf: null, action: 'test', before: null, after: null }
  const append = (using: Database, ref: string, then = async () => {}) =>
    using.transaction().execute(async (trx) => {
      await appendTrail(trx, 1, { ...entry, at: '', ref, message: null })
      await then()
    })
  const refs = async () =>
    (await db.selectFrom('trail').select('ref').orderBy('seq').execute()).map(({ ref }) => ref)

  test('after one was taken back', async () => {
    await append(db, 'A')
    const failing = append(db, 'B', async () => {
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    await append(db, 'C')
    expect(await refs()).toEqual(['A', 'C'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('beside one that was taken back in the same commit', async () => {
    const failing = append(db, 'B', async () => {
      throw new Error('changed its mind')
    })
    await Promise.allSettled([append(db, 'A'), failing, append(db, 'C')])
    expect(await refs()).toEqual(['A', 'C'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('after another process went on with it', async () => {
    await append(db, 'A')
    await append(another, 'B')
    await append(db, 'C')
    await append(another, 'D')
    expect(await refs()).toEqual(['A', 'B', 'C', 'D'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('after a disk that was full took none', async () => {
    await append(db, 'A')
    await sql`pragma max_page_count = 1`.execute(db)
    await expect(append(db, 'x'.repeat(2_000_000))).rejects.toThrow('full')
    await sql`pragma max_page_count = 1000000`.execute(db)
    await append(db, 'C')
    expect(await refs()).toEqual(['A', 'C'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })
})
