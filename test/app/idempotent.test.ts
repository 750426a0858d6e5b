import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { write } from '../../data/engine/engine.ts'
import { verifyTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createGate } from '../support/gate.ts'

let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

/** How many updates people have made, undone ones included. */
async function saidUpdates(): Promise<number> {
  return (await bot.db.selectFrom('updates').select('id').where('kind', '!=', 'import').execute()).length
}

describe('a message that is delivered again', () => {
  test('changes nothing more and gets the same receipt', async () => {
    const key = randomUUID()
    const first = await bot.tell('update C2 red the backlog grew', { key })
    const second = await bot.tell('update C2 red the backlog grew', { key })
    expect(first).toMatchObject({ ok: true, changes: [{ ref: 'C2', field: 'rating', to: 'red' }] })
    expect(second).toEqual(first)
    expect(await saidUpdates()).toBe(1)
    expect(await verifyTrail(bot.db)).toMatchObject({ entries: 3 })
  })

  test('gets the same receipt when both deliveries arrive at once', async () => {
    const key = randomUUID()
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => bot.tell('update C2 red the backlog grew', { key })),
    )
    expect(replies).toEqual(replies.map(() => replies[0]))
    expect(await saidUpdates()).toBe(1)
  })

  test('gets the same receipt after something else was said, and after it was taken back', async () => {
    const key = randomUUID()
    const first = await bot.tell('update C2 red the backlog grew', { key })
    await bot.tell('undo', { key: randomUUID() })
    await bot.tell('update C2 amber the backlog shrank', { key: randomUUID() })
    expect(await bot.tell('update C2 red the backlog grew', { key })).toEqual(first)
    expect(await bot.say('status C2')).toContain('the backlog shrank')
  })

  test('gets the same receipt when it answered a question that is closed by now', async () => {
    const key = randomUUID()
    await bot.tell('update C2', { as: 'SLSESEND', key: randomUUID() })
    const answer = () => bot.tell('no change', { as: 'SLSESEND', key })
    const first = await answer()
    expect(first).toMatchObject({ ok: true })
    expect(await answer()).toEqual(first)
    expect(await saidUpdates()).toBe(1)
  })

  test('gets no receipt for what the disk refuses in the end', async () => {
    const key = randomUUID()
    await bot.tell('update C2', { as: 'SLSESEND', key: randomUUID() })
    const answer = () => bot.tell('no change', { as: 'SLSESEND', key })
    const gate = createGate()
    const first = answer()
    await turn()
    // It shares the first one's commit and makes SQLite roll all of it back.
    const spoiling = write(bot.db, 1, async (trx) => {
      await gate.opened
      await sql`insert or rollback into plans (id, code, imported_at) values (1, 'once more', '')`.execute(
        trx,
      )
    })
    const second = answer()
    for (let left = 20; left > 0; left -= 1) await turn()
    gate.open()
    await expect(spoiling).rejects.toThrow('UNIQUE')
    expect(await first).toMatchObject({ ok: false, changes: [] })
    expect(await second).toMatchObject({ ok: true })
    expect(await saidUpdates()).toBe(1)
  })

  test('is known by its platform’s key, not by its words', async () => {
    await bot.tell('update C2 red the backlog grew', { key: randomUUID() })
    await bot.tell('update C2 red the backlog grew', { key: randomUUID() })
    await bot.tell('update C2 red the backlog grew')
    expect(await saidUpdates()).toBe(3)
  })

  test('is not known by a refusal: it may be said again when it has become possible', async () => {
    const key = randomUUID()
    expect(await bot.tell('update C2 red the backlog grew', { key, as: 'SLBI' })).toMatchObject({ ok: false })
    expect(await saidUpdates()).toBe(0)
    expect(await bot.tell('update C2 red the backlog grew', { key })).toMatchObject({ ok: true })
  })
})

describe('a button', () => {
  test('counts once, however often it is pressed, and every press gets the first receipt', async () => {
    const nonce = randomUUID()
    const first = await bot.tell('update C2 red', { nonce, key: randomUUID() })
    expect(first).toMatchObject({ ok: true })
    await bot.tell('update C2 amber')
    expect(await bot.tell('update C2 red', { nonce, key: randomUUID() })).toEqual(first)
    expect(await bot.tell('update C2 red', { nonce })).toEqual(first)
    expect(await saidUpdates()).toBe(2)
  })

  test('that brings something else under its old nonce is told that the first counted', async () => {
    const nonce = randomUUID()
    const form = (note: string) => ({ command: 'update', arguments: { refs: ['C2'], note, filled: true } })
    expect(await bot.tell(form('backlog'), { nonce })).toMatchObject({ ok: true })
    expect(await bot.tell(form('no backlog'), { nonce })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
    expect(await saidUpdates()).toBe(1)
  })

  test('counts once when it is pressed twice at the same moment', async () => {
    const nonce = randomUUID()
    const replies = await Promise.all([
      bot.tell('update C2 red', { nonce }),
      bot.tell('update C2 red', { nonce }),
    ])
    expect(replies).toEqual([replies[0], replies[0]])
    expect(replies[0]).toMatchObject({ ok: true })
    expect(await saidUpdates()).toBe(1)
  })

  test('is each person’s own: another’s press of the same one counts, too', async () => {
    const nonce = randomUUID()
    const first = await bot.tell('update C2 red', { nonce, as: 'SLSESEND' })
    const other = await bot.tell('update C2 red', { nonce, as: 'SLSPPEP' })
    expect([first.ok, other.ok]).toEqual([true, true])
    expect(other).not.toEqual(first)
    expect(await bot.tell('update C2 red', { nonce, as: 'SLSESEND' })).toEqual(first)
    expect(await saidUpdates()).toBe(2)
  })

  test('that was refused was not used up', async () => {
    const nonce = randomUUID()
    await bot.tell('assign SLBI new Sam Example')
    expect(await bot.tell('update C2 red', { nonce, as: 'sam-example' })).toMatchObject({
      error: { code: 'refused' },
    })
    await bot.tell('assign SLSESEND SLBI')
    expect(await bot.tell('update C2 red', { nonce, as: 'sam-example' })).toMatchObject({ ok: true })
  })

  test('that opens a form can be pressed again: it is the form that counts once', async () => {
    const { message } = await bot.tell('status C2')
    const buttons = message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
    expect(buttons.filter(({ opens }) => opens === 'form').map(({ label, nonce }) => [label, nonce])).toEqual(
      [['Update', undefined]],
    )
  })

  test('that only asks something is never used up', async () => {
    const nonce = randomUUID()
    expect(await bot.tell('overdue', { nonce })).toMatchObject({ ok: true })
    expect(await bot.tell('overdue', { nonce })).toMatchObject({ ok: true })
  })
})
