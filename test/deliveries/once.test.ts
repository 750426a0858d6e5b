import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { tick } from '../../src/deliveries/tick.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const DUE = '2020-11-25T09:00:00Z'
const HEAD = 'digest:operational-group:2020-12-03:1:unbound:1'

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await farEnd.tickAt('2020-11-24T12:00:00Z')
})
afterEach(() => bot.close())

function heads() {
  return farEnd.arrived.filter(({ key, isEdit }) => key === HEAD && !isEdit)
}

async function delivery(key = HEAD) {
  const found = (await listDeliveries(bot.db, 1)).find((each) => each.key === key)
  if (!found) throw new Error(`no delivery ${key}`)
  return found
}

describe('a digest is delivered once', () => {
  test('at its time, not a millisecond earlier, with its pages under it in their order, and the paper', async () => {
    await farEnd.tickAt('2020-11-25T08:59:59.999Z')
    expect(heads()).toEqual([])
    await farEnd.tickAt(DUE)
    await farEnd.tickAt('2020-11-25T09:01:00Z')
    const digest = farEnd.arrived.filter(({ key }) => /operational-group:2020-12-03:1:unbound/.test(key))
    expect(digest.map(({ key, under }) => [key.split(':').at(-1), under])).toEqual([
      ['1', null],
      ...['2', '3', '4', '5', '6', '7'].map((page) => [page, HEAD]),
      ['unbound', HEAD],
    ])
    expect(digest[0]?.message.summary).not.toContain('Late')
    expect(await delivery()).toMatchObject({
      state: 'sent',
      tries: 1,
      late: false,
      sentAt: '2020-11-25T09:00:00.000Z',
    })
  })

  test('when its answer was lost, it is looked for, found, and not sent again', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'takes it, answer lost' : 'well')
    expect(await farEnd.tickAt(DUE)).toMatchObject({ sent: 0, held: 1 })
    expect(await delivery()).toMatchObject({ state: 'unknown' })
    await farEnd.tickAt('2020-11-25T09:00:19Z')
    expect(await delivery()).toMatchObject({ state: 'unknown', looks: 0 })
    await farEnd.tickAt('2020-11-25T09:00:20Z')
    expect(await delivery()).toMatchObject({ state: 'sent', messageId: HEAD })
    expect(heads()).toHaveLength(1)
    expect(farEnd.arrived.filter(({ under }) => under === HEAD)).toHaveLength(7)
  })

  test('when it was lost with its answer, it is looked for twice before it is sent again', async () => {
    let lost = 0
    farEnd.mood = ({ key }) => (key === HEAD && lost++ === 0 ? 'loses it, answer lost' : 'well')
    for (const time of ['09:00:00', '09:00:20', '09:01:00']) await farEnd.tickAt(`2020-11-25T${time}Z`)
    expect(heads()).toEqual([])
    await farEnd.tickAt('2020-11-25T09:01:30Z')
    expect(heads()).toHaveLength(1)
    expect(await delivery()).toMatchObject({ state: 'sent', tries: 2 })
  })

  test('when our own code broke after it was taken, it is looked for, not taken for a failure', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'takes it and breaks' : 'well')
    await farEnd.tickAt(DUE)
    expect(await delivery()).toMatchObject({ state: 'unknown' })
    await farEnd.tickAt('2020-11-25T09:00:20Z')
    expect(await delivery()).toMatchObject({ state: 'sent' })
    expect(heads()).toHaveLength(1)
  })

  test('after three tries without a trace it waits for the coordinator, who hears of it once', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'loses it, answer lost' : 'well')
    for (let minute = 0; minute < 10; minute += 1) {
      for (const second of ['00', '30']) await farEnd.tickAt(`2020-11-25T09:0${minute}:${second}Z`)
    }
    expect(await delivery()).toMatchObject({ state: 'held', tries: 3 })
    const alerts = farEnd.arrived.filter(({ key }) => key.startsWith('alert:'))
    expect(alerts.map(({ message }) => message.summary)).toEqual([
      'Held: the digest for the SEND Operational Group of Thursday 3 December 2020: it was not there after 3 tries. Is it there?',
    ])
    expect(farEnd.arrived.filter(({ under }) => under === HEAD)).toEqual([])
  })

  test('where nobody can look, it is held at once; "It is there" lets its pages follow', async () => {
    farEnd.canLook = false
    farEnd.mood = ({ key }) => (key === HEAD ? 'takes it, answer lost' : 'well')
    await farEnd.tickAt(DUE)
    await farEnd.tickAt('2020-11-25T09:00:20Z')
    const { state, number } = await delivery()
    expect(state).toBe('held')
    expect(await bot.say('deliveries')).toContain('1 message waits for you.')
    expect(await bot.say(`deliveries there ${number}`, { as: 'SLSPPEP' })).toContain('Only the coordinator')
    expect(await bot.say(`deliveries there ${number}`)).toContain('is there')
    expect(await bot.say(`deliveries there ${number}`)).toContain('nothing to settle')
    await farEnd.tickAt('2020-11-25T09:05:00Z')
    expect(heads()).toHaveLength(1)
    expect(farEnd.arrived.filter(({ key }) => /:unbound:[2-6]$/.test(key))).toHaveLength(5)
  })

  test('a held one is sent again at the coordinator’s word', async () => {
    farEnd.canLook = false
    farEnd.mood = () => 'loses it, answer lost'
    await farEnd.tickAt(DUE)
    await farEnd.tickAt('2020-11-25T09:00:20Z')
    farEnd.mood = () => 'well'
    await bot.say(`deliveries send ${(await delivery()).number}`)
    await farEnd.tickAt('2020-11-25T09:06:00Z')
    expect(heads()).toHaveLength(1)
  })

  test('a platform that says "later" gets it later, and that is no try that went wrong', async () => {
    farEnd.mood = () => 'later'
    await farEnd.tickAt(DUE)
    expect(await delivery()).toMatchObject({ state: 'planned', nextAt: '2020-11-25T09:00:30.000Z' })
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-25T09:00:29Z')
    expect(heads()).toEqual([])
    await farEnd.tickAt('2020-11-25T09:00:30Z')
    expect(heads()).toHaveLength(1)
  })

  test('one that is refused stops no other, and the coordinator hears why', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'refuses' : 'well')
    expect(await farEnd.tickAt(DUE)).toMatchObject({ failed: 1 })
    await farEnd.tickAt('2020-11-30T09:00:00Z')
    expect(farEnd.arrived.some(({ key }) => key.startsWith('digest:improvement-board'))).toBe(true)
    expect(farEnd.arrived.find(({ key }) => key.startsWith('alert:'))?.message.summary).toContain(
      'the channel is archived',
    )
  })
})

describe('whatever happens to the clocks and the machine', () => {
  test('many ticks at once send one message each', async () => {
    bot.later(new Date(DUE))
    const options = {
      db: bot.db,
      senders: [farEnd.sender],
      commands: bot.commands,
      log: pino({ level: 'silent' }),
      leaseNow: bot.now,
    }
    await Promise.all(Array.from({ length: 10 }, () => tick(options, bot.now())))
    const keys = farEnd.arrived.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(heads()).toHaveLength(1)
  })

  test('a clock that goes back sends nothing again, and one that goes forth nothing twice', async () => {
    await farEnd.tickAt(DUE)
    const before = farEnd.arrived.length
    for (const time of ['2020-11-24T09:00:00Z', DUE, '2020-11-25T12:00:00Z', DUE]) await farEnd.tickAt(time)
    expect(farEnd.arrived).toHaveLength(before)
  })

  test('a process that was stopped past its lease sends nothing any more when it wakes up', async () => {
    bot.later(new Date(DUE))
    let machine = new Date('2026-01-01T00:00:00Z')
    const asleep = {
      ...farEnd.sender,
      send: async (sending: Parameters<typeof farEnd.sender.send>[0]) => {
        if (sending.key === HEAD) {
          machine = new Date(machine.getTime() + 121_000)
          await tick({ ...options, senders: [farEnd.sender] }, bot.now())
        }
        return farEnd.sender.send(sending)
      },
    }
    const options = {
      db: bot.db,
      senders: [asleep],
      commands: bot.commands,
      log: pino({ level: 'silent' }),
      leaseNow: () => machine,
    }
    await tick(options, bot.now())
    expect(heads()).toHaveLength(1)
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })

  test('one that died before its request went out leaves the delivery to the next; after it, to be looked for', async () => {
    bot.later(new Date(DUE))
    const row = {
      state: 'sending',
      leaseToken: 'gone',
      leaseUntil: '2020-11-25T08:00:00.000Z',
      tries: 1,
    } as const
    await bot.db
      .updateTable('deliveries')
      .set({ ...row, triedAt: null })
      .where('key', '=', HEAD)
      .execute()
    await farEnd.tickAt(DUE)
    expect(heads()).toHaveLength(1)
    const later = { ...row, triedAt: DUE, firstTriedAt: DUE, leaseUntil: '2020-11-25T09:00:00.000Z' }
    await bot.db.updateTable('deliveries').set(later).where('key', '=', HEAD).execute()
    await farEnd.tickAt('2020-11-25T09:03:00Z')
    expect(await delivery()).toMatchObject({ state: 'unknown' })
    await farEnd.tickAt('2020-11-25T09:03:20Z')
    expect(await delivery()).toMatchObject({ state: 'sent' })
    expect(heads()).toHaveLength(1)
  })
})

describe('after downtime', () => {
  test('it goes out at once, and says that it is late and when it was due', async () => {
    await farEnd.tickAt('2020-12-01T15:00:00Z')
    const [head] = heads()
    expect(JSON.stringify(head?.message)).toContain('Late: this was due on 25 Nov 2020, 9am.')
    expect(await delivery()).toMatchObject({ late: true })
  })

  test('for a meeting that has begun nothing is sent any more, and the coordinator hears of it once', async () => {
    await farEnd.tickAt('2020-12-03T14:00:00Z')
    await farEnd.tickAt('2020-12-03T14:01:00Z')
    expect(heads()).toEqual([])
    expect(await delivery()).toMatchObject({ state: 'missed' })
    expect(
      farEnd.arrived
        .filter(({ key }) => key.startsWith('alert:digest:operational'))
        .map(({ message }) => message.summary),
    ).toEqual([
      'Missed: the digest for the SEND Operational Group of Thursday 3 December 2020, due on 25 Nov 2020, 9am, was not sent in time. Nothing is sent any more.',
    ])
  })

  test('its figures are those of the cut-off, however late they are stored', async () => {
    const other = await createTestApp()
    const late = createFarEnd(other)
    await late.tickAt('2020-11-24T09:00:00Z')
    other.later(new Date('2020-11-30T09:00:00Z'))
    await other.say('update B5(a) red after the cut-off', { as: 'SLSPPEP' })
    await late.tickAt('2020-11-30T10:00:00Z')
    const text = JSON.stringify(late.arrived.filter(({ key }) => key.startsWith('digest:operational')))
    expect(text).toContain('As at the cut-off, 24 Nov 2020, 12pm.')
    expect(text).not.toContain('after the cut-off')
    await other.close()
  })
})
