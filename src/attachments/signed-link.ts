import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../../data/secrets.ts'

/** How long a link to a paper works, in milliseconds. */
export const LINK_LASTS_MS = 15 * 60_000

/** Signs an object: `id.exp.kid.hmac`, where `exp` is in seconds. */
export function signedToken({ current }: Keys, object: string, now: Date, lasts = LINK_LASTS_MS): string {
  const id = Buffer.from(object).toString('base64url')
  const claim = `${id}.${Math.floor((now.getTime() + lasts) / 1000)}.${keyId(current)}`
  return `${claim}.${signature(current, claim)}`
}

/**
 * The object of a token; undefined unless it was signed with one of these keys, for a term that has not ended and is no
 * longer than ours. Whoever stole a key must not make a link for ever.
 */
export function objectOf(
  { current, retired }: Keys,
  token: string,
  now: Date,
  lasts = LINK_LASTS_MS,
): string | undefined {
  const [, claim = '', id = '', expires = '', kid = '', given = ''] = token.match(TOKEN) ?? []
  const key = [current, ...retired].find((each) => keyId(each) === kid)
  if (!key || !isSame(given, signature(key, claim))) return undefined
  const left = Number(expires) * 1000 - now.getTime()
  return left > 0 && left <= lasts ? Buffer.from(id, 'base64url').toString() : undefined
}

/** The term is a whole number of seconds, written as we write it. */
const TOKEN = /^(([\w-]+)\.([1-9]\d{0,11})\.([\w-]{8}))\.([\w-]+)$/

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Names the key without telling it. */
function keyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8)
}

function signature(key: Buffer, claim: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url')
}
