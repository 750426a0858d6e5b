import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const CODE = 'harbour-library'
const LIBRARY = { ...planFrom(TINY), short: 'library' }

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-11-24', isQuiet: true })
  await bot.say('assign coordinator coordinator', { as: `${CODE}/coordinator` })
})
afterEach(() => bot.close())

async function arrivedOf(code: string) {
  const own = await listDeliveries(bot.db, (await loadPlan(bot.db, code)).plan.id)
  return farEnd.arrived.filter(({ key }) => own.some((each) => each.key === key))
}

async function days(from: number, to: number): Promise<void> {
  for (let day = from; day <= to; day += 1)
    await farEnd.tickAt(`2020-12-${String(day).padStart(2, '0')}T18:00:00Z`)
}

describe('a plan that was imported just now', () => {
  test('messages nobody over a whole cycle, while the plans that are live go on', async () => {
    await days(1, 11)
    expect(await arrivedOf(CODE)).toEqual([])
    expect((await arrivedOf('thurrock-wsoa-2019')).length).toBeGreaterThan(0)
  })

  test('answers and records, and tells nobody else of it', async () => {
    expect(await bot.say('update 1.1.1 stalled nothing moves', { as: 'HEAD' })).toContain('Recorded: 1.1.1')
    expect(await bot.say('in library overdue')).toContain('1.1.1')
    await days(1, 2)
    expect((await arrivedOf(CODE)).filter(({ to }) => !to.includes('coordinator'))).toEqual([])
  })

  test('shows its coordinator who would get what and who cannot be reached, and is live when they say so', async () => {
    await bot.say('vacate ARCHIVE')
    const shown = await bot.say('in library live')
    expect(shown).toContain(`The ${LIBRARY.title} is quiet. Once it is live, this is sent:`)
    expect(shown).toMatch(/Steering Group, Thursday 10 December 2020.*as it has no channel/)
    expect(shown).toContain('Asked for updates')
    expect(shown).toContain('HEAD: ')
    expect(await bot.say('in library deliveries')).toContain('The plan is quiet')
    expect(await bot.say('in library go live')).toContain(`The ${LIBRARY.title} is live`)
    expect(await bot.say('in library live')).toContain('is live. This is sent:')
    expect((await bot.tell('in library go live')).error?.code).toBe('conflict')
    await days(1, 11)
    const keys = (await arrivedOf(CODE)).map(({ key }) => key)
    expect(keys).toContain('digest:steering-group:2020-12-10:1:unbound:1')
    expect(keys.length).toBe(new Set(keys).size)
  })

  test('is set going by its coordinator alone', async () => {
    const refused = await bot.tell('in library go live', { as: 'HEAD' })
    expect(refused.ok).toBe(false)
    expect((await loadPlan(bot.db, CODE)).isQuiet).toBe(true)
  })
})
