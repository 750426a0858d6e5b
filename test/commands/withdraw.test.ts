import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('revise B2(a) to 26 March 2021 because the author starts late', { as: 'SLCSC' })
})
afterEach(() => bot.close())

test('whoever asked takes a request back by its number, and it is open no more', async () => {
  const { ok, changes } = await bot.tell('withdraw R1', { as: 'SLCSC' })
  expect(ok).toBe(true)
  expect(changes).toEqual([{ ref: 'B2(a)', field: 'request', from: 'pending', to: 'withdrawn' }])
  expect((await bot.tell('withdraw R1', { as: 'SLCSC' })).error?.text).toContain('No request R1 is open.')
  expect(await bot.say('requests')).not.toContain('R1')
})

test('in words of one’s own it is said back first', async () => {
  const asked = await bot.tell('forget the request for B2(a)', { as: 'SLCSC' })
  expect(asked.changes).toEqual([])
  expect((await bot.tell('yes', { as: 'SLCSC' })).changes).toMatchObject([{ to: 'withdrawn' }])
})

test('nobody else takes it back', async () => {
  expect((await bot.tell('withdraw R1', { as: 'P16SM' })).error?.code).toBe('refused')
  expect(await bot.say('requests')).toContain('R1')
})

test('another day for it takes its place, with the reason that was given', async () => {
  await bot.tell('make that April', { as: 'SLCSC' })
  expect((await bot.tell('yes', { as: 'SLCSC' })).ok).toBe(true)
  const open = await bot.say('requests')
  expect(open).toContain('R2')
  expect(open).not.toContain('R1')
  expect(open).toContain('the author starts late')
})
