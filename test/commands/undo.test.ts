import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

test('undo takes the latest line back as a whole; both entries stay', async () => {
  await bot.say('update B1 b and c red tender failed', { as: 'SLSP' })
  bot.later({ minutes: 14 })
  expect(await bot.say('undo', { as: 'SLSP' })).toContain('Taken back: B1(b) ▲ Red')
  const history = await bot.say('history B1(c)')
  expect(history).toContain('“tender failed” (taken back by #')
  expect(history).toContain('Took back #')
})

test('undo leaves what was said later by somebody else', async () => {
  await bot.say('update B3(d) amber waiting for schools', { as: 'ADPH' })
  await bot.say('update B3(d) red schools refused, meeting in January', { as: 'SLSPPEP' })
  expect(await bot.say('undo', { as: 'ADPH' })).toContain('B3(d) is ▲ Red, as before.')
})

test('undo of a proposal withdraws the request for sign-off', async () => {
  await bot.say('update A5(h) blue portal used by all', { as: 'SLBI' })
  await bot.say('undo', { as: 'SLBI' })
  expect(await bot.say('requests')).toContain('No request waits')
  expect(await bot.say('status A5(h)')).toContain('◆ Amber')
})

test('news of an update that is taken back before it went out is not sent', async () => {
  await bot.say('update B1(b) red tender failed')
  await bot.say('undo')
  const rows = await bot.db.selectFrom('deliveries').select('state').execute()
  expect(rows.map((row) => row.state)).toEqual(['withdrawn'])
})

test('after fifteen minutes undo explains how to correct, and the correction names what it corrects', async () => {
  await bot.say('update B1(b) red tender failed', { as: 'SLSP' })
  bot.later({ minutes: 16 })
  const text = await bot.say('undo', { as: 'SLSP' })
  const entry = text.match(/correcting #(\d+)/)?.[1]
  expect(entry).toBeDefined()
  await bot.say(`update B1(b) amber correcting #${entry} it was only delayed`, { as: 'SLSP' })
  expect(await bot.say('history B1(b)')).toContain(`(corrects #${entry})`)
})

test('a correction of another item’s entry is refused', async () => {
  await bot.say('update B1(b) red tender failed', { as: 'SLSP' })
  const { error } = await bot.tell('update B1(c) amber correcting #1 it was only delayed', { as: 'SLSP' })
  expect(error?.code).toBe('unknown')
})

test('undo twice takes back two lines, and then there is nothing of one’s own left', async () => {
  await bot.say('update B1(b) red tender failed', { as: 'SLSP' })
  await bot.say('update B1(c) red tender failed too', { as: 'SLSP' })
  expect(await bot.say('undo', { as: 'SLSP' })).toContain('B1(c)')
  expect(await bot.say('undo', { as: 'SLSP' })).toContain('B1(b)')
  expect(await bot.say('undo', { as: 'SLSP' })).toContain('There is nothing of yours to take back.')
})

test.each([
  [
    'update B1(b) red backlog',
    'B1(b) ▲ Red, “backlog” (said at 9am). B1(b) is ◆ Amber again, as on 1 Nov 2020.',
  ],
  ['update B1(b) amber a note', 'B1(b) ◆ Amber, “a note” (said at 9am). B1(b) is ◆ Amber, as before.'],
  ['B1(b) complete', 'B1(b) ✓ Complete (said at 9am). B1(b) is ◆ Amber again, as on 1 Nov 2020.'],
  ['confirm B1(b)', 'B1(b) “no change” (said at 9am). B1(b) is ◆ Amber, as before.'],
  [
    'evidence B1(b) https://example.org/x',
    'B1(b) evidence “https://example.org/x” (said at 9am). B1(b) is ◆ Amber, as before.',
  ],
])('what was taken back, and how the item stands now, is said: %s', async (line, told) => {
  await bot.say(line, { as: 'SLSP' })
  bot.later({ minutes: 5 })
  expect(await bot.say('undo', { as: 'SLSP' })).toContain(`Taken back: ${told}`)
})

test('whoever was told of it is told how the item stands now', async () => {
  await bot.say('update B3(d) red schools refused', { as: 'coordinator' })
  const told = bot.db.selectFrom('deliveries').select(['key', 'payload']).where('kind', '=', 'notice')
  const keys = (await told.execute()).map(({ key }) => key)
  await bot.db.updateTable('deliveries').set({ state: 'sent' }).where('key', 'in', keys).execute()
  await bot.say('undo', { as: 'coordinator' })
  const [notice] = (await told.execute()).filter(({ key }) => !keys.includes(key))
  expect(JSON.parse(notice?.payload ?? '{}').summary).toMatch(
    /^The coordinator took back what was recorded of B3\(d\): B3\(d\) is \w+ again, as on 1 Nov 2020\.$/,
  )
})

describe('the Undo of a receipt', () => {
  const pressed = async (line: string) => {
    const { message } = await bot.tell(line, { as: 'SLSP' })
    const all = message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
    return all.find(({ label }) => label === 'Undo')?.pressed ?? ''
  }

  test('takes back what that receipt is about, whatever was said since', async () => {
    const undo = await pressed('update B1 b and c red tender failed')
    await bot.say('confirm B1(a)', { as: 'SLSP' })
    bot.later({ minutes: 2 })
    await bot.say('update B1(b) green all well', { as: 'SLSP' })
    const said = await bot.say(undo, { as: 'SLSP' })
    expect(said).toContain('Taken back: B1(b) ▲ Red, “tender failed”')
    expect(said).toContain('Taken back: B1(c) ▲ Red, “tender failed”')
    expect(said).toContain('B1(b) is ● Green, as before.')
  })

  test('works once, for whoever said it, and in time', async () => {
    const undo = await pressed('update B1(b) red tender failed')
    expect((await bot.tell(undo, { as: 'SLBI' })).error?.text).toContain('is none of yours')
    expect((await bot.tell(undo, { as: 'SLSP' })).ok).toBe(true)
    bot.later({ minutes: 1 })
    expect((await bot.tell(undo, { as: 'SLSP' })).error?.text).toContain('is taken back already')
    const late = await pressed('update B1(b) red tender failed')
    bot.later({ minutes: 30 })
    expect((await bot.tell(late, { as: 'SLSP' })).error?.text).toContain('can no longer be taken back')
  })
})
