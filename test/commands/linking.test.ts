import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { listLinkRequests } from '../../data/link-requests.ts'
import { listIdentities, personAddresses } from '../../data/people.ts'
import { readOrganisationTrail } from '../../data/trail.ts'
import type { Button, Message } from '../../src/message.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

/** Somebody in Slack whom nobody has linked. */
const SLACK = {
  platform: 'slack',
  tenant: 'T1',
  userId: 'U1',
  conversation: 'D1',
  profile: { name: 'Sam Example', email: 'sam@example.org' },
} as const

describe('a stranger', () => {
  test.each([
    ['link me as SLBI', 'SLBI'],
    ['/wsoa link me as the post-16 lead', 'the post-16 lead'],
    ['please link me as sam@example.org', 'sam@example.org'],
    ['Hi, I’m the post-16 lead.', 'the post-16 lead'],
    ['I am Sam Example', 'Sam Example'],
  ])('who says %j asks to be linked as %j', async (line, wanted) => {
    const { ok } = await bot.tell(line, { from: SLACK })
    expect(ok).toBe(true)
    const [request] = await listLinkRequests(bot.db)
    expect(request).toMatchObject({ number: 1, platform: 'slack', tenant: 'T1', userId: 'U1', wanted })
  })

  test.each(['I’m lost', 'link me', 'help', 'I am waiting for the panel', 'this is silly', 'status'])(
    'who says %j hears how to ask, and nothing of the plan',
    async (line) => {
      const { message } = await bot.tell(line, { from: SLACK })
      expect(message.summary).toContain('link me as <your role, name or e-mail>')
      expect(JSON.stringify(message)).not.toMatch(/C2|SLBI|Thurrock|63/)
      expect(await listLinkRequests(bot.db)).toEqual([])
    },
  )

  test('hears the same whether the role exists or not', async () => {
    const one = await bot.tell('link me as SLBI', { from: SLACK })
    const other = await bot.tell('link me as SLXX', { from: { ...SLACK, userId: 'U2' } })
    expect(JSON.stringify(other).replaceAll('SLXX', 'SLBI')).toBe(JSON.stringify(one))
  })

  test('who asks twice has made one request', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    expect(await bot.say('link me as coordinator', { from: SLACK })).toContain('You have asked already')
    expect(await listLinkRequests(bot.db)).toMatchObject([{ wanted: 'SLBI' }])
  })

  test('whose request arrives twice has made one, and gets the same answer', async () => {
    const first = await bot.tell('link me as SLBI', { from: SLACK, key: 'a' })
    expect(await bot.tell('link me as SLBI', { from: SLACK, key: 'a' })).toEqual(first)
  })

  test('in capitals, in another tenant, is another stranger', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    await bot.say('link confirm 1')
    expect((await bot.tell('mine', { from: { ...SLACK, tenant: 'T2' } })).error?.code).toBe('refused')
  })
})

describe('the coordinator', () => {
  test('is told who asks, in their words, with buttons that name the person', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    const [notice] = await listDeliveries(bot.db, 1)
    const message = JSON.parse(notice?.payload ?? '{}') as Message
    expect(message.summary).toBe('Sam Example asks to be linked as SLBI.')
    expect(buttonsOf(message)).toMatchObject([
      { label: 'Confirm as SLBI', line: 'link confirm 1 as SLBI', nonce: expect.any(String) },
      { label: 'Decline', line: 'link decline 1', nonce: expect.any(String) },
    ])
    expect(await bot.say('links')).toMatch(/“SLBI”[\s\S]*Sam Example, sam@example.org/)
  })

  test('confirms: the account speaks as the person, hears of it at that account, and it is in the trail', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    expect(await bot.say('link confirm 1')).toContain(
      'Linked: they speak as Sam Example (SLBI) on Slack from now on.',
    )
    expect((await bot.tell('update A5(h) amber workshops booked', { from: SLACK })).ok).toBe(true)
    const deliveries = await bot.db.selectFrom('deliveries').selectAll().execute()
    expect(deliveries.find(({ userId }) => userId === 'U1')).toMatchObject({
      platform: 'slack',
      tenant: 'T1',
    })
    expect(await readOrganisationTrail(bot.db)).toContainEqual(
      expect.objectContaining({
        action: 'link',
        after: { person: 'Sam Example', code: 'sam-example', account: 'slack:T1:U1' },
      }),
    )
  })

  test('links a person on Slack and on Teams, and an account to one person only', async () => {
    const teams = { ...SLACK, platform: 'teams', tenant: 'contoso', userId: 'aad-1' }
    await bot.say('link me as SLBI', { from: SLACK })
    await bot.say('link me as SLBI', { from: teams })
    await bot.say('link confirm 1')
    await bot.say('link confirm 2')
    expect((await bot.tell('mine', { from: teams })).ok).toBe(true)
    const addresses = (await personAddresses(bot.db)).find(({ name }) => name === 'Sam Example')
    expect(addresses?.identities.map(({ platform }) => platform).sort()).toEqual([
      'slack',
      'teams',
      'terminal',
    ])
    expect((await bot.tell('link confirm 1 as SLSP')).error?.code).toBe('conflict')
    expect((await listIdentities(bot.db)).filter(({ userId }) => userId === 'U1')).toHaveLength(1)
  })

  test('links somebody other than who was proposed, and must say whom when nobody was', async () => {
    await bot.say('link me as the new one', { from: SLACK })
    expect((await bot.tell('link confirm 1')).error?.text).toContain('Nobody fits what request 1 says')
    expect((await bot.tell('link confirm 1 as coordinator')).ok).toBe(true)
    expect((await bot.tell('people', { from: SLACK })).ok).toBe(true)
  })

  test('is proposed the person whose e-mail it is, and not linked by it', async () => {
    await bot.say('assign SLBI new Sam Example')
    await bot.db
      .updateTable('people')
      .set({ email: 'SAM@example.org' })
      .where('name', '=', 'Sam Example')
      .execute()
    await bot.say('link me as somebody', { from: SLACK })
    expect((await bot.tell('mine', { from: SLACK })).error?.code).toBe('refused')
    expect(await bot.say('links')).toContain('Confirm: Sam Example')
  })

  test('is proposed nobody when the words and the e-mail point to different people', async () => {
    await bot.say('assign SLBI new Sam Example')
    await bot.db
      .updateTable('people')
      .set({ email: 'sam@example.org' })
      .where('name', '=', 'Sam Example')
      .execute()
    await bot.say('link me as coordinator', { from: SLACK })
    expect((await bot.tell('link confirm 1')).ok).toBe(false)
  })

  test('is not told of who was linked before they could be', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    await bot.say('link me as SLSP', { from: { ...SLACK, userId: 'U2' } })
    await bot.say('link confirm 1')
    await bot.say('link decline 2')
    const told = (await listDeliveries(bot.db, 1)).filter(({ key }) => key.startsWith('notice:link-'))
    expect(told.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  })

  test('declines: the asker hears of it and may ask again after a day', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    expect(await bot.say('link decline 1')).toContain('Declined: Sam Example is not linked (request 1).')
    bot.later({ minutes: 60 })
    expect((await bot.tell('link me as SLBI', { from: SLACK })).error?.text).toContain(
      'ask again after 25 Nov 2020, 9am',
    )
    bot.later({ days: 1 })
    expect((await bot.tell('link me as SLBI', { from: SLACK })).ok).toBe(true)
  })

  test('takes an account from a person, who is a stranger there again and not elsewhere', async () => {
    await bot.say('link me as SLBI', { from: SLACK })
    await bot.say('link confirm 1')
    expect(await bot.say('unlink SLBI slack')).toContain('Unlinked: Sam Example on Slack.')
    expect((await bot.tell('mine', { from: SLACK })).error?.code).toBe('refused')
    expect((await bot.tell('mine', { as: 'SLBI' })).ok).toBe(true)
    expect((await bot.tell('unlink SLBI')).error?.code).toBe('invalid')
  })
})

test('nobody else confirms, declines, lists or unlinks, and nobody confirms twice', async () => {
  await bot.say('link me as SLBI', { from: SLACK })
  for (const line of ['links', 'link confirm 1', 'link decline 1', 'unlink SLBI'])
    for (const as of ['SLBI', 'chair:improvement-board', 'member:improvement-board', 'stranger'])
      expect({ line, as, code: (await bot.tell(line, { as })).error?.code }).toEqual({
        line,
        as,
        code: 'refused',
      })
  await bot.say('link confirm 1')
  expect((await bot.tell('link confirm 1')).error?.code).toBe('conflict')
  expect((await bot.tell('link confirm 7')).error?.code).toBe('unknown')
})

test('an account is marked as used once a day', async () => {
  const used = async () => (await listIdentities(bot.db)).find(({ userId }) => userId === 'SLBI')?.lastUsedAt
  expect(await used()).toBeNull()
  await bot.say('mine', { as: 'SLBI' })
  const first = await used()
  expect(first).toBe('2020-11-24T09:00:00.000Z')
  bot.later({ minutes: 60 })
  await bot.say('mine', { as: 'SLBI' })
  expect(await used()).toBe(first)
  bot.later({ days: 1 })
  await bot.say('confirm A5(h)', { as: 'SLBI' })
  expect(await used()).toBe('2020-11-25T10:00:00.000Z')
})

function buttonsOf(message: Message): readonly Button[] {
  return message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
}

test('a new coordinator is greeted with what waits for them', async () => {
  await bot.say('link me as SLBI', { from: { ...SLACK, userId: 'U2' } })
  await bot.say('link me as coordinator', { from: SLACK })
  await bot.say('link confirm 2 as coordinator')
  const told = await bot.db.selectFrom('deliveries').select('payload').where('userId', '=', 'U1').execute()
  const words = told.map(({ payload }) => payload).join()
  expect(words).toContain('What waits for you')
  expect(words).toContain('1 person to be linked')
  expect(words).toContain('Told in no channel: SEND Operational Group')
  expect(words).toMatch(/\d+ roles that nobody is named for/)
})
