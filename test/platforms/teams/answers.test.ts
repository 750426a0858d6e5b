import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tick } from '../../../src/deliveries/tick.ts'
import { sentence } from '../../../src/message.ts'
import type { Reply } from '../../../src/platform.ts'
import { type Manner, textOfActivity } from '../../support/teams/connector.ts'
import {
  chatOf,
  inChannel,
  inChat,
  lastOf,
  press,
  startTeams,
  type TeamsTest,
} from '../../support/teams/teams.ts'

let teams: TeamsTest
afterEach(() => teams.close())

const UPDATE = 'update C2 amber annual review backlog'

const said = (conversation = chatOf('ann')) =>
  teams.connector.seen(conversation).map(({ activity }) => textOfActivity(activity).split('\n')[0])

async function ticked(minutes: number): Promise<void> {
  const { db, commands, now, later } = teams.bot
  later({ minutes })
  const log = pino({ level: 'silent' })
  await tick({ db, senders: [teams.platform], commands, log, leaseNow: now }, now())
}

describe('an answer of several parts', () => {
  const PARTS = ['One', 'Two', 'Three', 'Four']
  const LONG: Reply = {
    ok: true,
    message: sentence('One'),
    thread: PARTS.slice(1).map((part) => sentence(part)),
    changes: [],
    items: [],
    error: null,
    waits: false,
    shared: false,
  }
  /** All further parts are one card. */
  const partsSaid = (conversation = chatOf('ann')) =>
    teams.connector
      .seen(conversation)
      .flatMap(({ activity }) => textOfActivity(activity).split('\n'))
      .filter((each) => PARTS.includes(each))

  beforeEach(async () => {
    teams = await startTeams({ handle: async () => LONG })
    await teams.link('SLSESEND', 'ann')
  })

  test('follows the response, so that Teams has no reason to bring the activity again', async () => {
    const { connector, issuer } = teams
    connector.misbehave('silent')
    const activity = {
      type: 'message',
      id: 'in-0',
      channelId: 'msteams',
      serviceUrl: connector.serviceUrl,
      recipient: { id: '28:bot' },
      channelData: {
        tenant: inChat('ann').conversation.tenantId && { id: inChat('ann').conversation.tenantId },
      },
      ...inChat('ann', { text: 'digest board' }),
    }
    const answered = await teams.post(JSON.stringify(activity), { Authorization: issuer.token() })
    expect(answered.status).toBe(200)
    expect(said().length).toBeLessThan(2)
  })

  test.each<[string, readonly Manner[]]>([
    ['Teams takes all of it', []],
    ['Teams asks to wait after the first', ['well', { status: 429, headers: { 'Retry-After': '50' } }]],
    ['Teams asks to wait before the first', [{ status: 429, headers: { 'Retry-After': '50' } }]],
    ['Teams asks to wait before the last', ['well', { status: 412, headers: { 'Retry-After': '50' } }]],
  ])('comes once each and in order, when %s', async (_, manners) => {
    teams.connector.misbehave(...manners)
    const activity = inChat('ann', { text: 'digest board', id: 'the-same' })
    await teams.deliver(activity)
    await teams.deliver(activity)
    await ticked(2)
    await ticked(2)
    expect(partsSaid()).toEqual(PARTS)
    expect(said()).toEqual(['One', 'Two'])
  })

  test('comes in order in a channel’s thread as well', async () => {
    teams.connector.misbehave('well', { status: 429, headers: { 'Retry-After': '50' } })
    const activity = inChannel('ann', 'digest board')
    await teams.deliver(activity)
    await ticked(2)
    expect(partsSaid(activity.conversation.id)).toEqual(PARTS)
  })
})

describe('a typed line that Teams brings again with a new id', () => {
  beforeEach(async () => {
    teams = await startTeams()
    await teams.link('SLSESEND', 'ann')
  })

  async function updates(): Promise<number> {
    const { db } = teams.bot
    return (await db.selectFrom('updates').select('id').where('kind', '<>', 'import').execute()).length
  }

  test('is recorded once, and says so with the same receipt', async () => {
    await teams.type(UPDATE)
    teams.bot.later({ minutes: 0.3 })
    const again = await teams.type(UPDATE)
    expect(again).toMatch(/^The same words came twice[\s\S]*Recorded: C2 stays ◆ Amber/)
    expect(await updates()).toBe(1)
  })

  test('is recorded once when both arrive together', async () => {
    await Promise.all([
      teams.deliver(inChat('ann', { text: UPDATE })),
      teams.deliver(inChat('ann', { text: UPDATE })),
    ])
    expect(await updates()).toBe(1)
  })

  test('takes back nothing more than once', async () => {
    await teams.type(UPDATE)
    await teams.type('update C2 red')
    await teams.type('undo')
    expect(await teams.type('undo')).toContain('came twice')
    expect(await teams.type('status C2')).toContain('annual review backlog')
  })

  test('is another line after a minute, elsewhere, from somebody else, and after another change', async () => {
    await teams.link('coordinator', 'bob')
    await teams.type(UPDATE)
    teams.bot.later({ minutes: 1 })
    await teams.type(UPDATE)
    await teams.deliver(inChannel('ann', UPDATE))
    await teams.deliver(inChat('bob', { text: UPDATE }))
    expect(await updates()).toBe(4)
    await teams.type('update C2 red')
    const receipt = teams.connector.seen(chatOf('ann'))
    teams.bot.later({ minutes: 0.1 })
    await teams.deliver({ ...inChat('ann'), ...press({ line: 'undo' }, lastOf(receipt).id) })
    const before = await updates()
    await teams.type('update C2 red')
    expect(await updates()).toBe(before + 1)
  })

  test('is another line when a question was asked in between, which it answers', async () => {
    await teams.type('update C2')
    await teams.type('amber')
    teams.bot.later({ minutes: 0.1 })
    await teams.type('update C1')
    await teams.type('amber')
    expect(await updates()).toBe(2)
  })
})
