import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** How long a link works, in milliseconds. */
const VALID_MS = 15 * 60_000

/** Signs an object: `id.exp.kid.hmac`, where `exp` is in seconds. */
export function signedToken(key: Buffer, object: string, now: Date): string {
  const id = Buffer.from(object).toString('base64url')
  const claim = `${id}.${Math.floor((now.getTime() + VALID_MS) / 1000)}.${keyId(key)}`
  return `${claim}.${signature(key, claim)}`
}

/** The object of a token; undefined unless it was signed with this key and has not expired. */
export function objectOf(key: Buffer, token: string, now: Date): string | undefined {
  const [id = '', expires = '', kid = '', given = ''] = token.split('.')
  const claim = `${id}.${expires}.${kid}`
  const right = Buffer.from(signature(key, claim))
  const came = Buffer.from(given)
  if (right.length !== came.length || !timingSafeEqual(right, came)) return undefined
  if (token.length !== claim.length + 1 + given.length) return undefined
  if (Number(expires) * 1000 <= now.getTime()) return undefined
  return Buffer.from(id, 'base64url').toString()
}

/** Identifies the key, for when another replaces it. */
function keyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8)
}

function signature(key: Buffer, claim: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url')
}
