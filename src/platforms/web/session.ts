import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Account, Pages, SignedIn, Who } from '../../platform.ts'

/** A page of another host cannot set it, and it goes over https or to this machine alone. */
const SESSION = '__Host-wsoa'
const TYPED = '__Host-wsoa-typed'
const COOKIE = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const
const TYPED_MS = 3_600_000
const ATTEMPT = '__Host-wsoa-attempt'
const ATTEMPT_MS = 600_000

/** Somebody who is signed in. Who that is, is read for every request. */
export interface Visitor {
  readonly account: SignedIn
  /** Stands for the account where its own words would tell too much. */
  readonly key: string
  /** Undefined for somebody whom no plan knows. */
  readonly who: Who | undefined
}

export async function visitorOf(request: Request, pages: Pages): Promise<Visitor | undefined> {
  const token = cookieOf(request, SESSION)
  const found = token === undefined ? undefined : await pages.sessions.find(token)
  const account = found ?? demoAccount(pages)
  if (!account) return undefined
  return { account, key: keyOf(account), who: await pages.whoIs(account) }
}

function demoAccount({ demo }: Pages): Account | undefined {
  return demo && { platform: 'terminal', tenant: 'local', userId: demo.first }
}

export function keyOf({ platform, tenant, userId }: Account): string {
  return createHash('sha256')
    .update(JSON.stringify([platform, tenant, userId]))
    .digest('base64url')
    .slice(0, 16)
}

/** A session is new at each signing in: one that somebody else may have put there is worth nothing. */
export async function signIn(
  request: Request,
  response: Response,
  { account, pages }: { readonly account: SignedIn; readonly pages: Pages },
): Promise<void> {
  const before = cookieOf(request, SESSION)
  if (before !== undefined) await pages.sessions.end(before)
  response.cookie(SESSION, await pages.sessions.begin(account), COOKIE)
}

export async function signOut(request: Request, response: Response, pages: Pages): Promise<void> {
  const token = cookieOf(request, SESSION)
  if (token !== undefined) await pages.sessions.end(token)
  response.clearCookie(SESSION, COOKIE)
}

/** Remembers in this browser alone where the words are that were not sent. */
export function rememberTyped(response: Response, name: string): void {
  response.cookie(TYPED, name, { ...COOKIE, maxAge: TYPED_MS })
}

/** Remembers in this browser alone what was begun elsewhere, so that nobody is signed in by an answer that is somebody else's. */
export function rememberAttempt(response: Response, token: string): void {
  response.cookie(ATTEMPT, token, { ...COOKIE, maxAge: ATTEMPT_MS })
}

export function attemptIn(request: Request): string | undefined {
  return cookieOf(request, ATTEMPT)
}

export function forgetAttempt(response: Response): void {
  response.clearCookie(ATTEMPT, COOKIE)
}

export function typedIn(request: Request): string | undefined {
  return cookieOf(request, TYPED)
}

export function forgetTyped(response: Response): void {
  response.clearCookie(TYPED, COOKIE)
}

const VALUE = /^[\w-]{1,100}$/

function cookieOf({ headers }: Request, name: string): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=')
    const value = part.slice(at + 1).trim()
    if (part.slice(0, at).trim() === name && VALUE.test(value)) return value
  }
  return undefined
}
