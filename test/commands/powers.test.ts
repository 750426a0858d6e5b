import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { listIdentities } from '../../data/people.ts'
import type { Message } from '../../src/message.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const account = (userId: string, platform = 'slack') =>
  ({ platform, tenant: 'T1', userId, conversation: `D${userId}`, isPrivate: true }) as const

/** Links an account as people do it: they ask, and the shell confirms. */
async function link(userId: string, role: string, platform = 'slack', how = ''): Promise<void> {
  await bot.say(`link me as ${role}`, { from: account(userId, platform) })
  const { number } = await bot.db
    .selectFrom('linkRequests')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirstOrThrow()
  expect(await bot.tell(`link confirm ${number} as ${role}${how}`)).toMatchObject({ ok: true })
}

/** What each account or person was told with these words in it: "slack:U1", or the person's code. */
async function told(words: string): Promise<readonly string[]> {
  const people = await bot.db.selectFrom('people').select(['id', 'code']).execute()
  return (await listDeliveries(bot.db, 1))
    .filter(({ payload }) => (JSON.parse(payload || '{"summary":""}') as Message).summary.includes(words))
    .map(({ platform, userId, personId }) =>
      platform === null ? (people.find(({ id }) => id === personId)?.code ?? '') : `${platform}:${userId}`,
    )
    .sort()
}

describe('whoever stands in for the coordinator', () => {
  const STAND_IN = { as: 'stan-dinn' }
  beforeEach(async () => {
    await bot.say('assign SLSP new Stan Dinn')
    await bot.say('assign SLBI new Sam Example')
    await bot.say('assign chair:improvement-board new Cora Chair')
    await bot.say('assign deputy:improvement-board new Dana Deputy')
    await bot.say('assign DCO new Pat Plain')
    await bot.say('delegate coordinator SLSP until 18 December 2020')
    await bot.say('link me as DCO', { from: account('U1') })
    await bot.say('link me as coordinator', { from: account('U2') })
    await bot.say('link me as SLSP', { from: account('U3') })
    await bot.say('link me as chair:improvement-board', { from: account('U4') })
    await link('U5', 'chair:operational-group')
    await link('U6', 'SLSP')
  })

  test.each([
    'assign coordinator new Eve Else',
    'assign coordinator new Eve Else jointly',
    'assign coordinator SLSP',
    'assign chair:improvement-board new Eve Else taking over',
    'assign deputy:improvement-board new Eve Else',
    'assign SLBI SLSP',
    'assign SLSP Pat Plain',
    'assign SLBI chair:improvement-board',
    'delegate coordinator SLBI until 18 December 2020',
    'delegate coordinator SLSP until 31 December 2020',
    'delegate SLBI SLSP until 18 December 2020',
    'link confirm 2 as coordinator',
    'link confirm 1 as coordinator',
    'link confirm 3 as SLSP',
    'link confirm 4 as chair:improvement-board',
    'link confirm 1 as dana-deputy',
    'unlink chair:operational-group',
    'unlink SLSP',
  ])('cannot “%s”', async (line) => {
    const before = [
      await bot.db.selectFrom('assignments').selectAll().execute(),
      await listIdentities(bot.db),
    ]
    const { error } = await bot.tell(line, STAND_IN)
    expect(error?.code).toBe('refused')
    expect(error?.text).toContain('You stand in for the coordinator')
    expect(error?.text).toContain('Ask the coordinator.')
    const after = [await bot.db.selectFrom('assignments').selectAll().execute(), await listIdentities(bot.db)]
    expect(JSON.stringify(after.map((rows) => rows.map(({ id }) => id)))).toBe(
      JSON.stringify(before.map((rows) => rows.map(({ id }) => id))),
    )
  })

  test.each([
    'assign SLBI new Eve Else',
    'delegate SLBI DCO until 18 December 2020',
    'link confirm 1 as DCO',
    'delegate SLSP SLBI until 18 December 2020',
  ])('goes on with “%s”', async (line) => {
    expect(await bot.tell(line, STAND_IN)).toMatchObject({ ok: true })
  })

  test('is the coordinator in full once they are assigned the role', async () => {
    await bot.say('assign coordinator SLSP jointly')
    expect(await bot.tell('assign chair:improvement-board new Eve Else', STAND_IN)).toMatchObject({
      ok: true,
    })
  })
})

describe('it is told to the person on all their accounts, and to every coordinator,', () => {
  beforeEach(async () => {
    await bot.say('assign SLBI new Sam Example')
    await bot.say('assign coordinator new Olive Other jointly')
    await bot.say('assign SLSP new Stan Dinn')
    await link('U1', 'SLBI')
    await link('A1', 'sam-example', 'teams')
    await bot.say('link me as somebody', { from: account('U9') })
    await bot.say('link confirm 3 as olive-other')
  })

  test('that they lost a post', async () => {
    await bot.say('assign SLBI new Alex Example from 1 December 2020')
    expect(await told('You no longer hold SLBI from Tuesday 1 December 2020: Alex Example')).toEqual([
      'slack:U1',
      'teams:A1',
    ])
    expect(await told('Until then: Sam Example')).toEqual(['olive-other'])
  })

  test('that somebody stands in for them, also when an account of theirs said so', async () => {
    await bot.say('delegate SLBI SLSP until 18 December 2020', { from: account('U1') })
    expect(await told('Stan Dinn stands in for you as SLBI')).toEqual(['teams:A1'])
    expect(await told('Stan Dinn stands in for SLBI')).toEqual(['olive-other'])
  })

  test('that an account was taken away, on that account too', async () => {
    await bot.say('unlink sam-example slack')
    expect(await told('Your account on Slack was taken away')).toEqual(['slack:U1', 'teams:A1'])
    expect(await told('Sam Example was unlinked on Slack')).toEqual(['olive-other'])
  })

  test('that another account speaks for them', async () => {
    await link('U7', 'sam-example', 'slack', ' also')
    expect(await told('Another account on Slack speaks for you')).toEqual(['slack:U1', 'teams:A1'])
    expect(await told('Another account on Slack speaks for Sam Example')).toEqual(['olive-other'])
  })

  test('on the coordinator’s own other accounts as well, when one of them did it', async () => {
    await link('A9', 'olive-other', 'teams')
    await bot.say('unlink sam-example slack', { from: account('U9') })
    expect(await told('Sam Example was unlinked on Slack')).toEqual(['teams:A9'])
  })

  test('and who lost their last post hears of it although they have no part in the plan any more', async () => {
    const slack = createFarEnd(bot, 'slack')
    await bot.say('assign SLBI new Alex Example taking over')
    await slack.tickAt('2020-11-24T09:10:00Z')
    const got = slack.arrived.filter(({ message }) => message.summary.includes('You no longer hold'))
    expect(got.map(({ to }) => to)).toEqual(['U1'])
  })
})

describe('a second account on a platform', () => {
  beforeEach(async () => {
    await link('U1', 'SLBI')
    await bot.say('link me as SLBI', { from: account('U2') })
  })

  test('is asked about: "replace?"', async () => {
    const reply = await bot.tell('link confirm 2 as SLBI')
    expect(reply).toMatchObject({ ok: false, waits: true })
    expect(read(reply)).toContain('SLBI holds SLBI and is linked. Is the account U2 the same person?')
    expect(read(reply)).toContain('replace the account')
    expect((await bot.tell('mine', { from: account('U2') })).error?.code).toBe('refused')
  })

  test('takes the place of the first by "yes"', async () => {
    await bot.say('link confirm 2 as SLBI')
    expect(await bot.tell('yes')).toMatchObject({ ok: true })
    expect((await bot.tell('mine', { from: account('U1') })).error?.code).toBe('refused')
    expect((await bot.tell('mine', { from: account('U2') })).ok).toBe(true)
  })

  test('is added beside the first by "2"', async () => {
    await bot.say('link confirm 2 as SLBI')
    expect(await bot.tell('2')).toMatchObject({ ok: true })
    expect((await bot.tell('mine', { from: account('U1') })).ok).toBe(true)
    expect((await bot.tell('mine', { from: account('U2') })).ok).toBe(true)
  })

  test('in another workspace is one as well; on another platform it is not', async () => {
    await bot.say('link me as SLBI', { from: { ...account('U5'), tenant: 'T2' } })
    expect(await bot.tell('link confirm 3 as SLBI')).toMatchObject({ waits: true })
    await bot.say('link me as SLBI', { from: account('A1', 'teams') })
    expect(await bot.tell('link confirm 4 as slbi-2')).toMatchObject({ ok: true })
  })
})

describe('a delegation', () => {
  beforeEach(() => bot.say('assign SLSP new Stan Dinn'))

  test.each([
    ['23 February 2021', 'Somebody stands in for 90 days at most, now until Monday 22 February 2021.'],
    ['1 January 2022', 'Somebody stands in for 90 days at most'],
  ])('until %s is too long', async (day, text) => {
    expect((await bot.tell(`delegate SLBI SLSP until ${day}`, { as: 'SLBI' })).error?.text).toContain(text)
  })

  test.each(['22 February 2021', '5 January', '1 January 2021'])(
    'until %s lies in another year and is asked about',
    async (day) => {
      const reply = await bot.tell(`delegate SLBI SLSP until ${day}`, { as: 'SLBI' })
      expect(reply).toMatchObject({ ok: false, waits: true, changes: [] })
      expect(read(reply)).toMatch(/Until \w+ \d+ \w+ 2021\? That is another year\./)
      expect(await bot.tell('yes', { as: 'SLBI' })).toMatchObject({ ok: true })
    },
  )

  test('takes another day as the answer', async () => {
    await bot.say('delegate SLBI SLSP until 5 January', { as: 'SLBI' })
    expect(await bot.say('18 December', { as: 'SLBI' })).toContain('until Friday 18 December 2020')
  })
})

describe('the last coordinator’s account', () => {
  const CHAT = account('U1')
  beforeEach(async () => {
    await bot.say('assign SLBI new Sam Example')
    await link('U1', 'coordinator')
  })

  test.each([
    'unlink coordinator',
    'unlink coordinator slack',
    'assign coordinator new Eve Else taking over',
    'assign coordinator Sam Example taking over',
    'assign coordinator new Eve Else from 1 January 2021',
  ])('is not lost by “%s” in a chat', async (line) => {
    const { error } = await bot.tell(line, { from: CHAT })
    expect(error?.code).toBe('refused')
    expect(error?.text).toContain('nobody who can coordinate from a chat')
    expect((await bot.tell('people', { from: CHAT })).ok).toBe(true)
  })

  test('may go from the shell', async () => {
    expect(await bot.tell('unlink coordinator slack')).toMatchObject({ ok: true })
  })

  test('may go in a chat when another coordinator has one, also on the days to come', async () => {
    await bot.say('assign coordinator new Olive Other jointly', { from: CHAT })
    await link('U2', 'olive-other')
    expect(await bot.tell('unlink coordinator', { from: account('U2') })).toMatchObject({
      error: { code: 'invalid' },
    })
    expect(await bot.tell('assign coordinator Olive Other', { from: CHAT })).toMatchObject({ ok: true })
  })

  test('is not taken from who will be the only one', async () => {
    await link('U2', 'SLBI')
    await bot.say('assign coordinator SLBI from 1 January 2021', { from: CHAT })
    const { error } = await bot.tell('unlink SLBI slack', { from: CHAT })
    expect(error?.text).toContain('nobody who can coordinate from a chat')
  })

  test('may be one of two of theirs', async () => {
    await link('A1', 'the-coordinator', 'teams')
    expect(await bot.tell('unlink coordinator slack', { from: account('A1', 'teams') })).toMatchObject({
      ok: true,
    })
  })

  test('is not saved by somebody who only stands in', async () => {
    await bot.say('delegate coordinator SLBI until 18 December 2020', { from: CHAT })
    await link('U2', 'SLBI')
    expect((await bot.tell('unlink coordinator', { from: CHAT })).error?.code).toBe('refused')
  })
})
