import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import { saveIdentity } from '../../data/people.ts'
import { personAt } from '../support/people.ts'
import { freePort } from '../support/port.ts'
import { createShell, type Shell } from '../support/shell.ts'
import { slashCommand } from '../support/slack/payloads.ts'
import { type SocketServer, startSocketServer, type Treatment } from '../support/slack/socket-server.ts'
import { type Misbehaviour, type SlackStub, startSlackStub } from '../support/slack/web-api.ts'
import { APP_TOKEN, BOT_TOKEN, TEAM } from '../support/slack/workspace.ts'

/** The program in a process of its own, with Slack on loopback. */
let shell: Shell
let socket: SocketServer
let stub: SlackStub
let port: number

beforeEach(async () => {
  shell = createShell({ demo: true })
  socket = await startSocketServer()
  stub = await startSlackStub({ socketUrl: socket.url })
  port = await freePort()
})
afterEach(async () => {
  await stub.close()
  await socket.close()
  shell.close()
})

function start(env: Readonly<Record<string, string>> = {}) {
  const running = shell.start(['start'], {
    env: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_API_URL: stub.url,
      PORT: String(port),
      ...env,
    },
  })
  onTestFinished(() => void running.child.kill('SIGKILL'))
  return running
}

const TEAMS = {
  MicrosoftAppId: '00000000-0000-0000-0000-000000000001',
  MicrosoftAppPassword: 'secret',
  MicrosoftAppTenantId: '00000000-0000-0000-0000-000000000002',
  TEAMS_OPENID_METADATA_URL: 'http://127.0.0.1:9/openid',
}

const address = (path: string) => `http://127.0.0.1:${port}${path}`
const status = async (path: string, options?: RequestInit) => (await fetch(address(path), options)).status

/** Ends it and resolves with what it said, and how many milliseconds it took. */
async function end({ child, ended }: ReturnType<typeof start>) {
  const begun = performance.now()
  child.kill('SIGTERM')
  const result = await ended
  return { ...result, took: performance.now() - begun }
}

const UNAVAILABLE: Misbehaviour = { kind: 'status', status: 503, isDone: false }
const INTERNAL: Misbehaviour = { kind: 'error', error: 'internal_error', isDone: false }
const CUT: Misbehaviour = { kind: 'cut', isDone: false }

describe('while Slack is tried', () => {
  test.each<[string, string, Misbehaviour, string]>([
    ['answers 503', 'auth.test', UNAVAILABLE, 'Slack has trouble of its own (HTTP 503)'],
    ['answers internal_error', 'auth.test', INTERNAL, 'Slack has trouble of its own (internal_error)'],
    ['is cut off', 'auth.test', CUT, 'Slack cannot be reached'],
    ['gives no address', 'apps.connections.open', UNAVAILABLE, 'Slack has trouble of its own (HTTP 503)'],
  ])('(it %s) HTTP, the clock and Teams run; Slack is heard when it answers', async (_, method, how, why) => {
    // They take three seconds and a half at least; after two, the program says what runs.
    stub.misbehave(method, how, how, how)
    const running = start(TEAMS)
    await running.printed('wsoa runs on Slack and Microsoft Teams')
    await running.logged(`wsoa: ${why}`)
    expect(await status('/healthz')).toBe(200)
    expect(await status('/readyz')).toBe(200)
    expect(await status('/api/messages', { method: 'POST', body: '{}' })).not.toBe(404)
    await socket.connected(1)
    const answer = await socket.deliver({
      type: 'slash_commands',
      payload: slashCommand({ user: 'U0OWNER', text: 'help', responseUrl: address('/nowhere') }),
    })
    expect(answer).toMatchObject({ text: expect.stringContaining('do not know you') })
    expect(await end(running)).toMatchObject({ exit: 0 })
  })

  test('requests from Slack are asked to come again, not told that nobody is there', async () => {
    stub.misbehave('auth.test', { kind: 'late', isDone: false })
    const running = start({ SLACK_SIGNING_SECRET: 'f'.repeat(32) })
    await running.printed('wsoa runs on')
    expect(await status('/slack/events', { method: 'POST', body: '{}' })).toBe(401)
    expect(await end(running)).toMatchObject({ exit: 0 })
  })
})

describe('the start ends with one sentence that names what is wrong', () => {
  test.each<[string, string, string, string]>([
    ['auth.test', 'invalid_auth', 'Slack refuses SLACK_BOT_TOKEN (invalid_auth)', 'xoxb-…'],
    ['auth.test', 'token_revoked', 'Slack refuses SLACK_BOT_TOKEN (token_revoked)', 'install the app again'],
    ['apps.connections.open', 'invalid_auth', 'Slack refuses SLACK_APP_TOKEN (invalid_auth)', 'xapp-…'],
    ['apps.connections.open', 'link_disabled', 'Socket Mode is switched off for the app', 'switch it on'],
  ])('when Slack refuses %s: %s', async (method, error, words, cure) => {
    stub.misbehave(method, { kind: 'error', error, isDone: false })
    const { exit, errors } = await start().ended
    expect(exit).toBe(3)
    const said = errors.split('\n').filter((line) => line.startsWith('wsoa: '))
    expect(said).toEqual([expect.stringContaining(words)])
    expect(said[0]).toContain(cure)
  })

  test('when the port is taken, although Slack is connected already', async () => {
    const first = start()
    await first.printed('wsoa runs on')
    const { exit, errors } = await start().ended
    expect(exit).toBe(3)
    expect(errors).toContain('PORT is used by another program')
    expect(await end(first)).toMatchObject({ exit: 0 })
  })
})

describe('SIGTERM ends it within seconds', () => {
  test.each<[string, Treatment]>([
    ['nothing answers', 'never answers'],
    ['no greeting comes', 'never greets'],
    ['every handshake fails', 'status 503'],
    ['every connection is cut', 'greets and cuts'],
    ['it is connected', 'greets'],
  ])('while %s', async (_, how) => {
    socket.treatAll(how)
    const running = start()
    await running.printed('wsoa runs on')
    await expect.poll(socket.attempts, { timeout: 10_000 }).toBeGreaterThan(0)
    const { exit, took } = await end(running)
    expect(exit).toBe(0)
    expect(took).toBeLessThan(8_000)
    expect(socket.openLines()).toBe(0)
  })

  test('while Slack’s Web API does not answer at all', async () => {
    stub.misbehave('auth.test', { kind: 'late', isDone: false })
    const running = start()
    await running.printed('wsoa runs on')
    const { exit, took } = await end(running)
    expect(exit).toBe(0)
    expect(took).toBeLessThan(8_000)
  })
})

describe('what is in hand when it is asked to end', () => {
  test.each([
    ['is recorded and answered, if the database takes it', true],
    ['is answered with “Not saved” if the database does not take it', false],
  ])('%s', async (_, isReleased) => {
    const database = await openDatabase(`sqlite:${shell.folder}/var/demo.sqlite`, { create: false })
    const { planId } = await database.selectFrom('people').select('planId').executeTakeFirstOrThrow()
    const person = await personAt(database, 'SLSESEND')
    await write(database, planId, (trx) =>
      saveIdentity(trx, planId, {
        personId: person.id,
        platform: 'slack',
        tenant: TEAM,
        userId: 'U0OWNER',
        confirmedAt: '2020-11-24T09:00:00.000Z',
      }),
    )
    const running = start()
    await running.printed('wsoa runs on')
    await socket.connected(1)
    // The first tick has the database to itself, so that it is not what waits.
    const ticks = () => database.selectFrom('ticks').selectAll().execute()
    await expect.poll(ticks, { timeout: 20_000 }).toHaveLength(1)
    let release = () => {}
    const holding = database.transaction().execute(() => new Promise<void>((free) => (release = free)))
    const answer = socket.deliver({
      type: 'slash_commands',
      payload: slashCommand({
        user: 'U0OWNER',
        text: 'update C2(a) amber backlog',
        responseUrl: address('/nowhere'),
      }),
    })
    await stub.called('users.info')
    const ending = end(running)
    if (isReleased) release()
    const { text = await toldInChannel() } = (await answer) as { text?: unknown }
    expect(text).toMatch(isReleased ? /^Recorded/ : /^Not saved/)
    release()
    await holding
    expect(await ending).toMatchObject({ exit: 0 })
    await database.destroy()
  })
})

/** What is said in place of an acknowledgement that was too late to carry it. */
async function toldInChannel(): Promise<unknown> {
  await stub.called('chat.postEphemeral')
  return stub.callsOf('chat.postEphemeral')[0]?.arguments.text
}
