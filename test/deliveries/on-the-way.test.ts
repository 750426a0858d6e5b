import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { loadPlan } from '../../data/plans.ts'
import { paperSource } from '../../src/attachments/paper-source.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const NAME = 'operational-group:2020-12-03'
const HEAD = `digest:${NAME}:1:unbound:1`
const DUE = '2020-11-25T09:00:00Z'
const NHS = '943 476 5919'

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await farEnd.tickAt('2020-11-24T12:00:00Z')
})
afterEach(() => bot.close())

/** What a person reads of the messages that arrived. */
function text(key: string): string {
  return farEnd.arrived
    .filter((one) => one.key.startsWith(key))
    .map(({ message }) => read({ ...NOTHING, message }))
    .join('\n')
}

const NOTHING = { ok: true, changes: [], items: [], error: null, waits: false, shared: false }

async function delivery(key = HEAD) {
  const found = (await listDeliveries(bot.db, 1)).find((each) => each.key === key)
  if (!found) throw new Error(`no delivery ${key}`)
  return found
}

function bindRoom(verb: 'bind' | 'unbind', room = 'room', choice = '') {
  const from = { isPrivate: false, conversationName: room }
  return bot.say(`${verb} OG${choice}`, { conversation: room, from })
}

describe('a meeting that is moved or cancelled while its digest is on the way', () => {
  test('cancelled while nobody knows whether it arrived, and it did not: nothing is sent', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'loses it, answer lost' : 'well')
    await farEnd.tickAt(DUE)
    await bot.say('meeting cancel OG')
    farEnd.mood = () => 'well'
    for (const time of ['09:00:20', '09:01:30', '09:02:00']) await farEnd.tickAt(`2020-11-25T${time}Z`)
    expect(farEnd.arrived.filter(({ key }) => key.includes('digest:operational-group'))).toEqual([])
    expect(await delivery()).toMatchObject({ state: 'withdrawn', outcome: 'the meeting is cancelled' })
  })

  test('moved while a process that died had taken it: it waits for its new hour', async () => {
    const row = { state: 'sending', leaseToken: 'gone', leaseUntil: '2020-11-25T08:00:00.000Z' } as const
    await bot.db
      .updateTable('deliveries')
      .set({ ...row, tries: 1, triedAt: null })
      .where('key', '=', HEAD)
      .execute()
    bot.later(new Date(DUE))
    await bot.say('meeting move OG to 17 December 2020')
    await farEnd.tickAt('2020-11-25T09:03:00Z')
    expect(text('digest:operational-group')).toBe('')
    await farEnd.tickAt('2020-12-09T09:00:00Z')
    expect(text(HEAD)).toContain('SEND Operational Group, Thursday 17 December 2020')
  })

  test('moved after the platform had said "later": the digest names the new day, and its pages follow', async () => {
    farEnd.mood = () => 'later'
    await farEnd.tickAt(DUE)
    farEnd.mood = () => 'well'
    await bot.say('meeting move OG to 4 December 2020')
    await farEnd.tickAt('2020-11-26T09:00:00Z')
    expect(text(HEAD)).toContain('SEND Operational Group, Friday 4 December 2020')
    expect(text('')).not.toContain('Thursday 3 December 2020:')
    expect(text(`paper:${NAME}`)).toContain('Friday 4 December 2020')
  })

  test('cancelled after "later" and added again: the whole digest is sent', async () => {
    farEnd.mood = () => 'later'
    await farEnd.tickAt(DUE)
    farEnd.mood = () => 'well'
    await bot.say('meeting cancel OG')
    await farEnd.tickAt('2020-11-25T10:00:00Z')
    await bot.say('meeting add OG on 3 December 2020 at 2pm')
    await farEnd.tickAt('2020-11-25T11:00:00Z')
    expect(farEnd.arrived.filter(({ under }) => under === HEAD)).toHaveLength(7)
  })

  test('moved twice before anybody was told: one note, of the last day; and back: none', async () => {
    await farEnd.tickAt(DUE)
    await bot.say('meeting move OG to 4 December 2020')
    await bot.say('meeting move OG to 7 December 2020')
    await farEnd.tickAt('2020-11-25T10:00:00Z')
    expect(text('note:')).toBe(
      'Moved: the SEND Operational Group meets on Monday 7 December 2020 at 2pm, not on Thursday 3 December 2020.',
    )
    await bot.say('meeting move OG to 8 December 2020')
    await bot.say('meeting move OG to 7 December 2020')
    const before = farEnd.arrived.length
    await farEnd.tickAt('2020-11-25T11:00:00Z')
    expect(farEnd.arrived.slice(before)).toEqual([])
  })
})

describe('a channel that comes or goes', () => {
  test('after a move too late for other figures: it is told once, with the day that holds', async () => {
    await farEnd.tickAt(DUE)
    bot.later(new Date('2020-11-30T10:00:00Z'))
    await bot.say('meeting move OG to 4 December 2020')
    await bindRoom('bind')
    await bindRoom('bind', 'room', ' now')
    for (const day of ['11-30T11', '12-01T09', '12-02T09', '12-03T09'])
      await farEnd.tickAt(`2020-${day}:00:00Z`)
    const heads = farEnd.arrived.filter(({ key }) => /^digest:operational-group.*room:1$/.test(key))
    expect(heads.map(({ key }) => key)).toEqual([`digest:${NAME}:1:terminal/room:1`])
    expect(text(heads[0]?.key ?? '')).toContain('SEND Operational Group, Friday 4 December 2020')
    expect(await bot.say('digest OG')).toContain('SEND Operational Group, Friday 4 December 2020')
  })

  test('taken away after the digest went out there: nobody is told again', async () => {
    await bindRoom('bind')
    await farEnd.tickAt(DUE)
    await bindRoom('unbind')
    await farEnd.tickAt('2020-11-26T09:00:00Z')
    const heads = farEnd.arrived.filter(({ key }) => /^digest:operational-group.*:1$/.test(key))
    expect(heads.map(({ to }) => to)).toEqual(['room'])
  })
})

describe('nothing is stuck and nothing is told to nobody', () => {
  test('a body without a channel, and no coordinator with an account: it counts as not sent, and so does the alert', async () => {
    const slack = createFarEnd(bot, 'slack')
    await slack.tickAt(DUE)
    expect(await delivery()).toMatchObject({
      state: 'failed',
      outcome: 'it has no channel, and no coordinator an account',
    })
    const alerts = (await listDeliveries(bot.db, 1)).filter(({ key }) => key.startsWith(`alert:${HEAD}`))
    expect(alerts.map(({ state }) => state)).toEqual(['failed'])
    expect(await bot.say('deliveries')).toContain('2 messages wait for you.')
  })

  test('after days of downtime a platform that says "later" once gets it a minute later', async () => {
    farEnd.mood = () => 'later'
    await farEnd.tickAt('2020-11-30T10:00:00Z')
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-30T10:01:00Z')
    expect(text(HEAD)).toContain('Late: this was due on 25 Nov 2020, 9am.')
  })

  test('a refused digest is left, or sent again; when its meeting has begun it counts as missed', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'refuses' : 'well')
    await farEnd.tickAt(DUE)
    expect(await bot.say('deliveries')).toContain('Leave it')
    await farEnd.tickAt('2020-12-04T09:00:00Z')
    const own = (await listDeliveries(bot.db, 1)).filter(({ key }) => key.includes(NAME))
    expect(own.filter(({ state }) => ['planned', 'failed'].includes(state))).toEqual([])
    expect(await delivery()).toMatchObject({ state: 'missed', outcome: 'the channel is archived' })
    expect(await bot.say('deliveries')).toContain('Nothing waits for you.')
  })

  test('what waits for the coordinator can be left, with what belongs under it', async () => {
    farEnd.mood = ({ key }) => (key === HEAD ? 'refuses' : 'well')
    await farEnd.tickAt(DUE)
    const { number } = await delivery()
    expect(await bot.say(`deliveries leave ${number}`, { as: 'SLSPPEP' })).toContain('Only the coordinator')
    expect(await bot.say(`deliveries leave ${number}`)).toBe(
      'Left: the digest for the SEND Operational Group of Thursday 3 December 2020 is not sent.',
    )
    await farEnd.tickAt('2020-11-25T09:05:00Z')
    expect(
      farEnd.arrived.filter(
        ({ key, isEdit }) => !isEdit && key.includes(`digest:${NAME}`) && !key.startsWith('alert'),
      ),
    ).toEqual([])
  })
})

describe('a child’s number that came in past every check', () => {
  beforeEach(async () => {
    await bot.db
      .updateTable('updates')
      .set({ note: `seen with ${NHS}` })
      .where('note', 'is not', null)
      .execute()
    await bot.db.deleteFrom('editions').execute()
  })

  test('holds the digest before anything of it is sent, and is not repeated', async () => {
    await farEnd.tickAt(DUE)
    expect(farEnd.arrived.filter(({ key }) => key.startsWith(`digest:${NAME}`))).toEqual([])
    expect(await delivery()).toMatchObject({ state: 'held', payload: '', firstTriedAt: null })
    expect(text(`alert:${HEAD}`)).toMatch(
      /^Held: the digest for the SEND Operational Group of Thursday 3 December 2020: it holds what looks like a child’s NHS number, pupil number or date of birth, or a child’s name with an age \(the note on A1\(a\), .*\), which is told to nobody; say it again without, or correct the plan file\.\n/,
    )
    expect(text('')).not.toContain(NHS)
    expect(text('alert:')).not.toContain('It is there')
  })

  test('keeps the paper from being made', async () => {
    const model = await loadPlan(bot.db)
    const body = model.bodies.find(({ code }) => code === 'operational-group')
    if (!body) throw new Error('no body')
    await expect(paperSource(bot.db, model, { body, now: bot.now() })).rejects.toThrow(
      'The paper is not made: it holds what looks like a child’s NHS number',
    )
  })
})
