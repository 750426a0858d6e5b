import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Message, paragraph, sentence } from '../../../src/message.ts'
import type { Address, Sending } from '../../../src/platform.ts'
import { freePort } from '../../support/port.ts'
import { type Manner, textOfActivity } from '../../support/teams/connector.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import {
  CHANNEL,
  chatOf,
  inChannel,
  inChat,
  startTeams,
  TENANT,
  type TeamsTest,
} from '../../support/teams/teams.ts'

const TO_CHANNEL: Address = {
  platform: 'teams',
  tenant: TENANT,
  channel: CHANNEL,
  userId: null,
  name: 'Operational Group',
}
const TO_ANN: Address = { platform: 'teams', tenant: TENANT, channel: null, userId: 'ann', name: 'Ann' }
const DIGEST = sentence('The digest of the Operational Group.')

describe.each(SDK_NAMES)('by %s', (sdk) => {
  let teams: TeamsTest
  /** Somebody has written to the bot in the channel, and it is installed in Ann's chat. */
  beforeAll(async () => {
    teams = await startTeams({ sdk })
    await teams.deliver(inChannel('ann', 'help'))
    await teams.deliver(inChat('ann', { type: 'conversationUpdate', text: undefined }))
  })
  beforeEach(() => {
    teams.connector.calls.length = 0
  })
  afterAll(() => teams.close())

  function sending(to: Address, more: Partial<Sending> = {}): Sending {
    return {
      to,
      key: 'digest:1',
      message: DIGEST,
      under: null,
      deadline: new AbortController().signal,
      mayPost: async () => true,
      ...more,
    }
  }

  describe('speaking first', () => {
    test('a message to a channel begins a thread, and another under it goes into the thread', async () => {
      const sent = await teams.platform.send(sending(TO_CHANNEL))
      const [head] = teams.connector.calls
      expect(head).toMatchObject({ path: '/v3/conversations', authorization: 'Bearer stub' })
      expect(head?.body.activity?.summary).toBe(DIGEST.summary)
      const id = sent.state === 'sent' ? sent.messageId : null
      expect(id).toMatch(/^19:operational@thread\.tacv2\/\d+$/)
      const under = await teams.platform.send(
        sending(TO_CHANNEL, { under: id, message: sentence('Page two.') }),
      )
      const thread = `${CHANNEL};messageid=${id?.split('/').at(-1)}`
      expect(teams.connector.seen(thread).map(({ activity }) => activity.summary)).toEqual([
        DIGEST.summary,
        'Page two.',
      ])
      // A message under a reply goes into the same thread.
      const replyId = under.state === 'sent' ? under.messageId : null
      expect(replyId).toMatch(/^19:operational@thread\.tacv2;messageid=\d+\/\d+$/)
      await teams.platform.send(sending(TO_CHANNEL, { under: replyId }))
      expect(teams.connector.seen(thread)).toHaveLength(3)
    })

    test('what is said in the thread of a digest names the digest as sending it did', async () => {
      const sent = await teams.platform.send(sending(TO_CHANNEL))
      const id = sent.state === 'sent' ? (sent.messageId ?? '') : ''
      const heard: (string | undefined)[] = []
      const listening = await startTeams({
        sdk,
        handle: async (incoming) => {
          heard.push(incoming.under)
          return teams.bot.app.handle(incoming, teams.bot.now())
        },
      })
      await listening.deliver(inChannel('ann', 'help', id.split('/').at(-1)))
      await listening.deliver({ ...inChannel('ann', 'help'), id: '1600000000001' })
      expect(heard).toEqual([id, undefined])
      await listening.close()
    })

    test('a person who was only met in a channel is written to in a chat that is made then, once', async () => {
      await teams.deliver(inChannel('bob', 'help'))
      teams.connector.calls.length = 0
      await teams.platform.send(sending({ ...TO_ANN, userId: 'bob' }))
      await teams.platform.send(sending({ ...TO_ANN, userId: 'bob' }))
      expect(teams.connector.calls.map(({ path }) => decodeURIComponent(path))).toEqual([
        '/v3/conversations',
        '/v3/conversations/a:chat-bob/activities',
        '/v3/conversations/a:chat-bob/activities',
      ])
      expect(teams.connector.calls[0]?.body).toMatchObject({
        members: [{ id: '29:bob' }],
        tenantId: TENANT,
        channelData: { tenant: { id: TENANT } },
      })
    })

    test('a person is written to in the chat they have', async () => {
      const sent = await teams.platform.send(sending(TO_ANN))
      expect(sent).toMatchObject({ state: 'sent', messageId: expect.stringContaining(`${chatOf('ann')}/`) })
      expect(teams.connector.seen(chatOf('ann')).at(-1)?.activity.summary).toBe(DIGEST.summary)
    })

    test('whom the bot never met it cannot write to, and says what to do', async () => {
      expect(await teams.platform.send(sending({ ...TO_ANN, userId: 'nobody' }))).toEqual({
        state: 'refused',
        reason: 'Teams has not told the bot how to reach them: they need to write to it once',
      })
      expect(await teams.platform.send(sending({ ...TO_CHANNEL, channel: '19:elsewhere' }))).toEqual({
        state: 'refused',
        reason: 'the app was never seen in that channel: add it to the team, and mention it there once',
      })
      expect(teams.connector.calls).toEqual([])
    })

    test('the newest service address counts, and outlives a restart', async () => {
      const moved = await startTeams({ sdk })
      for (const [place, text] of teams.references) moved.references.set(place, text)
      await moved.deliver(inChannel('ann', 'help'))
      expect(JSON.parse(moved.references.get(`teams ${TENANT} ann`) ?? '')).toMatchObject({
        serviceUrl: moved.connector.serviceUrl,
        conversation: chatOf('ann'),
      })
      await moved.close()
    })

    test('a card and a text are never in one activity, and a card has a summary', async () => {
      await teams.platform.send(sending(TO_CHANNEL))
      await teams.platform.send(sending(TO_ANN))
      for (const { body } of teams.connector.calls) {
        const activity = body.activity ?? body
        expect(activity.text).toBeUndefined()
        expect(activity.attachments).toHaveLength(1)
        expect(activity.summary).toBe(DIGEST.summary)
      }
    })

    test('a message too long for one card is sent as pages in one thread', async () => {
      const long: Message = {
        summary: 'Long.',
        blocks: Array.from({ length: 150 }, (_, index) => paragraph(`${index} ${'word '.repeat(200)}`)),
      }
      const sent = await teams.platform.send(sending(TO_CHANNEL, { message: long }))
      const id = sent.state === 'sent' ? (sent.messageId ?? '') : ''
      const pages = teams.connector.seen(`${CHANNEL};messageid=${id.split('/').at(-1)}`)
      expect(pages.length).toBeGreaterThan(1)
      for (const { activity } of pages) expect(JSON.stringify(activity).length * 2).toBeLessThan(200_000)
    })

    test('of pages that were interrupted, only those that are missing follow, in the same thread', async () => {
      const long: Message = {
        summary: 'Long.',
        blocks: Array.from({ length: 150 }, (_, index) => paragraph(`${index} ${'word '.repeat(200)}`)),
      }
      const kept: { arrived: number; messageId: string | null }[] = []
      const keep = async (posts: { arrived: number; messageId: string | null }) => void kept.push(posts)
      const progress = { arrived: 0, messageId: null, keep }
      teams.connector.misbehave('well', { status: 429, headers: { 'retry-after': '30' } })
      const first = await teams.platform.send(sending(TO_CHANNEL, { message: long, progress }))
      expect(first).toEqual({ state: 'later', seconds: 30 })
      const [there = { arrived: 0, messageId: null }] = kept
      expect(kept).toEqual([{ arrived: 1, messageId: expect.stringContaining(CHANNEL) }])
      const rest = await teams.platform.send(
        sending(TO_CHANNEL, { message: long, progress: { ...there, keep } }),
      )
      expect(rest).toEqual({ state: 'sent', messageId: there.messageId })
      const pages = teams.connector.seen(`${CHANNEL};messageid=${there.messageId?.split('/').at(-1)}`)
      const texts = pages.map(({ activity }) => textOfActivity(activity))
      expect(new Set(texts).size).toBe(texts.length)
      expect(kept.at(-1)?.arrived).toBe(texts.length)
    })
  })

  describe('how a try ended is told as it was', () => {
    const LATER = { state: 'later', seconds: null }
    const UNKNOWN = { state: 'unknown' }
    test.each<[string, Manner, object]>([
      ['429 with a time', { status: 429, headers: { 'Retry-After': '17' } }, { state: 'later', seconds: 17 }],
      [
        '429 with a day',
        { status: 429, headers: { 'Retry-After': 'Tue, 24 Nov 2020 09:00:30 GMT' } },
        { state: 'later', seconds: 30 },
      ],
      ['429 without', { status: 429 }, LATER],
      ['412', { status: 412 }, LATER],
      ['401', { status: 401 }, { state: 'refused', reason: expect.stringContaining('MicrosoftAppPassword') }],
      [
        '403',
        { status: 403, code: 'MessageWritesBlocked' },
        { state: 'refused', reason: 'the app was blocked or removed there, or may not write there' },
      ],
      ['404', { status: 404 }, { state: 'refused', reason: expect.stringContaining('gone') }],
      ['500', { status: 500 }, UNKNOWN],
      ['502', { status: 502 }, UNKNOWN],
      ['503', { status: 503 }, UNKNOWN],
      ['504', { status: 504 }, UNKNOWN],
      [
        '503 with a time, which the SDK would sit out',
        { status: 503, headers: { 'Retry-After': '1' } },
        UNKNOWN,
      ],
      ['408', { status: 408 }, UNKNOWN],
      ['a cut', 'cut', UNKNOWN],
      ['a cut after it was taken', 'cut after taking it', UNKNOWN],
      ['no id', 'no id', { state: 'sent', messageId: null }],
    ])('%s, in one try', async (_, manner, ended) => {
      teams.connector.misbehave(manner)
      expect(await teams.platform.send(sending(TO_ANN))).toEqual(ended)
      expect(teams.connector.calls).toHaveLength(1)
    })

    test('a proxy’s page instead of an answer is no answer', async () => {
      teams.connector.misbehave('html')
      const { state } = await teams.platform.send(sending(TO_ANN))
      expect(['unknown', 'sent']).toContain(state)
      expect(teams.connector.calls).toHaveLength(1)
    })

    test('a deadline that fires while nobody answers leaves it unknown', async () => {
      teams.connector.misbehave('silent')
      const controller = new AbortController()
      const trying = teams.platform.send(sending(TO_ANN, { deadline: controller.signal }))
      await expect.poll(() => teams.connector.calls.length).toBe(1)
      controller.abort()
      expect(await trying).toEqual(UNKNOWN)
    })

    test('a deadline that has fired before leaves it unsent', async () => {
      expect(await teams.platform.send(sending(TO_ANN, { deadline: AbortSignal.abort() }))).toEqual(LATER)
      expect(teams.connector.calls).toEqual([])
    })

    test('what is no longer ours is not sent', async () => {
      expect(await teams.platform.send(sending(TO_ANN, { mayPost: async () => false }))).toEqual(LATER)
      expect(teams.connector.calls).toEqual([])
    })

    test('nobody listening there is not sent, for certain', async () => {
      const known = JSON.parse(teams.references.get(`teams ${TENANT} ann`) ?? '')
      const moved = JSON.stringify({ ...known, serviceUrl: `http://127.0.0.1:${await freePort()}/` })
      teams.references.set(`teams ${TENANT} moved`, moved)
      expect(await teams.platform.send(sending({ ...TO_ANN, userId: 'moved' }))).toEqual(LATER)
    })

    test('a chat that could not be made was not written to, for certain', async () => {
      await teams.deliver(inChannel('cat', 'help'))
      teams.connector.misbehave('cut')
      expect(await teams.platform.send(sending({ ...TO_ANN, userId: 'cat' }))).toEqual(LATER)
    })

    test('nothing can be looked up', async () => {
      const sought = { to: TO_CHANNEL, key: 'digest:1', since: teams.bot.now(), under: null }
      expect(await teams.platform.find(sought)).toEqual({ state: 'cannot-look' })
    })
  })

  describe('editing', () => {
    test('a message is shown in the place of the one that was sent, as often as wanted', async () => {
      const sent = await teams.platform.send(sending(TO_CHANNEL))
      const messageId = sent.state === 'sent' ? (sent.messageId ?? '') : ''
      const editing = { ...sending(TO_CHANNEL, { message: sentence('The meeting was moved.') }), messageId }
      expect(await teams.platform.edit(editing)).toEqual({ state: 'sent', messageId })
      expect(await teams.platform.edit(editing)).toEqual({ state: 'sent', messageId })
      const thread = `${CHANNEL};messageid=${messageId.split('/').at(-1)}`
      expect(teams.connector.seen(thread).map(({ activity }) => textOfActivity(activity))).toEqual([
        'The meeting was moved.',
      ])
    })

    test('a message that was deleted cannot be edited', async () => {
      const editing = { ...sending(TO_CHANNEL), messageId: `${CHANNEL}/1` }
      expect(await teams.platform.edit(editing)).toMatchObject({ state: 'refused' })
    })
  })

  describe('pacing', () => {
    test('the eighth message of a second waits for its turn, in its own conversation alone', async () => {
      await teams.deliver(inChat('eve', { type: 'conversationUpdate', text: undefined }))
      await teams.deliver(inChat('eva', { type: 'conversationUpdate', text: undefined }))
      const said = () => ['eve', 'eva'].map((person) => teams.connector.seen(chatOf(person)).length)
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
      onTestFinished(() => void vi.useRealTimers())
      const toEve = sending({ ...TO_ANN, userId: 'eve' })
      for (let time = 0; time < 7; time += 1) await teams.platform.send(toEve)
      await teams.platform.send(sending({ ...TO_ANN, userId: 'eva' }))
      expect(said()).toEqual([7, 1])
      const eighth = teams.platform.send(toEve)
      await vi.advanceTimersByTimeAsync(999)
      expect(said()).toEqual([7, 1])
      await vi.advanceTimersByTimeAsync(1)
      expect(await eighth).toMatchObject({ state: 'sent' })
      expect(said()).toEqual([8, 1])
    })
  })
})
