import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOf } from '../../../src/domain/first-of.ts'
import { proxyRules, useProxy } from '../../../src/platforms/connection/proxy.ts'
import { type ConnectLogger, startConnectLogger } from '../../support/connect-logger.ts'
import { SDK_NAMES, type SdkName } from '../../support/teams/sdks.ts'
import { inChat, startTeams, TENANT, type TeamsTest } from '../../support/teams/teams.ts'

describe('NO_PROXY', () => {
  test.each<[string | undefined, string, number, boolean]>([
    [undefined, 'slack.com', 443, true],
    ['', 'slack.com', 443, true],
    ['slack.com', 'slack.com', 443, false],
    ['SLACK.com', 'Slack.COM', 443, false],
    ['slack.com', 'wss-primary.slack.com', 443, false],
    ['.slack.com', 'wss-primary.slack.com', 443, false],
    ['*.slack.com', 'wss-primary.slack.com', 443, false],
    ['slack.com', 'notslack.com', 443, true],
    ['slack.com', 'slack.com.example.org', 443, true],
    ['slack.com:443', 'slack.com', 443, false],
    ['slack.com:8443', 'slack.com', 443, true],
    ['example.org, localhost 127.0.0.1', '127.0.0.1', 3000, false],
    ['example.org, localhost 127.0.0.1', 'localhost', 3000, false],
    ['[::1]', '[::1]', 443, false],
    ['*', 'slack.com', 443, false],
  ])('%s: %s on port %i by the proxy: %s', (NO_PROXY, host, port, isProxied) => {
    const proxyFor = proxyRules({ HTTPS_PROXY: 'http://proxy.example.org:3128', NO_PROXY })
    expect(proxyFor(host, port)?.host).toBe(isProxied ? 'proxy.example.org:3128' : undefined)
  })

  test('nothing goes by a proxy that is not set', () => {
    expect(proxyRules({ HTTPS_PROXY: undefined, NO_PROXY: undefined })('slack.com', 443)).toBe(undefined)
  })
})

describe('in this process', () => {
  let proxy: ConnectLogger
  let teams: ReadonlyMap<SdkName, TeamsTest>
  beforeAll(async () => {
    proxy = await startConnectLogger()
    const started = SDK_NAMES.map(async (sdk) => [sdk, await startTeams({ sdk })] as const)
    teams = new Map(await Promise.all(started))
    useProxy({ HTTPS_PROXY: proxy.url, NO_PROXY: 'direct.example.org' })
  })
  afterAll(async () => {
    await Promise.all([...teams.values()].map((each) => each.close()))
    await proxy.close()
  })

  test.each(SDK_NAMES)('an answer to Teams goes by the proxy, with %s', async (sdk) => {
    const { issuer, post } = firstOf([teams.get(sdk)].flatMap((each) => each ?? []))
    // Each has a host of its own, which only its own answer asks for.
    const host = `${sdk}.teams.microsoft.com`
    const serviceUrl = `https://${host}/emea/`
    const token = issuer.token({ serviceurl: serviceUrl })
    const activity = inChat('ann', {
      type: 'message',
      id: 'in-1',
      channelId: 'msteams',
      text: 'help',
      serviceUrl,
    })
    const whole = { ...activity, recipient: { id: '28:bot' }, channelData: { tenant: { id: TENANT } } }
    expect((await post(JSON.stringify(whole), { Authorization: token })).status).toBe(200)
    await expect.poll(() => proxy.asked).toContain(`${host}:443`)
  })

  test('fetch goes by the proxy, but for the hosts that are excepted', async () => {
    await expect(fetch('https://login.botframework.com/v1/keys')).rejects.toThrow()
    expect(proxy.asked).toContain('login.botframework.com:443')
    await expect(fetch('https://direct.example.org:9/')).rejects.toThrow()
    expect(proxy.asked.join()).not.toContain('direct.example.org')
  })
})
