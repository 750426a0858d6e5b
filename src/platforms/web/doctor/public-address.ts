import { createServer, type Server } from 'node:http'
import express from 'express'
import type { Check, References } from '../../../platform.ts'
import type { Settings } from '../../../settings.ts'
import { safeHeaders } from '../security.ts'
import { mountReached, newChallenge, PROBE, type Reached, readReached } from './reached.ts'

interface Needs {
  readonly settings: Settings
  readonly references: References
  readonly machineNow: () => Date
}

const PATIENCE_MS = 10_000

/**
 * Asks the public address for an answer that only a process with this database can give, and looks at what arrived. While no
 * service runs, `doctor` itself listens in its place.
 */
export async function examinePublicAddress(needs: Needs): Promise<readonly Check[]> {
  const { settings, references, machineNow } = needs
  const { PUBLIC_URL } = settings
  if (PUBLIC_URL === undefined) return []
  const inPlace = await listenInPlace(needs)
  try {
    const challenge = await newChallenge(references, machineNow)
    const asked = await ask(PUBLIC_URL, challenge)
    if (asked.kind === 'lost') return [{ name: NAME, ok: false, text: asked.text(settings) }]
    const { reached, response } = asked
    return [
      { name: NAME, ok: true, text: `${PUBLIC_URL} reaches this installation` },
      cookieCheck(reached, response, challenge),
      headersCheck(reached, response, PUBLIC_URL),
      proxiesCheck(reached, settings),
    ]
  } finally {
    inPlace?.closeAllConnections()
    inPlace?.close()
  }
}

const NAME = 'web: address'

type Asked =
  | { readonly kind: 'reached'; readonly reached: Reached; readonly response: Response }
  | { readonly kind: 'lost'; readonly text: (settings: Settings) => string }

async function ask(publicUrl: string, challenge: string): Promise<Asked> {
  const lost = (text: (settings: Settings) => string): Asked => ({ kind: 'lost', text })
  const address = `${publicUrl.replace(/\/+$/, '')}/doctor/${challenge}`
  const origin = new URL(publicUrl).origin
  const headers = { cookie: `${PROBE}=${challenge}`, origin, 'sec-fetch-site': 'same-origin' }
  try {
    const response = await fetch(address, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const to = response.headers.get('location')
    const isElsewhere = to !== null && new URL(to, address).origin !== origin
    if (isElsewhere) return lost(() => redirectedText(to, address))
    const reached = readReached(await response.json().catch(() => undefined))
    if (reached) return { kind: 'reached', reached, response }
    return lost(
      ({ HOST, PORT }) =>
        `something else answers at PUBLIC_URL (status ${response.status}): have the proxy pass everything under it on to http://${HOST}:${PORT}, and see that the service there has the same DATABASE_URL`,
    )
  } catch (error) {
    return lost((settings) => unreachedText(codeOf(error), settings))
  }
}

function redirectedText(to: string, address: string): string {
  const target = new URL(to, address)
  return `PUBLIC_URL leads on to ${target.origin}: set PUBLIC_URL to the address at which the pages are, or have the proxy pass requests on instead of redirecting them`
}

function unreachedText(code: string, { PUBLIC_URL = '', HOST, PORT }: Settings): string {
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|TLS|SSL/.test(code))
    return `the certificate of PUBLIC_URL is not to be trusted [${code}]: give the proxy one that is made out to ${new URL(PUBLIC_URL).hostname} by an authority that browsers know, with its intermediate certificates`
  if (/ENOTFOUND|EAI_/.test(code))
    return `nobody knows the host of PUBLIC_URL [${code}]: correct PUBLIC_URL, or have its name entered in the DNS`
  return `PUBLIC_URL is not reached from this machine [${code}]: have the proxy pass it on to http://${HOST}:${PORT}, and let this machine reach it by that name too`
}

function cookieCheck(reached: Reached, response: Response, challenge: string): Check {
  const name = 'web: cookie'
  if (!reached.hasCookie)
    return {
      name,
      ok: false,
      text: 'cookies do not reach the service, so nobody stays signed in: have the proxy pass on the header Cookie as it is',
    }
  const set = response.headers.getSetCookie().find((each) => each.startsWith(`${PROBE}=${challenge}`))
  const attributes = set?.toLowerCase() ?? ''
  const isKept = ['path=/', 'httponly', 'secure', 'samesite=lax'].every((each) => attributes.includes(each))
  if (!isKept || attributes.includes('domain='))
    return {
      name,
      ok: false,
      text: 'the cookie is changed on its way to the browser, so nobody can sign in: have the proxy pass on the header Set-Cookie as it is, without rewriting its path, domain or flags',
    }
  return { name, ok: true, text: 'comes and goes as it is' }
}

function headersCheck({ sent, site, origin }: Reached, { headers }: Response, publicUrl: string): Check {
  const name = 'web: headers'
  if (site !== 'same-origin' || origin !== new URL(publicUrl).origin)
    return {
      name,
      ok: false,
      text: 'the headers by which forms are known to be ours do not reach the service: have the proxy pass on Origin and Sec-Fetch-Site as they are',
    }
  const changed = Object.entries(sent).flatMap(([header, value]) => {
    const arrived = headers.get(header)
    return arrived === value ? [] : [`${header} ${arrived === null ? 'is missing' : 'is another'}`]
  })
  if (changed.length === 0) return { name, ok: true, text: 'arrive as they are sent' }
  return {
    name,
    ok: false,
    text: `what protects the pages is changed on its way (${changed.join(', ')}): have the proxy leave these headers alone, and add none of its own of that name`,
  }
}

function proxiesCheck({ forwarded }: Reached, { WEB_PROXY_HOPS: hops }: Settings): Check {
  const name = 'web: proxies'
  if (forwarded === hops)
    return { name, ok: true, text: `${hops} before the service, as WEB_PROXY_HOPS says` }
  const text =
    forwarded === 0
      ? `WEB_PROXY_HOPS is ${hops}, but no proxy says for whom it asks: have it set X-Forwarded-For, or set WEB_PROXY_HOPS=0 if there is none`
      : `X-Forwarded-For names ${forwarded}, but WEB_PROXY_HOPS is ${hops}: if that many proxies of yours stand before the service, set WEB_PROXY_HOPS=${forwarded}`
  return { name, ok: false, text }
}

function codeOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as {
    readonly name?: unknown
    readonly cause?: { readonly code?: unknown }
  }
  return String(cause?.code ?? name ?? 'unknown')
}

/** Undefined if somebody listens there already, which is the service or something that `doctor` then finds. */
async function listenInPlace({ settings, references, machineNow }: Needs): Promise<Server | undefined> {
  const app = express().disable('x-powered-by').disable('etag')
  app.use(safeHeaders(settings))
  mountReached(app, { references, machineNow })
  const server = createServer(app)
  try {
    await new Promise<void>((done, failed) => {
      server.once('error', failed)
      server.listen(settings.PORT, settings.HOST, done)
    })
    return server
  } catch {
    return undefined
  }
}
