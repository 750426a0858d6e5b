import type { Request, Response, Router } from 'express'
import type { IDToken } from 'openid-client'
import type { Logger } from 'pino'
import type { Host, Pages, SignInAttempt } from '../../../platform.ts'
import type { Limit } from '../limits.ts'
import { sendFailure } from '../plain-page.ts'
import { attemptIn, forgetAttempt, rememberAttempt } from '../session.ts'
import { arrive } from './arriving.ts'
import { createProvider, type Provider } from './provider.ts'
import { answerAddress, answerPath, type Way } from './way.ts'

interface Needs {
  readonly way: Way
  readonly publicUrl: string
  readonly pages: Pages
  readonly hearsGuest: Host['hearsGuest']
  readonly styleAddress: string
  readonly limit: Limit
  readonly log: Logger
}

/**
 * Signs in by OpenID Connect: a code with PKCE, a state and a nonce, which all belong to one attempt of one browser. It is
 * begun by a link, since `form-action` stops a form that is redirected elsewhere.
 */
export function mountOpenId(router: Router, needs: Needs): void {
  const { way, publicUrl, pages, log } = needs
  const provider = createProvider(way, pages.machineNow)
  const redirectAddress = answerAddress(publicUrl, way)

  router.get(`/sign-in/${way.name}`, async (request, response) => {
    if (isLimited(request, response, needs)) return
    const begun = await begin(way, { provider, redirectAddress }).catch((error: unknown) => {
      notReached(response, needs, error)
      return undefined
    })
    if (!begun) return
    rememberAttempt(response, await pages.sessions.beginAttempt(begun.attempt))
    response.set('Cache-Control', 'no-store').redirect(303, begun.address)
  })

  router.get(answerPath(way.name), async (request, response) => {
    if (isLimited(request, response, needs)) return
    const token = attemptIn(request)
    const attempt = token === undefined ? undefined : await pages.sessions.useAttempt(token)
    forgetAttempt(response)
    if (attempt?.way !== way.name) return refuse(response, needs, NOT_BEGUN)
    const answer = new URL(redirectAddress)
    answer.search = new URL(request.originalUrl, publicUrl).search
    const claims = await claimsIn(answer, attempt, provider).catch((error: unknown) => {
      if (isFromFarEnd(error)) notReached(response, needs, error)
      else {
        log.warn(
          { code: 'sign-in-refused', way: way.name, why: reasonOf(error) },
          'a sign-in was not believed',
        )
        refuse(response, needs, isDenied(error) ? `You did not sign in with ${way.title}.` : NOT_BELIEVED)
      }
      return undefined
    })
    if (claims) await takeIn(request, response, claims, needs)
  })
}

const NOT_BEGUN =
  'This was not begun in this browser, or more than ten minutes ago, or has been used. Begin again from the sign-in page.'
const NOT_BELIEVED =
  'What came back cannot be believed, so you are not signed in. Begin again from the sign-in page.'
const GUEST =
  'You are a guest of this organisation, and a guest is let in only where the coordinator has named or linked them. Ask the coordinator.'

async function begin(
  { name }: Way,
  { provider, redirectAddress }: { readonly provider: Provider; readonly redirectAddress: string },
): Promise<{ readonly attempt: SignInAttempt; readonly address: string }> {
  const configuration = await provider()
  const openId = await import('openid-client')
  const attempt = {
    way: name,
    state: openId.randomState(),
    nonce: openId.randomNonce(),
    verifier: openId.randomPKCECodeVerifier(),
  }
  const address = openId.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectAddress,
    scope: 'openid profile email',
    // An answer by a form would come without our cookie, which is Lax.
    response_mode: 'query',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await openId.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  })
  return { attempt, address: address.href }
}

/** @throws when the answer does not fit the attempt, or its token is not to be believed */
async function claimsIn(
  answer: URL,
  { state, nonce, verifier }: SignInAttempt,
  provider: Provider,
): Promise<IDToken | undefined> {
  const openId = await import('openid-client')
  const tokens = await openId.authorizationCodeGrant(await provider(), answer, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  })
  return tokens.claims()
}

async function takeIn(request: Request, response: Response, claims: IDToken, needs: Needs): Promise<void> {
  const { way, pages, hearsGuest } = needs
  const arrival = await way.read(claims)
  switch (arrival.kind) {
    case 'refused':
      return refuse(response, needs, arrival.text)
    case 'unsure':
      return later(response, needs, arrival.text)
    case 'account': {
      const { account } = arrival
      if (account.isGuest && !(await hearsGuest({ ...account, profile: account.profile })))
        return refuse(response, needs, GUEST)
      return arrive(request, response, { account, pages })
    }
  }
}

function isLimited(request: Request, response: Response, { limit, styleAddress }: Needs): boolean {
  const seconds = limit(request.ip ?? '')
  if (seconds === 0) return false
  response.set('Retry-After', String(seconds))
  sendFailure(response, 429, {
    styleAddress,
    text: `Too many people sign in from here at once. Try again in ${seconds} seconds.`,
  })
  return true
}

function refuse(response: Response, { styleAddress }: Needs, text: string): void {
  sendFailure(response, 403, { styleAddress, heading: 'You are not signed in', text })
}

function later(response: Response, { styleAddress }: Needs, text: string): void {
  sendFailure(response, 503, { styleAddress, heading: 'You are not signed in', text })
}

function notReached(response: Response, needs: Needs, error: unknown): void {
  const { way, log } = needs
  log.warn({ code: 'sign-in-not-reached', way: way.name, why: reasonOf(error) }, 'a provider is not reached')
  later(response, needs, `${way.title} cannot be reached just now. Try again in a minute.`)
}

/** Nothing was answered, or nothing that can be read: the next try may go better. */
function isFromFarEnd(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown }
  return (name === 'TypeError' && code === undefined) || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT'
}

function isDenied(error: unknown): boolean {
  return (error as { readonly error?: unknown } | undefined)?.error === 'access_denied'
}

/** The library's own word for what does not fit; its sentences may hold what was sent. */
function reasonOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  return String(code ?? name ?? 'unknown')
}
