import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { moment } from '../../src/domain/format.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { editionOf } from '../support/edition.ts'
import { createFarEnd } from '../support/far-end.ts'
import { pagesOf, under } from '../support/pages.ts'
import { giveAccount } from '../support/places.ts'

let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

/** The board sat on 10 November; its cut-off for 8 December is on 27 November, for 5 January on 22 December. */
const add = (line: string) => bot.say(`action add board ${line}`)

describe('an action arising', () => {
  test('is recorded with its meeting, owner and date, and its owner is told', async () => {
    const text = await add('SLBI by 18 December 2020 send the figures to all members')
    expect(text).toContain(
      'Recorded: action arising 1 for SLBI, by Friday 18 December 2020, from the SEND Improvement Board of Tuesday 10 November 2020.',
    )
    expect(text).toContain('What: “send the figures to all members”')
    expect(text).toContain('SLBI is told.')
    const told = await bot.db
      .selectFrom('deliveries')
      .innerJoin('people', 'people.id', 'deliveries.personId')
      .select(['people.code', 'payload'])
      .where('payload', 'like', '%Action arising 1 is yours%')
      .execute()
    expect(told.map(({ code }) => code)).toEqual(['SLBI'])
    expect(told[0]?.payload).toContain('action done 1')
    expect((await readTrail(bot.db, 1)).at(-1)).toMatchObject({
      action: 'action-add',
      after: {
        number: 1,
        body: 'improvement-board',
        meeting: '2020-11-10',
        owner: 'SLBI',
        due: '2020-12-18',
        text: 'send the figures to all members',
      },
    })
  })

  test.each([
    [
      'Sam Example by 18 December 2020 bring a draft by 5 January 2021 at the latest',
      'Sam Example',
      'bring a draft by 5 January 2021 at the latest',
    ],
    ['the Strategic Lead, Business Intelligence by 18 December 2020 send it', 'SLBI', 'send it'],
    ['NHS England by Dec 2020 send it', 'NHS England', 'send it'],
  ])('"%s" is for %s', async (line, owner, text) => {
    await add(line)
    expect(await bot.db.selectFrom('actionsArising').select(['owner', 'text']).execute()).toEqual([
      { owner, text },
    ])
  })

  test('by the next meeting is by its day', async () => {
    expect(await add('SLBI by next meeting send the figures')).toContain('by Tuesday 8 December 2020')
  })

  test('of somebody who is not here is recorded, and the receipt says that nobody is told', async () => {
    expect(await add('Sam Example by 18 December 2020 send it')).toContain('Nobody can be told: Sam Example')
  })

  test('needs an owner, a day to come and the coordinator', async () => {
    expect(await add('SLBI by 1 November 2020 send it')).toContain('Sunday 1 November 2020 has passed')
    expect((await bot.tell('action add board by 18 December 2020 send it')).ok).toBe(false)
    expect((await bot.tell('action add board SLBI by 18 December 2020')).ok).toBe(false)
    const { error } = await bot.tell('action add board SLBI by 18 December 2020 send it', { as: 'SLBI' })
    expect(error?.code).toBe('refused')
    expect(await bot.db.selectFrom('actionsArising').selectAll().execute()).toEqual([])
  })

  test('is ended by its owner or the coordinator, once, and by nobody else', async () => {
    await add('SLBI by 18 December 2020 send the figures')
    await add('SLBI by 18 December 2020 send the minutes')
    const { error } = await bot.tell('action done 1', { as: 'SLSPPEP' })
    expect(error?.text).toContain('Action arising 1 is for SLBI')
    expect(await bot.say('action done 1 sent to all', { as: 'SLBI' })).toContain(
      'Recorded: action arising 1 is done. The SEND Improvement Board sees it in its next digest.',
    )
    expect(await bot.say('action done 1')).toContain('is done since 24 Nov 2020; nothing was changed')
    expect(await bot.say('action done 2')).toContain('action arising 2 is done')
    expect(await bot.say('action done 3')).toContain('There is no action arising 3')
    const ended = (await readTrail(bot.db, 1)).filter(({ action }) => action === 'action-done')
    expect(ended.map(({ by, after }) => [by, after])).toEqual([
      ['SLBI', { number: 1, done: true, note: 'sent to all' }],
      ['the coordinator', { number: 2, done: true }],
    ])
  })

  test('is listed until it is done, of one body or of all, with days overdue', async () => {
    expect(await bot.say('actions')).toBe('No action arising is recorded.')
    await add('SLBI by 18 December 2020 send the figures')
    await bot.say('action add operational group ADPH by 30 November 2020 ask schools')
    bot.later(new Date('2020-12-02T09:00:00Z'))
    const all = await bot.say('actions')
    expect(all).toContain('Actions arising: 2 of 2 not done.')
    expect(all).toContain('30 Nov 2020, 2 days overdue')
    expect(all).toContain('2 is done: type "action done 2"')
    const board = await bot.say('actions board', { as: 'member:improvement-board' })
    expect(board).toContain('send the figures')
    expect(board).not.toContain('ask schools')
    expect(board).not.toContain('type "')
    await bot.say('action done 1')
    expect(await bot.say('actions board')).toBe(
      'Actions arising of the SEND Improvement Board: 0 of 1 not done.',
    )
  })
})

describe('in the digests', () => {
  const section = async (body: string) => under(await pagesOf(await editionOf(bot, body)), /^Actions arising/)

  test('it stands before its own body until it is done, and once more when it is', async () => {
    await add('SLBI by 18 December 2020 send the figures')
    await bot.say('action add operational group ADPH by 23 December 2020 ask schools')
    expect(await section('improvement-board')).toContain('1 “send the figures”')
    expect(await section('improvement-board')).not.toContain('ask schools')
    expect(await section('operational-group')).toContain('Actions arising: 1 of 1 not done')
    bot.later(new Date('2020-12-21T09:00:00Z'))
    expect(await section('improvement-board')).toContain('not done, 3 days overdue')
    await bot.say('action done 1 sent to all', { as: 'SLBI' })
    const done = await section('improvement-board')
    expect(done).toContain('Actions arising: 0 of 1 not done')
    expect(done).toContain('done, 21 Dec 2020: “sent to all”')
    await tickAt(bot, '2020-12-22T12:00:00.000Z')
    bot.later(new Date('2021-01-06T09:00:00Z'))
    expect(await section('improvement-board')).toBe('')
  })

  test('what is done after the cut-off is not done in the edition', async () => {
    await add('SLBI by 18 December 2020 send the figures')
    await tickAt(bot, '2020-11-27T12:00:00.000Z')
    bot.later(new Date('2020-11-28T09:00:00Z'))
    await bot.say('action done 1')
    expect(await section('improvement-board')).toContain('1 of 1 not done')
  })

  test('an edition that was stored before there were any is told in the same words as then', async () => {
    await add('SLBI by 18 December 2020 send the figures')
    const edition = await editionOf(bot, 'improvement-board')
    const { actionsArising: _, ...older } = edition.facts
    const pages = await pagesOf({ ...edition, facts: older })
    expect(JSON.stringify(pages)).not.toMatch(/actions arising/i)
  })
})

describe('an action arising that is not done', () => {
  beforeEach(async () => {
    await add('SLBI by 27 November 2020 send the figures to all members')
  })

  test('stands in mine and on Home of whoever answers for it, and nobody else’s', async () => {
    for (const line of ['mine', 'home']) {
      expect(await bot.say(line, { as: 'SLBI' })).toContain(
        'Action arising 1: “send the figures to all members”, by 27 Nov 2020',
      )
      expect(await bot.say(line, { as: 'SLSP' })).not.toContain('Action arising')
    }
    bot.later(new Date('2020-11-30T09:00:00Z'))
    expect(await bot.say('mine', { as: 'SLBI' })).toContain('by 27 Nov 2020, 3 days overdue')
    await bot.say('action done 1', { as: 'SLBI' })
    expect(await bot.say('mine', { as: 'SLBI' })).not.toContain('Action arising')
  })

  test('stands in mine of somebody who owns no item', async () => {
    await add('coordinator by 18 December 2020 book the room')
    expect(await bot.say('mine')).toContain('1 action arising of yours is not done.')
  })

  test.each([
    ['is reminded of on the morning of its day, once', false, ['27 Nov 2020, 9am']],
    ['is not reminded of when it is done', true, []],
  ])('%s', async (_, isDone, times) => {
    const farEnd = createFarEnd(bot, 'slack')
    await giveAccount(bot, 'SLBI', { platform: 'slack' })
    await farEnd.tickAt('2020-11-26T12:00:00Z')
    await farEnd.tickAt('2020-11-27T00:01:00Z')
    if (isDone) await bot.say('action done 1')
    for (const at of ['2020-11-27T08:59:00Z', '2020-11-27T09:00:00Z', '2020-11-28T09:00:00Z'])
      await farEnd.tickAt(at)
    const reminders = farEnd.arrived.filter(({ message }) =>
      message.summary.includes('of yours is due on Friday 27 November 2020'),
    )
    expect(reminders.map(({ at }) => moment(at, 'Europe/London'))).toEqual(times)
  })

  test('stands in the call for updates of whoever answers for it', async () => {
    const farEnd = createFarEnd(bot, 'slack')
    await giveAccount(bot, 'SLBI', { platform: 'slack' })
    await farEnd.tickAt('2020-11-26T12:00:00Z')
    await farEnd.tickAt('2020-12-22T09:00:00Z')
    const calls = farEnd.arrived.filter(({ key, to }) => key.startsWith('collect') && to === 'U-SLBI')
    expect(JSON.stringify(calls[0]?.message)).toContain('send the figures to all members')
  })
})
