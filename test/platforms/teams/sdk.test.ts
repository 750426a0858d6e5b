import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  CallFailed,
  type Connector,
  NeverRequested,
  NotAMember,
  type Outgoing,
} from '../../../src/platforms/teams/sdk.ts'
import { readSettings } from '../../../src/settings.ts'
import { freePort } from '../../support/port.ts'
import { type ConnectorStub, type Manner, startConnector } from '../../support/teams/connector.ts'
import { APP_ID } from '../../support/teams/issuer.ts'
import { SDK_NAMES, sdkFor } from '../../support/teams/sdks.ts'

const TEXT: Outgoing = { type: 'message', text: 'Recorded', textFormat: 'plain', summary: 'Recorded' }
const BOT = { id: '28:bot', name: 'WSoA' }

describe.each(SDK_NAMES)('%s', (name) => {
  const settings = readSettings({
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'secret',
    MicrosoftAppTenantId: APP_ID,
    TEAMS_SDK: name,
  })
  const sdk = sdkFor(settings)
  const inTime = () => AbortSignal.timeout(15_000)
  let stub: ConnectorStub
  let connector: Connector
  beforeEach(async () => {
    stub = await startConnector()
    connector = await sdk.connect(stub.serviceUrl)
  })
  afterEach(() => stub.close())

  async function errorOf(call: Promise<unknown>): Promise<unknown> {
    return call.then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  test.each<[string, Manner, number | null, string | null]>([
    ['a refusal', { status: 403, code: 'MessageWritesBlocked' }, 403, null],
    ['a wait in seconds', { status: 429, headers: { 'Retry-After': '17' } }, 429, '17'],
    ['trouble of its own', { status: 502 }, 502, null],
    ['a status that is none of its own', { status: 418 }, 418, null],
    ['a cut', 'cut', null, null],
  ])('tells of %s by an error of ours, whichever call it was', async (_, manner, status, retryAfter) => {
    const calls = [
      () => connector.post('a:chat', TEXT, inTime()),
      () => connector.answer({ conversation: 'a:chat', activityId: '1' }, TEXT, inTime()),
      () => connector.change({ conversation: 'a:chat', activityId: '1' }, TEXT, inTime()),
      () => connector.begin({ id: '19:c', tenant: 't', bot: BOT }, TEXT, inTime()),
      () => connector.openChat({ userId: '29:ann', tenant: 't', bot: BOT }, inTime()),
    ]
    for (const call of calls) {
      stub.misbehave(manner)
      const error = await errorOf(call())
      expect(error).toBeInstanceOf(CallFailed)
      expect(error).toMatchObject({ status, retryAfter })
    }
    expect(stub.calls).toHaveLength(calls.length)
  })

  test('tells of a call that never left, and makes none after its time', async () => {
    const nowhere = await sdk.connect(`http://127.0.0.1:${await freePort()}/`)
    expect(await errorOf(nowhere.post('a:chat', TEXT, inTime()))).toBeInstanceOf(NeverRequested)
    expect(await errorOf(connector.post('a:chat', TEXT, AbortSignal.abort()))).toBeInstanceOf(NeverRequested)
    expect(stub.calls).toEqual([])
  })

  test('ends a call at its deadline, when it cannot be known whether it arrived', async () => {
    const controller = new AbortController()
    stub.misbehave('silent')
    const failed = errorOf(connector.post('a:chat', TEXT, controller.signal))
    await expect.poll(() => stub.calls.length).toBe(1)
    controller.abort()
    expect(await failed).toMatchObject({ name: 'CallFailed', status: null })
  })

  test('waits for no sign-in past the deadline, and sends nothing when it comes after it', async () => {
    let signIn = (_: string) => {}
    const token = new Promise<string>((resolve) => {
      signIn = resolve
    })
    const waiting = await sdkFor(settings, () => token).connect(stub.serviceUrl)
    const controller = new AbortController()
    const failed = errorOf(waiting.post('a:chat', TEXT, controller.signal))
    controller.abort()
    expect(await failed).toBeInstanceOf(NeverRequested)
    signIn('late')
    // Whatever the late token set going is done before this, which is sent after it.
    await connector.post('a:chat', TEXT, inTime())
    expect(stub.calls.map(({ authorization }) => authorization)).toEqual(['Bearer stub'])
  })

  test('counts a sign-in that fails as nothing sent', async () => {
    const failing = sdkFor(settings, () => Promise.reject(new Error('AADSTS7000215')))
    const refused = await failing.connect(stub.serviceUrl)
    expect(await errorOf(refused.post('a:chat', TEXT, inTime()))).toBeInstanceOf(NeverRequested)
    expect(stub.calls).toEqual([])
  })

  test('says who somebody is, and that somebody is no member', async () => {
    stub.members.set('29:a/b?c', { id: '29:a/b?c', name: 'Ann', email: 'ann@example.org', tenantId: 'T' })
    stub.gone.add('29:gone')
    expect(await connector.member('19:c;messageid=1', '29:a/b?c', inTime())).toEqual({
      name: 'Ann',
      email: 'ann@example.org',
      role: 'member',
      tenant: 't',
    })
    expect(await errorOf(connector.member('a:chat', '29:gone', inTime()))).toBeInstanceOf(NotAMember)
  })

  test('keeps each id in its own place of the address', async () => {
    const conversation = '19:../x?y#z;messageid=1'
    await connector.post(conversation, TEXT, inTime())
    await connector.answer({ conversation, activityId: 'a/b?' }, TEXT, inTime())
    await errorOf(connector.change({ conversation, activityId: '../1#' }, TEXT, inTime()))
    const encoded = encodeURIComponent(conversation)
    expect(stub.calls.map(({ path }) => path)).toEqual([
      `/v3/conversations/${encoded}/activities`,
      `/v3/conversations/${encoded}/activities/${encodeURIComponent('a/b?')}`,
      `/v3/conversations/${encoded}/activities/${encodeURIComponent('../1#')}`,
    ])
  })

  test('sends what Teams expects, and reads the ids in its answers', async () => {
    const chat = await connector.openChat({ userId: '29:ann', tenant: 'tenant', bot: BOT }, inTime())
    expect(chat).toBe('a:chat-ann')
    const head = await connector.begin({ id: '19:c', tenant: 'tenant', bot: BOT }, TEXT, inTime())
    expect(head).toMatch(/^\d+$/)
    const [opened, begun] = stub.calls
    expect(opened?.body).toEqual({
      isGroup: false,
      bot: BOT,
      members: [{ id: '29:ann', name: '' }],
      tenantId: 'tenant',
      channelData: { tenant: { id: 'tenant' } },
    })
    expect(begun?.body).toEqual({
      isGroup: true,
      bot: BOT,
      tenantId: 'tenant',
      channelData: { channel: { id: '19:c' }, tenant: { id: 'tenant' } },
      activity: TEXT,
    })
    expect(new Set(stub.calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer stub']))
  })

  test('takes a proxy’s page for no chat', async () => {
    stub.misbehave('html')
    const opening = connector.openChat({ userId: '29:ann', tenant: 't', bot: BOT }, inTime())
    expect(await errorOf(opening)).toMatchObject({ name: 'CallFailed', status: null })
  })
})
