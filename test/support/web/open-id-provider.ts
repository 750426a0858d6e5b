import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type KoaContextWithOIDC } from 'oidc-provider'

/** A real provider of OpenID Connect on loopback, at which whoever comes is signed in as one person at once. */
export interface OpenIdProvider {
  readonly issuer: string
  /** Whom the next who come are signed in as, by the claims of their tokens; null denies them. */
  readonly signsIn: (claims: Readonly<Record<string, unknown>> | null) => void
  /** What the next token says besides, and how it is signed, as no honest provider would. */
  readonly forges: (forgery: Forgery) => void
  /** Goes from an address of the provider's to the one that it sends people back to. */
  readonly through: (address: string) => Promise<string>
  /** The requests for tokens. */
  readonly tokenRequests: readonly URLSearchParams[]
  /** Forgets the forgery and the requests. */
  readonly forget: () => void
  readonly close: () => Promise<void>
}

interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>
  /** Signed with a key that the provider has not published. */
  readonly isWronglySigned?: true
}

export const CLIENT = { id: 'the-client', secret: 'a-secret-of-the-client-that-is-long-enough' }

// A key is made once, since that takes longer than most tests.
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KEY_ID = 'first'

export async function startOpenIdProvider(redirectAddresses: readonly string[]): Promise<OpenIdProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let person: Readonly<Record<string, unknown>> | null = {}
  let forgery: Forgery | undefined
  const tokenRequests: URLSearchParams[] = []
  const names = ['oid', 'tid', 'acct', 'idp', 'https://slack.com/user_id', 'https://slack.com/team_id']
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [...redirectAddresses],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...pair.privateKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key for the cookies of the provider'] },
    claims: { openid: ['sub', ...names], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...person }) }),
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 600, Interaction: 60, Session: 60 },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  provider.use(async (context: KoaContextWithOIDC, next) => {
    if (context.path.startsWith('/interaction/')) {
      const result = person
        ? { login: { accountId: 'somebody' } }
        : { error: 'access_denied', error_description: 'They changed their mind.' }
      await provider.interactionFinished(context.req, context.res, result)
      context.respond = false
      return
    }
    await next()
    if (context.path !== '/token') return
    tokenRequests.push(new URLSearchParams((context.oidc?.body ?? {}) as Record<string, string>))
    const body = context.body as { id_token?: string }
    if (forgery && body.id_token !== undefined)
      context.body = { ...body, id_token: forged(body.id_token, forgery) }
  })
  server.on('request', provider.callback())
  return {
    issuer,
    tokenRequests,
    signsIn: (claims) => {
      person = claims
    },
    forges: (next) => {
      forgery = next
    },
    forget: () => {
      forgery = undefined
      tokenRequests.length = 0
    },
    through: (address) => through(address, issuer),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Follows the provider's redirections as a new browser does, until one leads elsewhere. */
async function through(address: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next = address
  while (next.startsWith(issuer)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(next, { headers: { cookie }, redirect: 'manual' })
    for (const each of response.headers.getSetCookie()) {
      const [set = ''] = each.split(';')
      const at = set.indexOf('=')
      cookies.set(set.slice(0, at), set.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (location === null)
      throw new Error(`the provider refused: ${response.status} ${await response.text()}`)
    next = new URL(location, next).href
  }
  return next
}

function forged(token: string, { claims = {}, isWronglySigned }: Forgery): string {
  const [header = '', payload = ''] = token.split('.')
  const right: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...(right as object), ...claims })).toString('base64url')
  const key: KeyObject = isWronglySigned ? stranger.privateKey : pair.privateKey
  const text = `${header}.${changed}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`
}
