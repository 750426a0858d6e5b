import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const told = async () =>
  (await bot.db.selectFrom('deliveries').select(['state', 'payload']).execute())
    .map(({ payload }) => payload)
    .filter((payload) => payload.includes('asks you to look at something'))

test('"not mine any more" changes nothing, and the coordinator is told whom it came from and of which item', async () => {
  await bot.say('status C2(a)', { as: 'SLSESEND' })
  await bot.say('assign coordinator new Olive Other')
  const reply = await bot.tell('not mine any more, ask the post-16 lead', { as: 'SLSESEND' })
  expect(reply).toMatchObject({ ok: true, changes: [] })
  expect(reply.message.summary).toBe('The coordinator is told; nothing was changed.')
  const [notice = '', ...others] = await told()
  expect(others).toEqual([])
  expect(notice).toContain('SLSESEND asks you to look at something.')
  expect(notice).toContain('not mine any more, ask the post-16 lead (about C2(a))')
  expect(await bot.say('history C2(a)')).toBe('Nothing was said of C2(a) yet.')
})

test('while nobody is coordinator, it waits for whoever is named first', async () => {
  const { message } = await bot.tell('not mine any more', { as: 'SLSESEND' })
  expect(message.summary).toBe(
    'Nobody is coordinator yet. Whoever is named first is told; nothing was changed.',
  )
})

test('somebody who hands an item on is asked whether the coordinator shall know', async () => {
  const reply = await bot.tell('wrong person, I left this post in september', { as: 'SLSP' })
  expect(reply).toMatchObject({ ok: false, waits: true })
  expect(await told()).toEqual([])
  await bot.say('yes', { as: 'SLSP' })
  expect(await told()).toHaveLength(1)
})

test('a message that is delivered again is passed on once', async () => {
  for (const _ of [1, 2])
    await bot.say('tell coordinator B4(c) has moved to another team', { as: 'SLCSC', key: 'k1' })
  expect(await told()).toHaveLength(1)
})

test('the coordinator has nobody to tell', async () => {
  expect((await bot.tell('tell coordinator something')).error?.text).toContain(
    'You are the coordinator yourself.',
  )
})
