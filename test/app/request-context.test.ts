import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Writing } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import { saveItemChanges } from '../../data/item-changes.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { newDatabaseUrl, openTestDatabase } from '../support/database.ts'
import { createGate } from '../support/gate.ts'
import { itemIdOf } from '../support/items.ts'

let bot: TestApp
let another: Database

beforeEach(async () => {
  const url = newDatabaseUrl()
  bot = await createTestApp({ database: url })
  another = await openTestDatabase(url)
})
afterEach(async () => {
  await another.destroy()
  await bot.close()
})

/** Says something, and lets another process write after it was read and before it is carried out. */
async function sayWhile(
  change: (trx: Writing) => Promise<unknown>,
  say: () => Promise<Reply>,
): Promise<Reply> {
  const [hasWritten, mayEnd] = [createGate(), createGate()]
  const writing = write(another, 1, async (trx) => {
    await change(trx)
    hasWritten.open()
    await mayEnd.opened
  })
  await hasWritten.opened
  const saying = say()
  for (let left = 20; left > 0; left -= 1) await turn()
  mayEnd.open()
  await writing
  return saying
}

/** An import is noticed by its timestamp. */
async function stampImport(trx: Writing): Promise<void> {
  await trx.updateTable('plans').set({ importedAt: '2020-11-24T09:30:00.000Z' }).execute()
}

const removed = { removedAt: '2020-11-24T09:30:00.000Z' }

async function takeOut(trx: Writing, ref: string): Promise<void> {
  const at = removed.removedAt
  await saveItemChanges(trx, 1, [
    {
      itemId: await itemIdOf(trx, ref),
      kind: 'left',
      facts: { left: { why: 'closed' } },
      holdsFrom: at,
      recordedAt: at,
      source: 'import',
    },
  ])
}

async function said(): Promise<number> {
  return (await bot.db.selectFrom('updates').select('id').where('kind', '!=', 'import').execute()).length
}

describe('between reading a line and doing it', () => {
  test('an assignment that another process ends counts no more', async () => {
    await bot.tell('assign SLSESEND new Sam Example')
    await bot.tell('status C2', { as: 'sam-example' })
    const reply = await sayWhile(
      (trx) => trx.updateTable('assignments').set({ toDay: '2020-11-01' }).execute(),
      () => bot.tell('update C2 red the backlog grew', { as: 'sam-example' }),
    )
    expect(reply).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await said()).toBe(0)
  })

  test('an account that is linked to somebody else does nothing in their name', async () => {
    await bot.tell('update C2 amber the backlog shrank', { as: 'SLSPPEP' })
    const other = await bot.db
      .selectFrom('people')
      .select('id')
      .where('code', '=', 'SLSPPEP')
      .executeTakeFirst()
    const reply = await sayWhile(
      (trx) =>
        trx.updateTable('identities').set({ personId: other?.id }).where('userId', '=', 'SLSESEND').execute(),
      () => bot.tell('undo', { as: 'SLSESEND' }),
    )
    expect(reply).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await said()).toBe(1)
  })

  test('an item that an import takes out takes no update any more', async () => {
    await bot.tell('status C2')
    const reply = await sayWhile(
      async (trx) => {
        await takeOut(trx, 'C2')
        await stampImport(trx)
      },
      () => bot.tell('update C2 red the backlog grew'),
    )
    expect(reply.error).toEqual({
      code: 'conflict',
      text: 'C2 left the plan on 24 Nov 2020: closed. How it stood then: status C2',
    })
    expect(await said()).toBe(0)
  })

  test('a role that an import takes out gives no right any more', async () => {
    await bot.tell('status C2', { as: 'SLSESEND' })
    const reply = await sayWhile(
      async (trx) => {
        await trx.updateTable('planRoles').set(removed).where('code', '=', 'SLSESEND').execute()
        await stampImport(trx)
      },
      () => bot.tell('update C2 red the backlog grew', { as: 'SLSESEND' }),
    )
    expect(reply).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await said()).toBe(0)
  })

  test('what a role is counts as an import leaves it, then and later, though the calendar is planned ahead first', async () => {
    await bot.tell('people')
    bot.later({ days: 250 })
    const reply = await sayWhile(
      async (trx) => {
        await trx.updateTable('roles').set({ kind: 'officer' }).where('code', '=', 'coordinator').execute()
        await stampImport(trx)
      },
      () => bot.tell('assign SLSESEND SLBI'),
    )
    expect(reply).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await bot.tell('people')).toMatchObject({ ok: false, error: { code: 'refused' } })
  })
})
