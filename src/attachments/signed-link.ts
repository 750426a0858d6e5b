import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const VALID_MS = 15 * 60_000

/** `id.exp.kid.hmac`: a token for an object that works for a quarter of an hour. */
export function signedToken(key: Buffer, object: string, now: Date): string {
  const id = Buffer.from(object).toString('base64url')
  const claim = `${id}.${Math.floor((now.getTime() + VALID_MS) / 1000)}.${keyId(key)}`
  return `${claim}.${signature(key, claim)}`
}

/** The object of a token, if it was signed with this key and has not expired. */
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

/** Tells keys apart when one has replaced another. */
function keyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8)
}

function signature(key: Buffer, claim: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url')
}
