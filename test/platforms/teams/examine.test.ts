import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineTeams } from '../../../src/platforms/teams/examine.ts'
import { troubleOf } from '../../../src/platforms/teams/trouble.ts'
import { readSettings } from '../../../src/settings.ts'
import { APP_ID } from '../../support/teams/issuer.ts'
import { CHANNEL, inChannel, startTeams, TENANT, type TeamsTest } from '../../support/teams/teams.ts'

const BOUND = { platform: 'teams', tenant: TENANT, channel: CHANNEL, userId: null, name: 'Operational Group' }
const SETTINGS = {
  MicrosoftAppId: APP_ID,
  MicrosoftAppPassword: 'secret',
  MicrosoftAppTenantId: TENANT,
  PUBLIC_URL: 'https://wsoa.example.org',
}

let teams: TeamsTest
beforeAll(async () => {
  teams = await startTeams({ settings: { PUBLIC_URL: 'https://wsoa.example.org' } })
})
afterAll(() => teams.close())

/** The failed checks, as `wsoa doctor` prints them. */
async function wrongWith(
  settings: Readonly<Record<string, string>>,
  error?: Error,
): Promise<readonly string[]> {
  const sdk = { signIn: async () => (error === undefined ? undefined : troubleOf(error)) }
  const memory = { find: async () => undefined }
  const checks = await examineTeams({ settings: readSettings(settings), sdk, memory }, [])
  return checks.filter(({ ok }) => !ok).map(({ name, text }) => `${name}: ${text}`)
}

describe('what wsoa doctor says of Teams', () => {
  test('a channel is reached once the bot was spoken to there', async () => {
    const before = await teams.platform.examine([BOUND])
    expect(before.at(-1)).toEqual({
      name: 'Teams: Operational Group',
      ok: false,
      text: 'the bot has never been spoken to there: add the app to the team, and mention it in the channel once',
    })
    await teams.deliver(inChannel('ann', 'help'))
    const after = await teams.platform.examine([BOUND, { ...BOUND, platform: 'slack' }])
    expect(after.map(({ name, ok }) => [name, ok])).toEqual([
      ['Teams: ids', true],
      ['Teams: signing in', true],
      ['Teams: tenants', true],
      ['Teams: address', true],
      ['Teams: Operational Group', true],
    ])
  })

  test('all is well with a whole installation', async () => {
    expect(await wrongWith(SETTINGS)).toEqual([])
  })

  test('an id that is none is named, with where to find it', async () => {
    expect(await wrongWith({ ...SETTINGS, MicrosoftAppId: 'wsoa' })).toEqual([
      expect.stringMatching(/^Teams: ids: MicrosoftAppId is not right: expected an id such as 0{8}/),
    ])
  })

  test('the name of the bot’s tenant in the place of its id is told once, by the setting that it stands in', async () => {
    expect(await wrongWith({ ...SETTINGS, MicrosoftAppTenantId: 'example.onmicrosoft.com' })).toEqual([
      expect.stringMatching(/^Teams: ids: MicrosoftAppTenantId is not right/),
    ])
  })

  test('a password that Microsoft refuses is told with its code and the cure', async () => {
    expect(
      await wrongWith(SETTINGS, new Error('invalid_client: AADSTS7000215: Invalid client secret')),
    ).toEqual([
      'Teams: signing in: Microsoft refuses the bot’s password (AADSTS7000215): make a new client secret for the app, and set MicrosoftAppPassword to its value',
    ])
  })

  test.each([
    ['getaddrinfo ENOTFOUND login.microsoftonline.com', 'ENOTFOUND'],
    ['NoTunnel: the proxy did not open the way (PROXY_ANSWERED_407)', 'PROXY_ANSWERED_407'],
    ['network_error', 'no answer'],
  ])('a network that does not reach Microsoft is told from a wrong password: %s', async (text, code) => {
    expect(await wrongWith(SETTINGS, new Error(text))).toEqual([
      `Teams: signing in: login.microsoftonline.com cannot be reached (${code}): check the network, the firewall and HTTPS_PROXY`,
    ])
  })

  test('a bot that Microsoft does not know is told from a wrong password', async () => {
    expect(await wrongWith(SETTINGS, new Error('unauthorized_client: AADSTS700016: not found'))).toEqual([
      expect.stringContaining('compare MicrosoftAppId and MicrosoftAppTenantId'),
    ])
  })

  test('tenants that are no ids, and an address that Teams cannot call, are named', async () => {
    const { PUBLIC_URL: _, ...without } = SETTINGS
    expect(await wrongWith({ ...without, TEAMS_ALLOWED_TENANTS: 'contoso' })).toEqual([
      'Teams: tenants: TEAMS_ALLOWED_TENANTS is not right: expected tenant ids with commas between them',
      'Teams: address: PUBLIC_URL is not set to an https address: Teams calls no other, and papers cannot be linked without it',
    ])
  })

  test('an SDK that is experimental is named as such', async () => {
    const checks = async (settings: Readonly<Record<string, string>>) => {
      const sdk = { signIn: async () => undefined }
      const memory = { find: async () => undefined }
      const found = await examineTeams({ settings: readSettings(settings), sdk, memory }, [])
      return found.filter(({ name }) => name === 'Teams: SDK').map(({ text }) => text)
    }
    expect(await checks(SETTINGS)).toEqual([])
    expect(await checks({ ...SETTINGS, TEAMS_SDK: 'agents' })).toEqual([
      'agents, which is experimental (TEAMS_SDK)',
    ])
  })

  test('for local tools nothing of it is needed', async () => {
    expect(await wrongWith({ TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' })).toEqual([])
  })
})
