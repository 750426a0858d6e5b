import { setImmediate as nextTick } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database, Writing } from '../../../data/database.ts'
import { compiledQuery, type Placeholders } from '../../../data/engine/compiled-query.ts'
import { write } from '../../../data/engine/engine.ts'
import { savePerson } from '../../../data/people.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createGate } from '../../support/gate.ts'

let db: Database

beforeEach(async () => {
  db = await openTestDatabase()
  await db.insertInto('plans').values({ code: 'plan', importedAt: '' }).execute()
})
afterEach(async () => {
  await db.destroy()
})

const add = (trx: Writing, name: string) => savePerson(trx, 1, { code: name, name })

test('a prepared query is filled in anew each time, whatever is left out and however long its lists are', async () => {
  const found = compiledQuery(
    (using: Database, { names, notCode }: Placeholders<{ names?: readonly string[]; notCode?: string }>) =>
      using
        .selectFrom('people')
        .select('name')
        .$if(names !== undefined, (query) => query.where('name', 'in', names ?? []))
        .$if(notCode !== undefined, (query) => query.where('code', '<>', notCode ?? ''))
        .orderBy('id')
        .compile(),
  )
  await write(db, 1, async (trx) => {
    for (const name of ['Ada', 'Ben', 'Cy']) await add(trx, name)
  })
  const of = async (given: Parameters<typeof found>[1]) =>
    (await found(db, given)).rows.map((row) => row.name)
  expect(await of({})).toEqual(['Ada', 'Ben', 'Cy'])
  expect(await of({ names: ['Ada'] })).toEqual(['Ada'])
  expect(await of({ names: ['Cy'] })).toEqual(['Cy'])
  expect(await of({ names: ['Cy', 'Ada'], notCode: 'Cy' })).toEqual(['Ada'])
  expect(await of({ notCode: 'Ada' })).toEqual(['Ben', 'Cy'])
})

test('a prepared query that failed names its columns as before, whichever way it runs', async () => {
  const saved = compiledQuery(
    (using: Database, values: Placeholders<{ planId: number; code: string; name: string }>) =>
      using.insertInto('people').values(values).returning(['id', 'planId']).compile(),
  )
  const person = (code: string) => ({ planId: 1, code, name: code })
  expect((await saved(db, person('Ada'))).rows).toEqual([{ id: 1, planId: 1 }])
  await expect(saved(db, person('Ada'))).rejects.toThrow('UNIQUE')
  const inTurn = write(db, 1, async (trx) => add(trx, 'Ben'))
  const { rows } = await saved(db, person('Cy'))
  expect(rows).toEqual([{ id: 3, planId: 1 }])
  await inTurn
})

test('a prepared query outside waits for the transaction that is half done', async () => {
  const found = compiledQuery((using: Database, { code }: Placeholders<{ code: string }>) =>
    using.selectFrom('people').select('name').where('code', '=', code).compile(),
  )
  const [hasAdded, mayEnd] = [createGate(), createGate()]
  let isOver = false
  const failing = write(db, 1, async (trx) => {
    await add(trx, 'Ada')
    hasAdded.open()
    await mayEnd.opened
    isOver = true
    throw new Error('changed its mind')
  })
  await hasAdded.opened
  const reading = found(db, { code: 'Ada' }).then(({ rows }) => ({ rows, isOver }))
  await nextTick()
  mayEnd.open()
  await expect(failing).rejects.toThrow('changed its mind')
  expect(await reading).toEqual({ rows: [], isOver: true })
})

test('a transaction that is over runs no prepared query, though another has its turn', async () => {
  const found = compiledQuery((using: Database, { code }: Placeholders<{ code: string }>) =>
    using.selectFrom('people').select('name').where('code', '=', code).compile(),
  )
  let over: Writing | undefined
  await write(db, 1, async (trx) => {
    over = trx
    await found(trx, { code: 'Ada' })
  })
  await write(db, 1, async (trx) => {
    await found(trx, { code: 'Ada' })
    await expect(over && found(over, { code: 'Ada' })).rejects.toThrow('Transaction is already committed')
  })
})

test('a query cannot be built from what a value says: neither the compiler nor the program lets it', async () => {
  const found = compiledQuery((using: Database, { code }: Placeholders<{ code: string }>) =>
    using
      .selectFrom('people')
      .select('name')
      // @ts-expect-error A placeholder is no string.
      .where('code', '=', code.trim())
      .compile(),
  )
  await expect(found(db, { code: ' Ada ' })).rejects.toThrow('trim')
})
