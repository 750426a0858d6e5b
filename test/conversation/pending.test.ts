import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('update B1(b) green nearly there', { as: 'SLSP' })
})
afterEach(() => bot.close())

const position = async () => (await bot.tell('status B1(b)')).items[0]

test.each(['1', 'the first', 'first', 'Complete', 'complete.'])(
  '"%s" chooses the first answer',
  async (answer) => {
    await bot.say(answer, { as: 'SLSP' })
    expect(await position()).toMatchObject({ state: 'complete' })
  },
)

test.each(['neither', 'no', 'None', 'never mind'])('"%s" leaves everything as it is', async (answer) => {
  expect(await bot.say(answer, { as: 'SLSP' })).toContain('Left as it is.')
  expect(await position()).toMatchObject({ state: 'in-progress', rating: 'green' })
  expect((await bot.tell('1', { as: 'SLSP' })).ok).toBe(false)
})

test('a choice may lead to another question', async () => {
  expect(await bot.say('3', { as: 'SLSP' })).toContain('To which date, and why?')
  expect(await bot.say('31 March 2021 because the tender starts anew', { as: 'SLSP' })).toContain(
    'R1 asks for Wednesday 31 March 2021',
  )
})

test('another command ends the question', async () => {
  await bot.say('overdue', { as: 'SLSP' })
  expect((await bot.tell('1', { as: 'SLSP' })).ok).toBe(false)
  expect(await position()).toMatchObject({ state: 'in-progress' })
})

test('it ends after ten minutes', async () => {
  bot.later({ minutes: 10 })
  expect((await bot.tell('1', { as: 'SLSP' })).ok).toBe(false)
})

test('it belongs to one person in one conversation', async () => {
  expect((await bot.tell('1', { as: 'SLSPPEP' })).ok).toBe(false)
  expect((await bot.tell('1', { as: 'SLSP', conversation: 'elsewhere' })).ok).toBe(false)
  expect((await bot.tell('1', { as: 'SLSP' })).ok).toBe(true)
})

test('its button works once, and never for somebody else', async () => {
  const { id } = await bot.db.selectFrom('pendingQuestions').select('id').executeTakeFirstOrThrow()
  expect((await bot.tell(`answer ${id} 1`, { as: 'SLSPPEP' })).error?.code).toBe('conflict')
  const first = await bot.tell(`answer ${id} 1`, { as: 'SLSP', nonce: 'n1' })
  expect(first.ok).toBe(true)
  expect(await bot.tell(`answer ${id} 1`, { as: 'SLSP', nonce: 'n1' })).toEqual(first)
  expect((await bot.tell(`answer ${id} 1`, { as: 'SLSP', nonce: 'n2' })).error?.code).toBe('conflict')
})

test('a question of one’s own or a slip of a command is no answer to it', async () => {
  await bot.say('update B1(c) red', { as: 'SLSP' })
  expect(await bot.say('stauts B1', { as: 'SLSP' })).toContain('Did you mean status?')
  expect((await bot.tell('what is overdue?', { as: 'SLSP' })).message.summary).toContain('overdue on')
  expect((await bot.tell('status B1(c)')).items[0]?.rating).toBe('red')
  expect(await bot.say('history B1(c)')).not.toContain('stauts')
})

test('share shows the last answer to everyone', async () => {
  await bot.say('overdue SLSP', { as: 'SLSP' })
  const reply = await bot.tell('share', { as: 'SLSP' })
  expect(reply.shared).toBe(true)
  expect(reply.message.summary).toContain('owned by SLSP')
  expect((await bot.tell('share', { as: 'SLBI' })).ok).toBe(false)
})
