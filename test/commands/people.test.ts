import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

test('a stranger sees nothing of the plan, and learns how to get access', async () => {
  for (const line of ['status', 'overdue', 'update C2 red x y', 'owner C2', 'people', 'nonsense', 'undo']) {
    const { ok, error, items, message } = await bot.tell(line, { as: 'stranger' })
    expect({ line, ok, code: error?.code, items }).toEqual({ line, ok: false, code: 'refused', items: [] })
    expect(JSON.stringify(message)).not.toMatch(/C2|SLSESEND|Thurrock/)
  }
  expect(await bot.say('help', { as: 'stranger' })).toContain('Ask the coordinator to link you')
})

test('a member of a board reads and changes nothing', async () => {
  expect(await bot.say('overdue', { as: 'member:improvement-board' })).toContain('13 of 63')
  for (const line of [
    'update C2 red x y',
    'confirm C2',
    'evidence C2 x y',
    'revise B1(b) to 1 March 2021 because x',
    'approve R1',
    'sign off A3 x',
    'meeting cancel board',
    'assign SLBI new X Y',
    'people',
  ]) {
    const { ok } = await bot.tell(line, { as: 'member:improvement-board' })
    expect({ line, ok }).toEqual({ line, ok: false })
  }
})

test('the coordinator assigns a role: the new holder has it from the day, the old one no longer', async () => {
  expect(await bot.say('assign SLBI new Sam Example')).toContain(
    'Recorded: Sam Example holds SLBI from Tuesday 24 November 2020.',
  )
  expect((await bot.tell('update A5(h) amber workshops booked', { as: 'sam-example' })).ok).toBe(true)
  expect((await bot.tell('update A5(h) amber workshops booked', { as: 'SLSP' })).error?.code).toBe('refused')
  expect(await bot.say('owner A5(h)')).toContain('Sam Example')
})

test('an assignment from a day to come takes hold on that day', async () => {
  await bot.say('assign SLBI new Sam Example')
  await bot.say('assign SLBI new Alex Example')
  await bot.say('assign SLBI Sam Example from 1 December 2020')
  expect((await bot.tell('confirm A5(h)', { as: 'sam-example' })).ok).toBe(false)
  expect((await bot.tell('confirm A5(h)', { as: 'alex-example' })).ok).toBe(true)
  bot.later(new Date('2020-12-01T09:00:00Z'))
  expect((await bot.tell('confirm A5(h)', { as: 'sam-example' })).ok).toBe(true)
  expect((await bot.tell('confirm A5(h)', { as: 'alex-example' })).ok).toBe(false)
})

test('a role may be held jointly', async () => {
  await bot.say('assign SLBI new Sam Example')
  await bot.say('assign SLBI new Alex Example')
  await bot.say('assign SLBI Sam Example jointly')
  expect((await bot.tell('confirm A5(h)', { as: 'sam-example' })).ok).toBe(true)
  expect((await bot.tell('confirm A5(h)', { as: 'alex-example' })).ok).toBe(true)
})

test('a name that nobody has is asked about before a person is added', async () => {
  const reply = await bot.tell('assign SLBI Sam Exmaple')
  expect(reply.ok).toBe(false)
  expect(await bot.say('people')).toContain('13 of 13 officers have nobody named yet')
})

test('a delegate acts for the role until the last day, and not after', async () => {
  await bot.say('assign SLSP new Stan Dinn')
  expect(await bot.say('delegate SLBI SLSP until 18 December 2020', { as: 'SLBI' })).toContain(
    'Stan Dinn acts for SLBI until Friday 18 December 2020',
  )
  expect((await bot.tell('update A5(h) amber workshops booked', { as: 'stan-dinn' })).ok).toBe(true)
  bot.later(new Date('2020-12-18T20:00:00Z'))
  expect((await bot.tell('confirm A5(h)', { as: 'stan-dinn' })).ok).toBe(true)
  bot.later(new Date('2020-12-19T09:00:00Z'))
  expect((await bot.tell('confirm A5(h)', { as: 'stan-dinn' })).error?.code).toBe('refused')
})

test('a delegate cannot delegate further, nor somebody else’s role', async () => {
  await bot.say('assign SLSP new Stan Dinn')
  await bot.say('assign DCO new Dina Other')
  await bot.say('delegate SLBI SLSP until 18 December 2020', { as: 'SLBI' })
  expect((await bot.tell('delegate SLBI DCO until 18 December 2020', { as: 'stan-dinn' })).error?.code).toBe(
    'refused',
  )
  expect((await bot.tell('delegate P16SM DCO until 18 December 2020', { as: 'SLBI' })).error?.code).toBe(
    'refused',
  )
})

test('people tells the coordinator who is named and who is not', async () => {
  await bot.say('assign SLBI new Sam Example')
  const text = await bot.say('people')
  expect(text).toContain('12 of 13 officers have nobody named yet')
  expect(text).toMatch(/SLBI.*Sam Example/)
})

test.each(['nobody', 'to nobody', 'tbc', 'no one', 'vacant'])('%s is nobody’s name', async (name) => {
  const { error } = await bot.tell(`assign SLBI ${name}`)
  expect(error).toMatchObject({ code: 'invalid' })
  expect(error?.text).toContain('That is nobody’s name; nothing was changed.')
  expect(await bot.say('people')).toContain('13 of 13 officers have nobody named yet')
})

test('a role is assigned "to" somebody as well', async () => {
  await bot.say('assign SLBI new Sam Example')
  expect(await bot.say('assign P16SM to Sam Example')).toContain('Recorded: Sam Example holds P16SM')
})
