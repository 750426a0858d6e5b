import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { isLoopbackAddress, isSafeAddress } from '../../domain/address.ts'
import { NotLetIn } from './sdk.ts'

/** The issuer of Microsoft's own tokens for a bot's channels. */
export const CHANNEL_ISSUER = 'https://api.botframework.com'
const METADATA_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration'
const CHANNEL = 'msteams'

/** Microsoft signs with nothing else. */
const ALGORITHM = 'RS256'
/** How far our clock may be off. botbuilder allows 300 seconds, so a token that passes here cannot expire before it looks. */
const MOST_SECONDS_OFF = 290
/** Microsoft's tokens are good for an hour or so; one that is good for ever would be as good as a password. */
const MOST_SECONDS_AHEAD = 86_400

const headerSchema = z.object({ alg: z.literal(ALGORITHM), kid: z.string() })
const claimsSchema = z.object({
  iss: z.literal(CHANNEL_ISSUER),
  aud: z.string(),
  serviceurl: z.string(),
  exp: z.int(),
  nbf: z.int().optional(),
})

/** What a token that was accepted says. */
interface Accepted {
  /** The only address that an activity which comes with it may name. */
  readonly serviceUrl: string
}

/** @throws NotLetIn, with 503 when Microsoft's keys cannot be read */
export type CheckToken = (authorization: string) => Promise<Accepted>

/**
 * Checks the token of a request: shape, issuer, bot, key, endorsement, signature and time. Whichever SDK is used, nobody comes
 * in without this; botbuilder checks once more, but writes to the console about every token that it refuses.
 */
export function createTokenCheck({
  appId,
  metadataUrl = METADATA_URL,
}: {
  readonly appId: string
  readonly metadataUrl?: string | undefined
}): CheckToken {
  const keyCalled = createKeyring(metadataUrl)

  async function check(authorization: string): Promise<Accepted> {
    const [, header = '', claims = '', signature = ''] =
      authorization.match(/^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/) ?? []
    const { kid } = headerSchema.parse(jsonIn(header))
    const { aud, serviceurl, exp, nbf = 0 } = claimsSchema.parse(jsonIn(claims))
    if (aud !== appId) throw new Error('for another bot')
    const now = Math.floor(Date.now() / 1_000)
    if (now - exp >= MOST_SECONDS_OFF || nbf - now > MOST_SECONDS_OFF) throw new Error('not valid now')
    if (exp - now > MOST_SECONDS_AHEAD) throw new Error('good for too long')
    const signing = await keyCalled(kid)
    if (!signing) throw new Error('unknown key')
    const { endorsements, key } = signing
    if (endorsements.length > 0 && !endorsements.includes(CHANNEL)) throw new Error('key of another channel')
    const signed = Buffer.from(`${header}.${claims}`)
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url')))
      throw new Error('wrong signature')
    return { serviceUrl: serviceurl }
  }

  return async (authorization) => {
    try {
      return await check(authorization)
    } catch (error) {
      throw new NotLetIn(error instanceof KeysUnavailable ? 503 : 401, error)
    }
  }
}

function jsonIn(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}

/** Microsoft's signing keys could not be read. The caller is not at fault, and may try again. */
class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

interface SigningKey {
  readonly key: KeyObject
  /** The channels that the key may sign for. */
  readonly endorsements: readonly string[]
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const PATIENCE_MS = 8_000

/** Reads the keys once a day, and once an hour at most for a key that is unknown. */
function createKeyring(metadataUrl: string): (kid: string) => Promise<SigningKey | undefined> {
  type Keys = ReadonlyMap<string, SigningKey>
  let read: { readonly keys: Keys; readonly at: number } | undefined
  let reading: Promise<Keys> | undefined

  async function readNow(): Promise<Keys> {
    try {
      const keys = await readKeys(metadataUrl)
      read = { keys, at: Date.now() }
      return keys
    } catch (cause) {
      throw new KeysUnavailable('the signing keys could not be read', { cause })
    } finally {
      reading = undefined
    }
  }

  return async (kid) => {
    const age = read ? Math.abs(Date.now() - read.at) : Number.POSITIVE_INFINITY
    const known = read?.keys.get(kid)
    if (age < (known ? DAY_MS : HOUR_MS)) return known
    reading ??= readNow()
    return (await reading).get(kid)
  }
}

const metadataSchema = z.object({ jwks_uri: z.url() })
const keySchema = z.object({
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
})
const keysSchema = z.object({ keys: z.array(z.unknown()) })

async function readKeys(metadataUrl: string): Promise<ReadonlyMap<string, SigningKey>> {
  const { jwks_uri: url } = metadataSchema.parse(await readJson(metadataUrl))
  if (isLoopbackAddress(url) ? !isLoopbackAddress(metadataUrl) : !isSafeAddress(url))
    throw new Error('keys at an unsafe address')
  const { keys } = keysSchema.parse(await readJson(url))
  const readable = keys.flatMap((each) => keySchema.safeParse(each).data ?? [])
  return new Map(
    readable.map(({ kid, n, e, endorsements }) => [
      kid,
      { key: createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }), endorsements },
    ]),
  )
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response.json()
}
