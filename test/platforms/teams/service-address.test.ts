import { describe, expect, test } from 'vitest'
import { serviceAddresses } from '../../../src/platforms/teams/service-address.ts'
import { readSettings } from '../../../src/settings.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import { inChat, startTeams, TENANT } from '../../support/teams/teams.ts'

const SERVICE = { MicrosoftAppId: 'id', MicrosoftAppPassword: 'secret', MicrosoftAppTenantId: 'tenant' }

const MICROSOFTS = [
  'https://smba.trafficmanager.net/uk/',
  'https://smba.trafficmanager.net:443/teams/',
  'https://SMBA.trafficmanager.net',
  'https://smba.infra.gcc.teams.microsoft.com/teams',
  'https://smba.infra.gov.teams.microsoft.us/teams',
  'https://webchat.botframework.com/',
]
const HERE = ['http://127.0.0.1:3978/', 'http://localhost:3978', 'http://[::1]:3978/']
const NOBODYS = [
  'http://smba.trafficmanager.net/uk/',
  'https://mine.trafficmanager.net/',
  'https://a.smba.trafficmanager.net/',
  'https://smba.trafficmanager.net.example.org/',
  'https://smba.trafficmanager.net./',
  'https://smba.trafficmanager.net:8443/',
  'https://smba.trafficmanager.net@example.org/',
  'https://me@smba.trafficmanager.net/',
  'https://example.org/smba.trafficmanager.net',
  'https://example.org\\@smba.trafficmanager.net/',
  'https://example.org#.botframework.com',
  'https://example.org?.botframework.com',
  'https://notbotframework.com/',
  'https://botframework.com.example.org/',
  'https://teams.microsoft.com/',
  'https://xn--smba-.example.org/',
  'https://127.0.0.2.example.org/',
  'https://10.0.0.1/',
  'https://[::ffff:7f00:1]/',
  'http://169.254.169.254/',
  'http://127.1/',
  'http://0x7f000001/',
  'http://localhost./',
  'http://localhost.example.org/',
  'http://127.0.0.1@example.org/',
  'ftp://smba.trafficmanager.net/',
  'javascript:alert(1)',
  '',
]

describe('the bot’s words and its token go', () => {
  const service = serviceAddresses(readSettings(SERVICE))
  const tools = serviceAddresses(readSettings({ TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }))

  test('from a service to Microsoft alone', () => {
    expect(MICROSOFTS.filter((url) => !service(url))).toEqual([])
    expect([...NOBODYS, ...HERE].filter(service)).toEqual([])
  })

  test('while authentication is off, to tools on this machine alone', () => {
    expect(HERE.filter((url) => !tools(url))).toEqual([])
    expect([...NOBODYS, ...MICROSOFTS].filter(tools)).toEqual([])
  })
})

describe.each(SDK_NAMES)('an address that is nobody’s of ours, by %s,', (sdk) => {
  test.each(['https://smba.example.org/', 'https://mine.trafficmanager.net/'])(
    '%s is refused with a right token, and nothing is sent or remembered',
    async (serviceUrl) => {
      const teams = await startTeams({ sdk })
      const token = teams.issuer.token({ serviceurl: serviceUrl })
      expect(await teams.deliver({ serviceUrl }, token)).toEqual({ status: 403, text: '' })
      expect([...teams.references.keys()]).toEqual([])
      await teams.close()
    },
  )

  test('is not written to either when it was remembered before', async () => {
    const teams = await startTeams({ sdk })
    await teams.deliver(inChat('ann'))
    const key = `teams ${TENANT} ann`
    const known = JSON.parse(teams.references.get(key) ?? '')
    teams.references.set(
      `teams ${TENANT} moved`,
      JSON.stringify({ ...known, serviceUrl: 'https://smba.example.org/' }),
    )
    const sent = await teams.platform.send({
      to: { platform: 'teams', tenant: TENANT, channel: null, userId: 'moved', name: '' },
      key: 'notice:1',
      message: { summary: 'a note', blocks: [] },
      under: null,
      deadline: AbortSignal.timeout(15_000),
      mayPost: async () => true,
    })
    expect(sent).toMatchObject({ state: 'refused', reason: expect.stringContaining('none of Microsoft’s') })
    await teams.close()
  })
})
