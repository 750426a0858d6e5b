import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Delivery, listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { type IdentityKey, listPeople, saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp, TINY } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const SAMPLE_CODE = 'thurrock-wsoa-2019'
const LIBRARY_CODE = 'harbour-library'

/** The library's plan is heard by the Improvement Board of the sample, beside its own steering group. */
const BOARDS = planFrom(SAMPLE).bodies.filter(({ code }) => code === 'improvement-board')
const LIBRARY = {
  ...planFrom(TINY),
  short: 'library',
  bodies: [...planFrom(TINY).bodies, ...BOARDS.map((board) => ({ ...board, reportsTo: [] }))],
}

let bot: TestApp
let slack: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  slack = createFarEnd(bot, 'slack')
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-11-24' })
  await bindBoard()
  await link('U1', 'coordinator')
  await bot.say('assign coordinator coordinator', { as: 'harbour-library/coordinator' })
})
afterEach(() => bot.close())

async function bindBoard(): Promise<void> {
  const { bodies } = await loadPlan(bot.db, SAMPLE_CODE)
  const bodyId = bodies.find(({ code }) => code === 'improvement-board')?.id ?? 0
  const boundAt = '2020-11-24T09:00:00Z'
  const channel = { platform: 'slack', tenant: 'T1', channel: 'C1', name: 'ib', boundAt }
  await bot.db
    .insertInto('channels')
    .values({ planId: 1, bodyId, ...channel })
    .execute()
}

async function link(userId: string, code: string): Promise<void> {
  const person = (await listPeople(bot.db)).find((each) => each.code === code)
  if (!person) throw new Error(`nobody is ${code}`)
  const account: IdentityKey = { platform: 'slack', tenant: 'T1', userId }
  await bot.db.transaction().execute(async (trx) => {
    await saveIdentity(trx, 1, { ...account, personId: person.id, confirmedAt: bot.now().toISOString() })
  })
}

async function deliveriesOf(code: string): Promise<readonly Delivery[]> {
  return listDeliveries(bot.db, (await loadPlan(bot.db, code)).plan.id)
}

describe('two plans that one board hears', () => {
  test('each plan has every step of the meeting, and all of it goes out once', async () => {
    for (let day = 24; day <= 30; day += 1) await slack.tickAt(`2020-11-${day}T18:00:00Z`)
    for (let day = 1; day <= 9; day += 1) await slack.tickAt(`2020-12-0${day}T18:00:00Z`)
    for (const code of [SAMPLE_CODE, LIBRARY_CODE]) {
      const own = (await deliveriesOf(code)).filter(
        ({ subject }) => subject.body === 'improvement-board' && subject.meetingDay === '2020-12-08',
      )
      const kinds = new Set(own.filter(({ state }) => state === 'sent').map(({ kind }) => kind))
      expect([...kinds].sort(), code).toEqual(['cut-off', 'decisions', 'digest', 'notice', 'paper'])
      expect(
        own.filter(({ state }) => state !== 'sent' && state !== 'withdrawn'),
        code,
      ).toEqual([])
    }
    const keys = slack.arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
    expect(keys.length).toBe(new Set(keys).size)
  })
})
