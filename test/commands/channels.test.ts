import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listChannels } from '../../data/channels.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { readOrganisationTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'
import { giveAccount } from '../support/places.ts'

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

describe('a digest is overdue when a channel is bound', () => {
  const SLACK = { ...GROUP, platform: 'slack', tenant: 'T1', userId: 'U-coordinator' } as const

  /** The group's digest was due on 25 November, at nine, and the coordinator has it already. */
  async function boundAt(time: string) {
    const farEnd = createFarEnd(bot, 'slack')
    await giveAccount(bot, 'coordinator', { platform: 'slack' })
    await farEnd.tickAt('2020-11-25T09:00:00Z')
    bot.later(new Date(time))
    const said = await bot.say('bind operational group', { from: SLACK })
    const posted = async (at: string) => {
      await farEnd.tickAt(at)
      return farEnd.arrived.filter(({ to, key }) => to === 'C2' && key.startsWith('digest')).length
    }
    return { said, posted, choose: (line: string) => bot.say(line, { from: SLACK }) }
  }

  test('it is asked whether to post it, and until then nothing is posted', async () => {
    const { said, posted } = await boundAt('2020-11-26T10:00:00Z')
    expect(said).toContain(
      'The digest for the SEND Operational Group of Thursday 3 December 2020 was due on 25 Nov 2020, 9am. Shall I post it now, or begin with the next meeting?',
    )
    expect(await posted('2020-11-26T10:01:00Z')).toBe(0)
    expect(await posted('2020-11-27T00:01:00Z')).toBe(0)
  })

  test('it is posted by day as soon as that is chosen', async () => {
    const { posted, choose } = await boundAt('2020-11-26T10:00:00Z')
    expect(await choose('bind operational group now')).toContain('3 December 2020 goes out now.')
    expect(await posted('2020-11-26T10:01:00Z')).toBeGreaterThan(0)
  })

  test('it is posted in the morning if that is chosen at night', async () => {
    const { posted, choose } = await boundAt('2020-11-26T22:30:00Z')
    expect(await choose('bind operational group now')).toContain(
      'goes out on 27 Nov 2020, 8am, as it is night.',
    )
    expect(await posted('2020-11-26T22:31:00Z')).toBe(0)
    expect(await posted('2020-11-27T00:01:00Z')).toBe(0)
    expect(await posted('2020-11-27T08:00:00Z')).toBeGreaterThan(0)
  })

  test('the channel begins with the next meeting if that is chosen', async () => {
    const { posted, choose } = await boundAt('2020-11-26T10:00:00Z')
    expect(await choose('bind operational group next')).toContain('3 December 2020 is not posted here.')
    expect(await posted('2020-11-27T10:00:00Z')).toBe(0)
    const waiting = (await listDeliveries(bot.db, 1)).filter(
      ({ state, channel }) => channel === 'C2' && state === 'held',
    )
    expect(waiting).toEqual([])
  })
})

test('binding says when the next digest goes out', async () => {
  expect(await bot.say('bind board', { from: BOARD })).toContain(
    'The digest for the SEND Improvement Board of Tuesday 8 December 2020 goes out on 30 Nov 2020, 9am.',
  )
})

test.each([
  ['shared', 'is shared with another organisation or workspace'],
  ['not a member', 'I am not in #send-board, so I cannot write there.'],
] as const)('a channel that is "%s" is not bound', async (standing, why) => {
  const { error } = await bot.tell('bind board', { from: { ...BOARD, lookUp: async () => standing } })
  expect(error?.text).toContain(why)
  expect(await listChannels(bot.db, 1)).toEqual([])
})
