import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const SIF = 'data/plans/thurrock-sif-2016.yaml'

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await bot.say('bind improvement-board')
})
afterEach(() => bot.close())

async function end(on: string): Promise<void> {
  const file = { ...planFrom(SAMPLE), ended: { on, basis: 'Improvement Board, minute 7' } }
  await importPlan(bot.db, file, { now: bot.now(), today: bot.now().toISOString().slice(0, 10) })
}

/** What goes out for meetings after a day. */
async function plannedAfter(day: string) {
  const all = await listDeliveries(bot.db, 1)
  return all.filter(({ state, subject }) => state === 'planned' && (subject.meetingDay ?? '') > day)
}

describe('a plan that ended', () => {
  test('tells and asks nobody of a meeting after its last day, and still of one before', async () => {
    await farEnd.tickAt('2020-11-24T09:05:00Z')
    expect(await plannedAfter('2020-12-08')).not.toEqual([])
    await end('2020-12-09')
    await farEnd.tickAt('2020-11-24T09:10:00Z')
    expect(await plannedAfter('2020-12-09')).toEqual([])
    await farEnd.tickAt('2020-12-01T09:00:00Z')
    expect(farEnd.arrived.some(({ key }) => key.startsWith('digest:improvement-board:2020-12-08'))).toBe(true)
    await farEnd.tickAt('2020-12-09T20:00:00Z')
    const before = farEnd.arrived.length
    await farEnd.tickAt('2021-02-01T09:00:00Z')
    expect(farEnd.arrived.slice(before).filter(({ key }) => !key.startsWith('alert:'))).toEqual([])
  })

  test('says so in overdue, due, status, mine and receipts, and grows no later', async () => {
    await end('2020-11-20')
    const said = 'This plan ended on Friday 20 November 2020 (Improvement Board, minute 7).'
    const overdue = await bot.say('overdue')
    expect(overdue).toContain(`${said} Nothing in it is chased.`)
    expect(overdue).toContain('were overdue on Friday 20 November 2020.')
    expect(await bot.say('due')).toContain(`${said} Nothing falls due in it any more.`)
    for (const line of ['status', 'status C2', 'about', 'unreported'])
      expect(await bot.say(line), line).toContain(said)
    expect(await bot.say('mine', { as: 'SLSESEND' })).toContain(said)
    const days = async () => (await bot.tell('overdue')).items.map(({ daysOverdue }) => daysOverdue)
    const before = await days()
    bot.later({ days: 200 })
    expect(await days()).toEqual(before)
    const receipt = await bot.say('update C2 red the backlog grew')
    expect(receipt).toContain(said)
    expect(receipt).not.toContain('Next meeting')
  })

  test('goes on as before until its last day has passed', async () => {
    await end('2020-11-24')
    expect(await bot.say('overdue')).toContain('are overdue on Tuesday 24 November 2020.')
    bot.later({ days: 1 })
    expect(await bot.say('overdue')).toContain('This plan ended on Tuesday 24 November 2020')
  })

  test('stays readable for every day before', async () => {
    const before = await bot.say('status C2 as at 20 November 2020')
    await end('2020-11-22')
    expect(await bot.say('status C2 as at 20 November 2020')).toContain(
      before.slice(0, before.indexOf('\n', 200)),
    )
  })
})

test('an ended plan says so in its digest and its paper', async () => {
  const sif = await createTestApp({ plan: SIF, now: new Date('2018-01-20T09:00:00Z') })
  expect(await sif.say('digest sif-improvement-board')).toContain(
    'This plan ended on Tuesday 10 October 2017 (the last day on which the paper shows it).',
  )
  await sif.close()
})
