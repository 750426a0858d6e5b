import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { bindOperationalGroup, giveAccount } from '../support/places.ts'
import { link, startService } from '../support/service.ts'

const DUE = '2020-11-25T09:00:00Z'
const HEAD = 'digest:operational-group:2020-12-03:1:slack/C1:1'

let bot: TestApp
let slack: FarEnd
let shell: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  slack = createFarEnd(bot, 'slack')
  shell = createFarEnd(bot, 'terminal')
})
afterEach(() => bot.close())

const account = (code: string, platform: string) => giveAccount(bot, code, { platform })

async function states(): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  // Alerts that say the same are put together by whoever ticks.
  const deliveries = (await listDeliveries(bot.db, 1)).filter(({ kind }) => kind !== 'alert')
  for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

async function delivery(key = HEAD) {
  const found = (await listDeliveries(bot.db, 1)).find((each) => each.key === key)
  if (!found) throw new Error(`no delivery ${key}`)
  return found
}

describe('a process without a platform', () => {
  beforeEach(async () => {
    await bindOperationalGroup(bot)
    await account('coordinator', 'slack')
    await account('SLSPPEP', 'slack')
    await slack.tickAt('2020-11-24T12:00:00Z')
  })

  test('leaves alone what is for that platform and for the people there, whatever is due', async () => {
    await bot.say('update B5(a) red the supplier left')
    for (const time of [DUE, '2020-11-26T09:00:00Z', '2020-12-02T09:00:00Z']) await shell.tickAt(time)
    expect(shell.arrived).toEqual([])
    const { failed = 0, missed = 0, held = 0, withdrawn = 0 } = await states()
    expect({ failed, missed, held, withdrawn }).toEqual({ failed: 0, missed: 0, held: 0, withdrawn: 0 })
    await slack.tickAt('2020-12-02T09:01:00Z')
    expect(slack.arrived.filter(({ key }) => key === HEAD)).toHaveLength(1)
    expect((await states()).failed).toBeUndefined()
  })

  test('looks for nothing there, so that nothing is held', async () => {
    slack.mood = ({ key }) => (key === HEAD ? 'takes it, answer lost' : 'well')
    await slack.tickAt(DUE)
    await shell.tickAt('2020-11-25T09:00:30Z')
    expect(await delivery()).toMatchObject({ state: 'unknown', looks: 0 })
    await slack.tickAt('2020-11-25T09:00:31Z')
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })

  test('leaves the pages and the paper in a thread to whoever has the thread', async () => {
    let isLimited = true
    slack.mood = ({ key }) => (key !== HEAD && key.includes('2020-12-03') && isLimited ? 'later' : 'well')
    await slack.tickAt(DUE)
    isLimited = false
    await shell.tickAt('2020-11-25T09:05:00Z')
    expect(shell.arrived).toEqual([])
    await slack.tickAt('2020-11-25T09:06:00Z')
    expect(slack.arrived.filter(({ under }) => under === HEAD).length).toBeGreaterThan(5)
  })

  test('tells nobody that a digest without a channel has nowhere to go: the coordinator gets it', async () => {
    await shell.tickAt('2020-11-30T09:00:00Z')
    await slack.tickAt('2020-11-30T09:01:00Z')
    const board = slack.arrived.find(({ key }) => key === 'digest:improvement-board:2020-12-08:1:unbound:1')
    expect(board).toMatchObject({ to: 'U-coordinator' })
  })
})

describe('two services with a platform each', () => {
  let teams: FarEnd
  beforeEach(async () => {
    teams = createFarEnd(bot, 'teams')
    await bindOperationalGroup(bot)
    await account('coordinator', 'slack')
    await account('SLSPPEP', 'teams')
  })

  test('each tell their own people; nobody is called out of reach who can be told by the other', async () => {
    for (const day of ['11-24', '11-25', '11-26', '11-27', '11-30']) {
      await slack.tickAt(`2020-${day}T12:00:00Z`)
      await teams.tickAt(`2020-${day}T12:00:30Z`)
      await slack.tickAt(`2020-${day}T12:01:00Z`)
    }
    await bot.say('update B5(a) red the supplier left')
    await slack.tickAt('2020-11-30T12:05:00Z')
    expect(slack.arrived.some(({ to }) => to === 'U-SLSPPEP')).toBe(false)
    await teams.tickAt('2020-11-30T12:06:00Z')
    expect(teams.arrived.filter(({ key }) => key.startsWith('notice:')).map(({ to }) => to)).toEqual([
      'U-SLSPPEP',
    ])
    expect(teams.arrived.every(({ to }) => to === 'U-SLSPPEP')).toBe(true)
    expect((await states()).failed).toBeUndefined()
  })
})

test('what waits for a platform that no service has is told to the coordinator within the hour, once', async () => {
  await bindOperationalGroup(bot)
  const teams = createFarEnd(bot, 'teams')
  await account('coordinator', 'teams')
  await teams.tickAt('2020-11-24T12:00:00Z')
  for (const time of ['09:00', '09:59', '10:01', '11:00', '12:00'])
    await teams.tickAt(`2020-11-25T${time}:00Z`)
  const alerts = teams.arrived.filter(({ key }) => key.startsWith('alert:'))
  expect(alerts.map(({ at, message }) => [at.toISOString(), message.summary])).toEqual([
    [
      '2020-11-25T09:59:00.000Z',
      'Not sent yet: the digest for the SEND Operational Group of Thursday 3 December 2020, due on 25 Nov 2020, 9am. No running service has sent it: look whether its platform is set up.',
    ],
  ])
})

test('tick, say and chat in a shell without the service’s settings leave its messages alone', async () => {
  const service = await startService()
  try {
    service.child.kill('SIGTERM')
    await service.ended
    await link(service.path, { userId: 'U0OWNER2', code: 'SLSESEND' })
    const env = { DATABASE_URL: service.env.DATABASE_URL ?? '' }
    await service.shell.run(['say', 'update C2 red the backlog grew'], { env })
    const { exit, out } = await service.shell.run(['tick'], { env })
    expect(exit).toBe(0)
    expect(out).toMatch(/^\d+ planned, 0 sent, 0 held, 0 failed\.\n$/)
    const chat = await service.shell.run(['chat'], { env, lines: ['status C2'] })
    expect(chat.out).not.toContain('Message to')
    const { data } = await service.shell.json(['deliveries'], { env })
    const notices = (data as { key: string; state: string }[]).filter(({ key }) => key.startsWith('notice:'))
    expect(notices.length).toBeGreaterThan(0)
    expect(notices.filter(({ state }) => state !== 'planned')).toEqual([])
  } finally {
    await service.close()
  }
})
