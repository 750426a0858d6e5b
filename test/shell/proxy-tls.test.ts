import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Internet, startInternet } from '../support/internet.ts'
import { needs } from '../support/needs.ts'
import { freePort } from '../support/port.ts'
import { createShell, type Shell } from '../support/shell.ts'
import { slashCommand } from '../support/slack/payloads.ts'
import { type SocketServer, startSocketServer } from '../support/slack/socket-server.ts'
import { type SlackStub, startSlackStub } from '../support/slack/web-api.ts'
import { APP_TOKEN, BOT_TOKEN } from '../support/slack/workspace.ts'
import { type ConnectorStub, startConnector, textOfActivity } from '../support/teams/connector.ts'
import { APP_ID, type Issuer, startIssuer } from '../support/teams/issuer.ts'
import { SDK_NAMES } from '../support/teams/sdks.ts'
import { SIGNED_IN, type SignIn, startSignIn } from '../support/teams/sign-in.ts'
import { chatOf, inChat, TENANT } from '../support/teams/teams.ts'

/** The program in a process of its own, whose only way out is a proxy that looks into what is encrypted. */
describe('behind a proxy that puts certificates of its own in the place of others', needs.openssl, () => {
  const SERVICE = 'https://smba.trafficmanager.net/'
  const SOCKET_HOST = 'wss-primary.slack.com'
  const SLACK = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN }
  const TEAMS = {
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'right',
    MicrosoftAppTenantId: TENANT,
    PUBLIC_URL: 'https://wsoa.example.org',
  }

  let shell: Shell
  let internet: Internet
  let connector: ConnectorStub
  let issuer: Issuer
  let signIn: SignIn
  let slack: SlackStub
  let socket: SocketServer
  beforeEach(async () => {
    shell = createShell({ demo: true })
    connector = await startConnector()
    issuer = await startIssuer(() => SERVICE)
    signIn = await startSignIn({ secret: 'right' })
    socket = await startSocketServer()
    slack = await startSlackStub({ socketUrl: `wss://${SOCKET_HOST}/link/?ticket=1` })
    internet = await startInternet({
      'smba.trafficmanager.net': connector.serviceUrl,
      'login.botframework.com': issuer.metadataUrl,
      'login.microsoftonline.com': signIn.url,
      'slack.com': slack.url,
      [SOCKET_HOST]: socket.url,
    })
  })
  afterEach(async () => {
    await Promise.all([internet, connector, issuer, signIn, socket, slack].map((each) => each.close()))
    shell.close()
  })

  const trusting = () => ({ HTTPS_PROXY: internet.proxyUrl, NODE_EXTRA_CA_CERTS: internet.authority })

  async function started(env: Readonly<Record<string, string>>) {
    const port = await freePort()
    const running = shell.start(['start'], { env: { ...trusting(), PORT: String(port), ...env } })
    onTestFinished(() => void running.child.kill('SIGKILL'))
    await running.printed('wsoa runs on')
    return { ...running, address: `http://127.0.0.1:${port}` }
  }

  test.each(SDK_NAMES)('Teams is answered by the proxy alone, with %s', async (TEAMS_SDK) => {
    const { address, child, ended } = await started({ ...TEAMS, TEAMS_SDK })
    const activity = {
      type: 'message',
      id: 'in-1',
      channelId: 'msteams',
      serviceUrl: SERVICE,
      recipient: { id: '28:bot' },
      channelData: { tenant: { id: TENANT } },
      ...inChat('ann', { text: 'help' }),
    }
    const answered = await fetch(`${address}/api/messages`, {
      method: 'POST',
      body: JSON.stringify(activity),
      headers: { 'Content-Type': 'application/json', Authorization: issuer.token() },
    })
    expect(answered.status).toBe(200)
    await expect.poll(() => connector.seen(chatOf('ann')).length, { timeout: 30_000 }).toBe(1)
    const [said] = connector.seen(chatOf('ann'))
    expect(said && textOfActivity(said.activity)).toContain('I do not know you yet')
    expect(connector.calls[0]?.authorization).toBe(`Bearer ${SIGNED_IN}`)
    expect(new Set(internet.asked)).toEqual(
      new Set(['login.botframework.com:443', 'login.microsoftonline.com:443', 'smba.trafficmanager.net:443']),
    )
    child.kill('SIGTERM')
    expect((await ended).errors.includes('TEAMS_SDK=agents is experimental')).toBe(TEAMS_SDK === 'agents')
  })

  test('Slack’s Web API and Socket Mode are reached by the proxy alone', async () => {
    await started(SLACK)
    await socket.connected(1)
    const answer = await socket.deliver({
      type: 'slash_commands',
      payload: slashCommand({ user: 'U0OWNER', text: 'help', responseUrl: `${slack.url}response` }),
    })
    expect(answer).toMatchObject({ text: expect.stringContaining('do not know you') })
    expect(new Set(internet.asked)).toEqual(new Set(['slack.com:443', `${SOCKET_HOST}:443`]))
  })

  describe.each(SDK_NAMES)('doctor, with %s,', (TEAMS_SDK) => {
    const doctor = async (env: Readonly<Record<string, string>>) => {
      const { out } = await shell.run(['doctor'], { env: { ...TEAMS, TEAMS_SDK, ...env } })
      return out.split('\n').find((line) => line.includes('Teams: signing in'))
    }

    test('finds that Microsoft accepts the password', async () => {
      expect(await doctor(trusting())).toBe('ok     Teams: signing in: Microsoft accepts the bot’s password')
    })

    test('tells a wrong password by Microsoft’s code', async () => {
      expect(await doctor({ ...trusting(), MicrosoftAppPassword: 'wrong' })).toContain(
        'Microsoft refuses the bot’s password (AADSTS7000215)',
      )
    })

    test('tells a certificate that the machine does not trust', async () => {
      expect(await doctor({ HTTPS_PROXY: internet.proxyUrl })).toMatch(
        /login\.microsoftonline\.com cannot be reached \((?:SELF_SIGNED|UNABLE_TO)_\w+\)/,
      )
    })
  })
})
