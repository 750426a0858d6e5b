import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The Bot Framework's token service on loopback, with metadata, keys, and tokens signed with them. */
export interface Issuer {
  readonly metadataUrl: string
  /** A token as the channel sends it. Claims that are given replace the right ones. */
  readonly token: (claims?: Readonly<Record<string, unknown>>, signing?: Signing) => string
  readonly close: () => Promise<void>
}

interface Signing {
  readonly kid?: string
  /** Signs with a key that is not published. */
  readonly isForged?: true
  readonly algorithm?: string
}

export const APP_ID = '11111111-2222-4333-8444-555555555555'
const KEY = { kid: 'first', endorsements: ['msteams'] }
const ELSEWHERE = { kid: 'elsewhere', endorsements: ['webchat'] }

// The keys are made once, since that takes longer than most tests.
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const forged = generateKeyPairSync('rsa', { modulusLength: 2048 })

export async function startIssuer(serviceUrl: () => string): Promise<Issuer> {
  const { n, e } = pair.publicKey.export({ format: 'jwk' })
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const answers: Readonly<Record<string, unknown>> = {
      '/metadata': { issuer: ISSUER, jwks_uri: `http://127.0.0.1:${port}/keys` },
      // As Microsoft's own, for who reaches it by Microsoft's name.
      '/v1/.well-known/openidconfiguration': { issuer: ISSUER, jwks_uri: `https://${PUBLIC_HOST}/keys` },
      '/keys': { keys: [KEY, ELSEWHERE].map((key) => ({ kty: 'RSA', use: 'sig', n, e, ...key })) },
    }
    response.end(JSON.stringify(answers[request.url ?? ''] ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    metadataUrl: `http://127.0.0.1:${port}/metadata`,
    token: (claims = {}, { kid = KEY.kid, isForged, algorithm = 'RS256' } = {}) => {
      const seconds = Math.floor(Date.now() / 1_000)
      const right = {
        iss: ISSUER,
        aud: APP_ID,
        serviceurl: serviceUrl(),
        nbf: seconds - 60,
        exp: seconds + 600,
      }
      const key = isForged ? forged.privateKey : pair.privateKey
      return `Bearer ${signed({ alg: algorithm, typ: 'JWT', kid }, { ...right, ...claims }, key)}`
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const PUBLIC_HOST = 'login.botframework.com'
const ISSUER = 'https://api.botframework.com'

const HASHES: Readonly<Record<string, string>> = { RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' }

function signed(header: object, claims: object, key: KeyObject): string {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const hash = HASHES[String((header as { alg?: unknown }).alg)] ?? 'RSA-SHA256'
  return `${text}.${createSign(hash).update(text).sign(key, 'base64url')}`
}
