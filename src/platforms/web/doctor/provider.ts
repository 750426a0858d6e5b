import type { Configuration } from 'openid-client'
import type { Check } from '../../../platform.ts'
import { discover } from '../sign-in/provider.ts'
import { answerAddress, type Way } from '../sign-in/way.ts'

interface Needs {
  readonly publicUrl: string
  readonly machineNow: () => Date
}

const PATIENCE_MS = 10_000
/** A token of a minute ahead is not believed. */
const MOST_CLOCK_MS = 30_000

/** Asks a provider, as far as one can without a person, whether people can sign in with it. */
export async function examineProvider(way: Way, { publicUrl, machineNow }: Needs): Promise<readonly Check[]> {
  const name = `web: ${way.title}`
  const found = await documentOf(way)
  if (found.kind === 'wrong') return [{ name, ok: false, text: found.text }]
  const { configuration, date } = found
  const redirectAddress = answerAddress(publicUrl, way)
  return [
    { name, ok: true, text: `${way.issuer} says how people sign in` },
    clockCheck(`${name}: clock`, date, machineNow()),
    await redirectCheck(`${name}: redirect address`, { way, configuration, redirectAddress }),
    await secretCheck(`${name}: secret`, { way, configuration, redirectAddress }),
  ]
}

type Found =
  | { readonly kind: 'found'; readonly configuration: Configuration; readonly date: string | null }
  | { readonly kind: 'wrong'; readonly text: string }

async function documentOf(way: Way): Promise<Found> {
  const address = `${way.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
  try {
    const response = await asked(address)
    if (response.status !== 200) return { kind: 'wrong', text: noDocument(way, address, response.status) }
    return { kind: 'found', configuration: await discover(way), date: response.headers.get('date') }
  } catch (error) {
    const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } }
    if (code === undefined || String(code).includes('TIMEOUT'))
      return {
        kind: 'wrong',
        text: `${way.title} is not reached at ${new URL(way.issuer).host} [${String(cause?.code ?? code ?? 'no answer')}]: let this machine reach it by https, or set HTTPS_PROXY`,
      }
    return { kind: 'wrong', text: noDocument(way, address, String(code)) }
  }
}

function noDocument({ name }: Way, address: string, found: string | number): string {
  const cure =
    name === 'microsoft'
      ? 'set MicrosoftAppTenantId to the directory (tenant) id, and MICROSOFT_LOGIN_URL only in a national cloud'
      : 'remove SLACK_LOGIN_URL'
  return `the discovery document at ${address} is not that of this sign-in [${found}]: ${cure}`
}

function clockCheck(name: string, date: string | null, now: Date): Check {
  const theirs = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return { name, ok: true, text: 'the provider does not say what time it is' }
  const away = Math.abs(now.getTime() - theirs)
  if (away <= MOST_CLOCK_MS) return { name, ok: true, text: 'as the provider’s' }
  return {
    name,
    ok: false,
    text: `this machine’s clock is ${Math.round(away / 1_000)} seconds away from the provider’s, so tokens are not believed: set it by NTP`,
  }
}

interface Registered {
  readonly way: Way
  readonly configuration: Configuration
  readonly redirectAddress: string
}

/** A provider that knows the address sends back there at once, as nobody is signed in; else it shows a page of its own. */
async function redirectCheck(
  name: string,
  { way, configuration, redirectAddress }: Registered,
): Promise<Check> {
  const openId = await import('openid-client')
  const address = openId.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectAddress,
    scope: 'openid',
    response_mode: 'query',
    prompt: 'none',
    state: 'doctor',
    nonce: 'doctor',
    code_challenge: await openId.calculatePKCECodeChallenge('doctor'.repeat(8)),
    code_challenge_method: 'S256',
  })
  const where = `${redirectAddress} as a redirect address`
  try {
    const response = await asked(address.href)
    const to = response.headers.get('location')
    if (to?.startsWith(redirectAddress)) return { name, ok: true, text: `${redirectAddress} is registered` }
    const isRefused = response.status >= 400 || /AADSTS50011|redirect_uri/.test(await response.text())
    if (isRefused)
      return {
        name,
        ok: false,
        text: `${way.title} does not take the redirect address: register ${where} of the app (${PLACES[way.name]}), letter for letter`,
      }
  } catch {
    return { name, ok: false, text: `${way.title} does not answer at its sign-in page: try again` }
  }
  return { name, ok: true, text: `${way.title} does not say before somebody signs in; register ${where}` }
}

const PLACES: Readonly<Record<Way['name'], string>> = {
  microsoft: 'Authentication, platform Web',
  slack: 'OAuth & Permissions, Redirect URLs',
}

/** A code that nobody was given is refused for itself only by whoever takes the client's secret. */
async function secretCheck(
  name: string,
  { way, configuration, redirectAddress }: Registered,
): Promise<Check> {
  const { token_endpoint: address = '' } = configuration.serverMetadata()
  try {
    const response = await asked(address, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'doctor',
        redirect_uri: redirectAddress,
        code_verifier: 'doctor'.repeat(8),
        client_id: way.clientId,
        client_secret: way.clientSecret,
      }),
    })
    const answer = await response.text()
    if (!/invalid_client|bad_client_secret|unauthorized_client|AADSTS700/.test(answer))
      return { name, ok: true, text: `${way.title} takes it` }
  } catch {
    return { name, ok: false, text: `${way.title} does not answer where codes are exchanged: try again` }
  }
  const settings =
    way.name === 'slack'
      ? 'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, from the app’s page “Basic Information”'
      : 'MicrosoftAppPassword (or MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET), from the app’s page “Certificates & secrets”; a secret may have expired'
  return { name, ok: false, text: `${way.title} does not take the client’s secret: correct ${settings}` }
}

function asked(address: string, request: RequestInit = {}): Promise<Response> {
  return fetch(address, { ...request, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
}
