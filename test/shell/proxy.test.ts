import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type ConnectLogger, startConnectLogger } from '../support/connect-logger.ts'
import { freePort } from '../support/port.ts'
import { createShell, type Shell } from '../support/shell.ts'
import { startSlackStub } from '../support/slack/web-api.ts'
import { APP_TOKEN, BOT_TOKEN } from '../support/slack/workspace.ts'

const ID = '11111111-2222-4333-8444-555555555555'
const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' }
const TEAMS = {
  MicrosoftAppId: ID,
  MicrosoftAppPassword: 'canary',
  MicrosoftAppTenantId: ID,
  PUBLIC_URL: 'https://wsoa.example.org',
}

let proxy: ConnectLogger
let shell: Shell
beforeEach(async () => {
  proxy = await startConnectLogger()
  shell = createShell({ demo: true })
})
afterEach(async () => {
  shell.close()
  await proxy.close()
})

describe('behind a proxy', () => {
  test('doctor asks Slack and Microsoft by way of it, and tells a network from a token', async () => {
    const { out } = await shell.run(['doctor'], { env: { ...SLACK, ...TEAMS, HTTPS_PROXY: proxy.url } })
    expect(new Set(proxy.asked)).toEqual(new Set(['slack.com:443', 'login.microsoftonline.com:443']))
    expect(out).toContain('Slack cannot be reached (PROXY_ANSWERED_502): check the network, HTTPS_PROXY')
    expect(out).toContain('login.microsoftonline.com cannot be reached (PROXY_ANSWERED_502)')
    expect(out).not.toMatch(/refuses|canary/)
  })

  test('Socket Mode connects by way of it', async () => {
    const stub = await startSlackStub({ socketUrl: 'wss://wss-primary.slack.com/link/?ticket=1' })
    onTestFinished(stub.close)
    const env = {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_API_URL: stub.url,
      https_proxy: proxy.url,
      PORT: String(await freePort()),
    }
    const { child, ended } = shell.start(['start'], { env })
    await expect.poll(() => proxy.asked, { timeout: 30_000 }).toContain('wss-primary.slack.com:443')
    child.kill('SIGTERM')
    await ended
  })

  test('a start says that Teams cannot be reached, and not that its password is wrong', async () => {
    const env = { ...TEAMS, HTTPS_PROXY: proxy.url, PORT: String(await freePort()) }
    const { child, logged, ended } = shell.start(['start'], { env })
    await logged('login.microsoftonline.com cannot be reached (PROXY_ANSWERED_502)')
    child.kill('SIGTERM')
    const { errors } = await ended
    expect(errors).not.toMatch(/refuses|canary/)
  })

  test('it is told who asks, and nobody else is', async () => {
    const address = proxy.url.replace('//', '//wsoa:se%20cret@')
    const { out, errors } = await shell.run(['doctor'], { env: { ...SLACK, HTTPS_PROXY: address } })
    const expected = `Basic ${Buffer.from('wsoa:se cret').toString('base64')}`
    expect(proxy.authorizations.length).toBeGreaterThan(0)
    expect(new Set(proxy.authorizations)).toEqual(new Set([expected]))
    expect(`${out}${errors}`).not.toMatch(/se cret|se%20cret/)
  })

  test('what NO_PROXY names is reached without it, and a proxy that is not there is told apart', async () => {
    const stub = await startSlackStub()
    onTestFinished(stub.close)
    const there = { ...SLACK, SLACK_API_URL: stub.url, HTTPS_PROXY: proxy.url }
    await shell.run(['doctor'], { env: { ...there, NO_PROXY: 'slack.com' } })
    expect(proxy.asked).toEqual([])
    const gone = `http://127.0.0.1:${await freePort()}`
    const { out } = await shell.run(['doctor'], { env: { ...SLACK, HTTPS_PROXY: gone } })
    expect(out).toContain('Slack cannot be reached (PROXY_NOT_REACHED)')
  })
})
