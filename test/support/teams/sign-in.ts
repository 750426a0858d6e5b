import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Microsoft's sign-in on loopback. It knows one secret. */
export interface SignIn {
  readonly url: string
  readonly close: () => Promise<void>
}

const HOST = 'login.microsoftonline.com'
/** The token that it gives. */
export const SIGNED_IN = 'signed-in'

export async function startSignIn({ secret }: { readonly secret: string }): Promise<SignIn> {
  const server = createServer(async (request, response) => {
    let form = ''
    for await (const part of request) form += String(part)
    const path = new URL(request.url ?? '', `https://${HOST}`).pathname
    const [, tenant] = path.split('/')
    const base = `https://${HOST}/${tenant}`
    const { status, answer } = path.endsWith('/token')
      ? tokenFor(new URLSearchParams(form).get('client_secret') === secret)
      : { status: 200, answer: path.includes('/discovery/instance') ? INSTANCES : endpointsAt(base) }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function tokenFor(isKnown: boolean): { status: number; answer: object } {
  if (isKnown) {
    return {
      status: 200,
      answer: { token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599, access_token: SIGNED_IN },
    }
  }
  return {
    status: 401,
    answer: {
      error: 'invalid_client',
      error_description: 'AADSTS7000215: Invalid client secret provided.',
      error_codes: [7_000_215],
    },
  }
}

const INSTANCES = {
  tenant_discovery_endpoint: `https://${HOST}/common/v2.0/.well-known/openid-configuration`,
  'api-version': '1.1',
  metadata: [{ preferred_network: HOST, preferred_cache: HOST, aliases: [HOST] }],
}

function endpointsAt(base: string): object {
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  }
}
