import { afterEach, beforeEach, expect, test } from 'vitest'
import { listChannels } from '../../data/channels.ts'
import { readOrganisationTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const BOARD = { conversation: 'C1', conversationName: '#send-board', isPrivate: false } as const
const GROUP = { conversation: 'C2', conversationName: '#send-group', isPrivate: false } as const

test('a body is bound to the channel in which the coordinator says so, to several if need be', async () => {
  expect(await bot.say('bind board', { from: BOARD })).toContain(
    'Recorded: the SEND Improvement Board is told its digests in #send-board on the terminal.',
  )
  await bot.say('bind board', { from: GROUP })
  await bot.say('bind operational group', { from: GROUP })
  const names = (await listChannels(bot.db, 1)).map(({ name, channel }) => [name, channel])
  expect(names.sort()).toEqual([
    ['#send-board', 'C1'],
    ['#send-group', 'C2'],
    ['#send-group', 'C2'],
  ])
  expect(await bot.say('channels')).toMatch(
    /SEND Improvement Board +#send-board[\s\S]*SEND Operational Group +#send-group/,
  )
  expect((await readOrganisationTrail(bot.db)).filter(({ action }) => action === 'bind')).toHaveLength(3)
})

test('binding a channel twice binds it once', async () => {
  await bot.say('bind board', { from: BOARD })
  expect(await bot.say('bind board', { from: BOARD })).toContain('is told here already')
  expect(await listChannels(bot.db, 1)).toHaveLength(1)
})

test('a private conversation is no channel', async () => {
  const { error } = await bot.tell('bind board')
  expect(error?.text).toContain('Nobody but you reads this.')
  expect(await bot.say('channels')).toContain(
    'Without one: SEND Operational Group and SEND Improvement Board',
  )
})

test('a channel is unbound in it, or by its number from anywhere', async () => {
  await bot.say('bind board', { from: BOARD })
  await bot.say('bind board', { from: GROUP })
  expect((await bot.tell('unbind board')).error?.text).toContain('is not told in this channel')
  expect(await bot.say('unbind board', { from: BOARD })).toContain('no longer told in #send-board')
  expect(await bot.say('unbind 2')).toContain('no longer told in #send-group')
  expect(await listChannels(bot.db, 1)).toEqual([])
  expect((await bot.tell('unbind 2')).error?.code).toBe('unknown')
})

test('only the coordinator binds, unbinds and lists', async () => {
  for (const line of ['bind board', 'unbind board', 'channels'])
    for (const as of ['SLBI', 'chair:improvement-board', 'stranger'])
      expect({ line, as, code: (await bot.tell(line, { as, from: BOARD })).error?.code }).toEqual({
        line,
        as,
        code: 'refused',
      })
})
