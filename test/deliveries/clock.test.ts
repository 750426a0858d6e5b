import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { watchClock } from '../../src/deliveries/clock-watch.ts'
import { type ClockedTick, clockedTick } from '../../src/deliveries/tick.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const HOUR = 60
const DAY = 24 * HOUR
const HEAD = 'digest:operational-group:2020-12-03:1:unbound:1'
const CUT_OFF = '2020-11-24T12:00:00Z'

/** A machine on which processes run, and whose wall clock can be set. */
let bot: TestApp
let farEnd: FarEnd
let wall: Date
let steady: number

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  wall = new Date('2020-11-24T11:50:00Z')
  steady = 1_000
})
afterEach(() => bot.close())

/** Somebody sets the wall clock, in minutes; the other one does not notice. */
function set(minutes: number): void {
  wall = new Date(wall.getTime() + minutes * 60_000)
  bot.later(wall)
}

function wait(minutes: number): void {
  steady += minutes * 60_000
  set(minutes)
}

interface Running {
  /** A minute passes, then it ticks; so many times. Answers with the last tick. */
  readonly ticks: (times?: number) => Promise<ClockedTick>
}

function start(sender = farEnd.sender): Running {
  const log = pino({ level: 'silent' })
  const machineNow = () => wall
  const watch = watchClock({ db: bot.db, log, machineNow, steadyNow: () => steady })
  const services = { db: bot.db, senders: [sender], commands: bot.commands, log, leaseNow: machineNow }
  const tickOnce = () => clockedTick(services, watch)
  return {
    ticks: async (times = 1) => {
      let last: ClockedTick | undefined
      for (let time = 0; time < times; time += 1) {
        wait(1)
        last = await tickOnce()
      }
      if (!last) throw new Error('it did not tick')
      return last
    },
  }
}

/** The keys of what went out, without the coordinator's alerts. */
function out(): readonly string[] {
  return farEnd.arrived.map(({ key }) => key).filter((key) => !/^(alert|clock)/.test(key))
}

function questions() {
  return farEnd.arrived.filter(({ key }) => key.startsWith('clock:'))
}

async function stateOf(key: string): Promise<string | undefined> {
  return (await listDeliveries(bot.db, 1)).find((each) => each.key === key)?.state
}

describe('in a running process, a wall clock that is set', () => {
  test.each([
    ['forward by four minutes', 4],
    ['forward by two hours, as after a sleep', 2 * HOUR],
    ['forward by a day', DAY],
  ])('%s sends nothing until it has been even for a quarter of an hour', async (_, minutes) => {
    const service = start()
    await service.ticks()
    set(minutes)
    const before = out().length
    expect(await service.ticks(15)).toMatchObject({ clock: { kind: 'held' }, sent: 0 })
    expect(out()).toHaveLength(before)
    expect(await service.ticks()).toMatchObject({ clock: { kind: 'trusted', now: wall } })
    await service.ticks()
    expect(await stateOf(`cut-off:operational-group:2020-12-03`)).toBe(
      wall >= new Date(CUT_OFF) ? 'sent' : 'planned',
    )
    expect(questions()).toEqual([])
  })

  test.each([
    ['by five minutes', 5],
    ['by two hours', 2 * HOUR],
    ['by a day', DAY],
  ])('back %s stops nothing for longer than a quarter of an hour', async (_, minutes) => {
    const service = start()
    await service.ticks(5)
    set(-minutes)
    expect((await service.ticks()).clock.kind).toBe('held')
    // Somebody is spoken for: news that has no time of its own.
    await bot.say('update A1(a) amber via e-mail the audit slipped')
    expect((await service.ticks(14)).clock.kind).toBe('held')
    expect(out().filter((key) => key.startsWith('notice:'))).toEqual([])
    expect((await service.ticks()).clock.kind).toBe('trusted')
    expect(out().filter((key) => key.startsWith('notice:'))).not.toEqual([])
  })

  test('back by two hours: what was said before it does not wait until then', async () => {
    const service = start()
    await service.ticks()
    farEnd.mood = () => 'later'
    await bot.say('update A1(a) amber via e-mail the audit slipped')
    await service.ticks()
    farEnd.mood = () => 'well'
    set(-2 * HOUR)
    await service.ticks(18)
    expect(out().filter((key) => key.startsWith('notice:'))).not.toEqual([])
  })

  test('back by two hours: what a dead process had claimed is taken from it all the same', async () => {
    const service = start()
    await service.ticks()
    const until = new Date(wall.getTime() + 120_000).toISOString()
    await bot.db
      .updateTable('deliveries')
      .set({ state: 'sending', tries: 1, leaseToken: 'of a dead process', leaseUntil: until })
      .where('key', '=', HEAD)
      .execute()
    set(-2 * HOUR)
    await service.ticks(20)
    expect(await stateOf(HEAD)).toBe('planned')
  })

  test('ahead by 40 days for three minutes: nothing is early, nothing is missed', async () => {
    const service = start()
    await service.ticks()
    const before = out().length
    set(40 * DAY)
    await service.ticks(3)
    expect(out()).toHaveLength(before)
    // People go on talking meanwhile, and a board's calendar is changed by that time.
    await bot.say('update A1(a) amber via e-mail the audit slipped')
    await bot.say('meeting add OG on 4 March 2021')
    set(-40 * DAY)
    await service.ticks(16)
    expect(out().filter((key) => key.startsWith('digest:'))).toEqual([])
    expect((await listDeliveries(bot.db, 1)).filter(({ state }) => state === 'missed')).toEqual([])
    expect(await stateOf(`cut-off:operational-group:2020-12-03`)).toBe('sent')
    await service.ticks(2)
    expect(out().filter((key) => key.startsWith('notice:'))).not.toEqual([])
    wait((Date.parse('2020-11-25T08:59:00Z') - wall.getTime()) / 60_000)
    await service.ticks()
    expect(out()).toContain(HEAD)
  })
})

describe('a wall clock that is set by more than a day', () => {
  test.each([
    ['forward', 40 * DAY],
    ['back', -40 * DAY],
    ['back to before anybody held a role', -60 * 365 * DAY],
  ])('%s: the coordinator is asked at once and once, and a button lets messages go', async (_, minutes) => {
    const service = start()
    await service.ticks()
    set(minutes)
    await service.ticks()
    expect(questions()).toHaveLength(1)
    expect(JSON.stringify(questions()[0]?.message)).toMatch(/set (forward|back) by \d+ days: it said/)
    await service.ticks(30)
    expect(questions()).toHaveLength(1)
    if (minutes < -40 * DAY) return
    const { line } = buttonOf(questions()[0])
    expect(await bot.say(line)).toMatch(/^Noted: it is \d+ \w+ 202\d/)
    expect((await service.ticks()).clock).toMatchObject({ kind: 'trusted', now: wall })
    expect((await service.ticks(3)).clock.kind).toBe('trusted')
    expect(await bot.say('clock right')).toContain('Nobody asks about the clock now')
  })

  test('says so only to the coordinator’s answer: nobody else may give it', async () => {
    const service = start()
    await service.ticks()
    set(40 * DAY)
    await service.ticks()
    const { error } = await bot.tell('clock right', { as: 'SLBI' })
    expect(error?.code).toBe('refused')
    expect((await service.ticks()).clock.kind).toBe('held')
  })

  test('and then by more again: the old answer is no answer, and another is asked for', async () => {
    const service = start()
    await service.ticks()
    set(40 * DAY)
    await service.ticks()
    set(40 * DAY)
    await service.ticks()
    expect(questions()).toHaveLength(2)
    const [first, second] = questions().map((each) => buttonOf(each).line)
    expect(await bot.say(first ?? '')).toContain('The clock was set again after that question')
    expect((await service.ticks()).clock.kind).toBe('held')
    await bot.say(second ?? '')
    expect((await service.ticks()).clock.kind).toBe('trusted')
  })

  test('is told to whoever is linked as coordinator later', async () => {
    const slack = createFarEnd(bot, 'slack')
    const service = start(slack.sender)
    await service.ticks()
    set(40 * DAY)
    await service.ticks(2)
    expect(slack.arrived).toEqual([])
    const account = { platform: 'slack', tenant: 'T1', userId: 'U1' }
    await bot.tell('link me as coordinator', { from: account })
    await bot.say('link confirm 1 as coordinator')
    await service.ticks()
    expect(slack.arrived.map(({ to, message }) => `${to}: ${message.summary}`)).toEqual([
      expect.stringMatching(/^U1: The machine’s clock was set forward by 40 days/),
    ])
  })

  test('holds a process that starts meanwhile, even long after, and none when the clock is right again', async () => {
    const service = start()
    await service.ticks()
    const right = wall
    set(40 * DAY)
    await service.ticks()
    expect((await start().ticks()).clock.kind).toBe('held')
    wait(5 * HOUR)
    expect((await start().ticks()).clock.kind).toBe('held')
    expect(questions()).toHaveLength(1)
    wall = new Date(right.getTime() + 6 * HOUR * 60_000)
    expect((await start().ticks()).clock.kind).toBe('trusted')
    expect(await bot.say('clock right')).toContain('Nobody asks about the clock now')
  })
})

describe('when a process starts', () => {
  test('a clock that was set and is right again holds nothing', async () => {
    const service = start()
    await service.ticks()
    set(2 * HOUR)
    await service.ticks()
    set(-2 * HOUR)
    expect((await service.ticks()).clock.kind).toBe('held')
    expect((await start().ticks()).clock.kind).toBe('trusted')
  })

  test('a clock after the last tick means that nothing ran for a while', async () => {
    await start().ticks()
    wait(3 * DAY)
    expect((await start().ticks()).clock.kind).toBe('trusted')
    expect(out()).toContain(HEAD)
  })

  test.each([
    ['by an hour: a quarter of an hour is waited', HOUR, 16],
    ['by a day: likewise', DAY, 16],
  ])('a clock before the last tick %s', async (_, minutes, until) => {
    await start().ticks()
    set(-minutes)
    const service = start()
    expect((await service.ticks(until - 1)).clock.kind).toBe('held')
    expect((await service.ticks()).clock.kind).toBe('trusted')
    expect((await start().ticks()).clock.kind).toBe('trusted')
  })

  test('a clock before the last tick by more than a day waits for the coordinator', async () => {
    await start().ticks()
    set(-30 * DAY)
    const service = start()
    await service.ticks(20)
    expect(questions()).toHaveLength(1)
    expect((await service.ticks()).clock.kind).toBe('held')
    await bot.say('clock right')
    expect((await service.ticks()).clock.kind).toBe('trusted')
    expect((await start().ticks()).clock.kind).toBe('trusted')
  })

  test('one after another, each for one tick, as cron would: they wait a quarter of an hour together', async () => {
    await start().ticks()
    set(-2 * HOUR)
    const kinds: string[] = []
    for (let minute = 0; minute < 17; minute += 1) kinds.push((await start().ticks()).clock.kind)
    expect(kinds).toEqual([...Array.from({ length: 15 }, () => 'held'), 'trusted', 'trusted'])
  })

  test('beside another that has just seen the clock being set, it waits with it', async () => {
    const service = start()
    await service.ticks()
    set(12 * HOUR)
    await service.ticks()
    const other = start()
    expect((await other.ticks()).clock.kind).toBe('held')
    expect((await other.ticks(13)).clock.kind).toBe('held')
    expect((await other.ticks()).clock.kind).toBe('trusted')
  })
})

describe('what was missed while a process ran on a clock that was ahead', () => {
  async function ranAhead(): Promise<Running> {
    const service = start()
    wait((Date.parse('2020-12-04T10:00:00Z') - wall.getTime()) / 60_000)
    await service.ticks()
    expect(await stateOf(HEAD)).toBe('missed')
    return service
  }

  async function setTo(time: string, service: Running): Promise<void> {
    set((Date.parse(time) - wall.getTime()) / 60_000)
    await service.ticks()
    await bot.say('clock right')
    await service.ticks()
  }

  function alerts(): readonly string[] {
    return farEnd.arrived
      .filter(({ key }) => key.startsWith('alert:') && key.includes('operational-group:2020-12-03'))
      .map(({ message }) => message.summary)
  }

  test('is planned again for its time, if that lies ahead, and the coordinator hears of it', async () => {
    await start().ticks(12)
    const service = await ranAhead()
    await setTo('2020-11-24T13:00:00Z', service)
    expect(await stateOf(HEAD)).toBe('planned')
    wait((Date.parse('2020-11-25T08:59:00Z') - wall.getTime()) / 60_000)
    await service.ticks()
    expect(out().filter((key) => key === HEAD)).toEqual([HEAD])
    expect(alerts()).toEqual([
      expect.stringMatching(/^Missed: the digest/),
      'Not missed after all: the digest for the SEND Operational Group of Thursday 3 December 2020 still goes out.',
    ])
  })

  test('goes out late, if its meeting has not begun', async () => {
    await start().ticks(12)
    const service = await ranAhead()
    await setTo('2020-11-27T13:00:00Z', service)
    const [sent] = farEnd.arrived.filter(({ key }) => key === HEAD)
    expect(JSON.stringify(sent?.message)).toContain('Late: this was due on 25 Nov 2020, 9am.')
  })

  test('stays missed, if its meeting has begun', async () => {
    await start().ticks(12)
    const service = await ranAhead()
    await setTo('2020-12-03T15:00:00Z', service)
    await service.ticks(20)
    expect(await stateOf(HEAD)).toBe('missed')
  })

  test('is held back again, if the coordinator had held it back', async () => {
    await start().ticks(12)
    await bot.say('digest hold OG')
    const service = await ranAhead()
    await setTo('2020-11-24T13:00:00Z', service)
    expect(await stateOf(HEAD)).toBe('held')
    wait(2 * DAY)
    await service.ticks()
    expect(out()).not.toContain(HEAD)
  })
})

test('a clock that is set while a tick runs makes nothing due in that tick, and nothing is kept of its time', async () => {
  const service = start({
    ...farEnd.sender,
    send: async (sending) => {
      if (sending.key.startsWith('notice:')) set(40 * DAY)
      return farEnd.sender.send(sending)
    },
  })
  await service.ticks()
  await bot.say('update A1(a) amber via e-mail the audit slipped')
  await service.ticks()
  expect(out().filter((key) => key.startsWith('digest:'))).toEqual([])
  set(-40 * DAY)
  expect((await start().ticks()).clock.kind).toBe('trusted')
})

function buttonOf(arrived: FarEnd['arrived'][number] | undefined): { readonly line: string } {
  const block = arrived?.message.blocks.find(({ kind }) => kind === 'buttons')
  const [button] = block?.kind === 'buttons' ? block.buttons : []
  if (!button) throw new Error('no button')
  return button
}
