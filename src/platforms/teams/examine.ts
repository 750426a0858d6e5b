import type { Address, Check } from '../../platform.ts'
import type { Settings } from '../../settings.ts'
import { allowedTenants } from './admission.ts'
import type { Memory } from './reference.ts'
import type { Sdk } from './sdk.ts'
import { sentenceOf } from './trouble.ts'

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Checks the installation from outside, for `wsoa doctor`. Nobody is written to. */
export async function examineTeams(
  { settings, sdk, memory }: { settings: Settings; sdk: Pick<Sdk, 'signIn'>; memory: Pick<Memory, 'find'> },
  channels: readonly Address[],
): Promise<readonly Check[]> {
  const bound = channels.filter(({ platform }) => platform === 'teams')
  return [
    idsCheck(settings),
    await signInCheck(settings, sdk),
    tenantsCheck(settings),
    publicUrlCheck(settings),
    ...sdkChecks(settings),
    ...(await Promise.all(bound.map((channel) => channelCheck(channel, memory)))),
  ]
}

function idsCheck(settings: Settings): Check {
  const name = 'Teams: ids'
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED) {
    return {
      name,
      ok: true,
      text: 'AUTHENTICATION IS OFF, for tools on this machine: anybody here may speak as anyone',
    }
  }
  const { MicrosoftAppId: app = '', MicrosoftAppTenantId: tenant = '' } = settings
  for (const [setting, value] of Object.entries({ MicrosoftAppId: app, MicrosoftAppTenantId: tenant })) {
    if (!GUID.test(value)) {
      const text = `${setting} is not right: expected an id such as 00000000-0000-0000-0000-000000000000, from the Azure Bot’s configuration page`
      return { name, ok: false, text }
    }
  }
  return { name, ok: true, text: `app ${app} of tenant ${tenant}` }
}

async function signInCheck(settings: Settings, sdk: Pick<Sdk, 'signIn'>): Promise<Check> {
  const name = 'Teams: signing in'
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED) {
    return { name, ok: true, text: 'not needed while authentication is off' }
  }
  const trouble = await sdk.signIn()
  return trouble === undefined
    ? { name, ok: true, text: 'Microsoft accepts the bot’s password' }
    : { name, ok: false, text: sentenceOf(trouble) }
}

function tenantsCheck(settings: Settings): Check {
  const name = 'Teams: tenants'
  const allowed = allowedTenants(settings)
  if (!allowed) return { name, ok: true, text: 'all, while authentication is off and none is named' }
  // idsCheck has looked at the bot's own tenant.
  const own = settings.MicrosoftAppTenantId?.toLowerCase()
  if ([...allowed].some((tenant) => tenant !== own && !GUID.test(tenant))) {
    const text = 'TEAMS_ALLOWED_TENANTS is not right: expected tenant ids with commas between them'
    return { name, ok: false, text }
  }
  return { name, ok: true, text: [...allowed].join(', ') }
}

function publicUrlCheck({ PUBLIC_URL, TEAMS_ALLOW_UNAUTHENTICATED }: Settings): Check {
  const name = 'Teams: address'
  if (PUBLIC_URL?.startsWith('https:')) {
    const endpoint = new URL('/api/messages', PUBLIC_URL).href
    return { name, ok: true, text: `${endpoint} is to be the messaging endpoint of the Azure Bot` }
  }
  if (TEAMS_ALLOW_UNAUTHENTICATED) return { name, ok: true, text: 'this machine only' }
  const text =
    'PUBLIC_URL is not set to an https address: Teams calls no other, and papers cannot be linked without it'
  return { name, ok: false, text }
}

/** Only what is not the usual is worth a line. */
function sdkChecks({ TEAMS_SDK }: Settings): readonly Check[] {
  if (TEAMS_SDK === 'botbuilder') return []
  return [{ name: 'Teams: SDK', ok: true, text: `${TEAMS_SDK}, which is experimental (TEAMS_SDK)` }]
}

async function channelCheck(
  { tenant, channel, name }: Address,
  memory: Pick<Memory, 'find'>,
): Promise<Check> {
  const known = channel === null ? undefined : await memory.find(tenant, channel)
  return {
    name: `Teams: ${name}`,
    ok: known !== undefined,
    text: known
      ? 'the bot can speak there'
      : 'the bot has never been spoken to there: add the app to the team, and mention it in the channel once',
  }
}
