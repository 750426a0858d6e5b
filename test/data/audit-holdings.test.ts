import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyHoldings } from '../../data/audit/holdings.ts'
import type { Writing } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import { importPlan } from '../../data/import/import.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp, TINY } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const account = (userId: string) => ({ platform: 'slack', tenant: 'T1', userId, conversation: `C${userId}` })
const BOARD = { ...account('U1'), conversation: 'C0BOARD', conversationName: '#board', isPrivate: false }

/** A season in which people come, go, stand in, are linked and unlinked, and channels are bound and unbound. */
async function season(): Promise<void> {
  await bot.say('link me as coordinator', { from: account('U1') })
  await bot.say('link confirm 1')
  await bot.say('assign SLSP new Stan Dinn')
  await bot.say('assign DCO new Dina Other')
  await bot.say('assign SLBI new Sam Example')
  await bot.say('assign SLBI new Alex Example jointly')
  await bot.say('assign coordinator new Olive Other jointly')
  await bot.say('assign P16SM Sam Example from 7 December 2020')
  await bot.say('delegate SLBI SLSP until 18 December 2020')
  bot.later({ days: 3 })
  await bot.say('delegate SLBI SLSP until 11 December 2020')
  await bot.say('assign SLBI Alex Example from 1 December 2020')
  await bot.say('link me as Sam Example', { from: account('U2') })
  await bot.say('link confirm 2 as sam-example')
  await bot.say('link me as Sam Example', { from: account('U3') })
  await bot.say('link confirm 3 as sam-example replacing')
  await bot.say('link me as Alex Example', { from: account('U2') })
  await bot.say('link confirm 4 as alex-example')
  await bot.say('bind board', { from: BOARD })
  await bot.say('bind operational group', { from: BOARD })
  await bot.say('unbind operational group', { from: BOARD })
  bot.later({ days: 10 })
  await bot.say('assign P16SM DCO')
  await bot.say('unlink alex-example slack')
}

const change = (work: (trx: Writing) => Promise<unknown>) =>
  write(bot.db, 1, async (trx) => void (await work(trx)))

test('a plan that was only imported, and again, has nothing without an entry', async () => {
  expect(await verifyHoldings(bot.db)).toEqual([])
  const options = { now: bot.now(), today: '2020-11-24' }
  await importPlan(bot.db, planFrom(TINY), options)
  await importPlan(bot.db, { ...planFrom(SAMPLE), title: 'Another title' }, options)
  expect(await verifyHoldings(bot.db)).toEqual([])
})

test('whatever is done by commands is found again in the trail', async () => {
  await season()
  expect(await verifyHoldings(bot.db)).toEqual([])
})

describe('a row that was changed past the trail is named:', () => {
  beforeEach(season)
  const person = async (trx: Writing, code: string) =>
    (await trx.selectFrom('people').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id
  const role = async (trx: Writing, code: string) =>
    (await trx.selectFrom('roles').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id

  test.each<[string, (trx: Writing) => Promise<unknown>, string | RegExp]>([
    [
      'somebody made coordinator',
      async (trx) =>
        trx
          .insertInto('assignments')
          .values({
            planId: 1,
            roleId: await role(trx, 'coordinator'),
            personId: await person(trx, 'SLSP'),
            kind: 'holder',
            fromDay: '2020-12-01',
            toDay: null,
          })
          .execute(),
      /assignment \d+ \(SLSP as holder of coordinator from 2020-12-01 to now\) has no entry/,
    ],
    [
      'a seat that holds its post again',
      async (trx) =>
        trx
          .updateTable('assignments')
          .set({ toDay: null })
          .where('personId', '=', await person(trx, 'SLBI'))
          .execute(),
      /assignment \d+ \(SLBI as holder of SLBI from 1900-01-01 to now\) has no entry/,
    ],
    [
      'a delegation made longer',
      async (trx) =>
        trx
          .updateTable('assignments')
          .set({ toDay: '2021-12-31' })
          .where('toDay', '=', '2020-12-11')
          .execute(),
      /Stan Dinn as delegate of SLBI from 2020-11-27 to 2021-12-31\) has no entry/,
    ],
    [
      'an assignment given to somebody else',
      async (trx) =>
        trx
          .updateTable('assignments')
          .set({ personId: await person(trx, 'SLSP') })
          .where('personId', '=', await person(trx, 'olive-other'))
          .execute(),
      /#\d+ records Olive Other as holder of coordinator from 2020-11-24 to now; its row was changed or removed/,
    ],
    [
      'an assignment taken away',
      async (trx) =>
        trx
          .deleteFrom('assignments')
          .where('personId', '=', await person(trx, 'ADES'))
          .execute(),
      'the assignment of ADES as holder of ADES from 1900-01-01 to now was changed or removed without an entry',
    ],
    [
      'an account that speaks for the coordinator',
      async (trx) =>
        trx
          .insertInto('identities')
          .values({
            planId: 1,
            personId: await person(trx, 'coordinator'),
            platform: 'slack',
            tenant: 'T1',
            userId: 'U66',
            confirmedAt: '2020-11-24T09:00:00.000Z',
          })
          .execute(),
      'the account slack:T1:U66 of the coordinator has no entry',
    ],
    [
      'an account moved to somebody else',
      async (trx) =>
        trx
          .updateTable('identities')
          .set({ personId: await person(trx, 'coordinator') })
          .where('userId', '=', 'U3')
          .execute(),
      'the account slack:T1:U3 of the coordinator has no entry',
    ],
    [
      'a shell account of another name',
      async (trx) =>
        trx
          .updateTable('identities')
          .set({ personId: await person(trx, 'coordinator') })
          .where('userId', '=', 'SLSP')
          .execute(),
      'the account terminal:local:SLSP of the coordinator has no entry',
    ],
    [
      'an account taken away',
      async (trx) => trx.deleteFrom('identities').where('userId', '=', 'U3').execute(),
      /#\d+ links slack:T1:U3 to Sam Example; its row was changed or removed/,
    ],
    [
      'an account that was unlinked and is back',
      async (trx) =>
        trx
          .insertInto('identities')
          .values({
            planId: 1,
            personId: await person(trx, 'alex-example'),
            platform: 'slack',
            tenant: 'T1',
            userId: 'U2',
            confirmedAt: '2020-11-24T09:00:00.000Z',
          })
          .execute(),
      'the account slack:T1:U2 of Alex Example has no entry',
    ],
    [
      'a channel bound',
      async (trx) =>
        trx
          .insertInto('channels')
          .values({
            planId: 1,
            bodyId: 1,
            platform: 'slack',
            tenant: 'T1',
            channel: 'C0EVIL',
            name: '#evil',
            boundAt: '2020-11-24T09:00:00.000Z',
          })
          .execute(),
      /channel \d+ \(.* in #evil, slack:T1:C0EVIL\) has no entry/,
    ],
    [
      'a channel changed',
      async (trx) => trx.updateTable('channels').set({ channel: 'C0EVIL' }).execute(),
      /#\d+ binds improvement-board in #board, slack:T1:C0BOARD; its row was changed or removed/,
    ],
  ])('%s', async (_, work, finding) => {
    await change(work)
    expect(await verifyHoldings(bot.db)).toContainEqual(expect.stringMatching(finding))
  })
})
