/**
 * An address to which secrets may be sent: `https`, or `http` on this machine. It has no user name or password in it, and
 * no second reading of its host.
 */
export function isSafeAddress(text: string): boolean {
  return isLoopbackAddress(text) || httpsHost(text) !== undefined
}

/** An address on this machine as people write it. Anything that only turns into one when it is read is refused. */
export function isLoopbackAddress(text: string): boolean {
  return URL.canParse(text) && LOOPBACK.test(text)
}

const LOOPBACK =
  /^https?:\/\/(?:localhost|127(?:\.(?:0|[1-9]\d{0,2})){3}|\[::1\])(?::\d{1,5})?(?:[/?#][^\s\\]*)?$/i

/**
 * The host of an https address; undefined for every other address. A dot at its end or
 * a user name would let two programs read two hosts.
 */
export function httpsHost(text: string): string | undefined {
  if (!HTTPS.test(text) || !URL.canParse(text)) return undefined
  const { hostname, username, password } = new URL(text)
  return username === '' && password === '' && !hostname.endsWith('.') ? hostname : undefined
}

/** Browsers and SDKs disagree about a backslash, a blank and an `@` in an address. */
const HTTPS = /^https:\/\/[^\s\\@/?#]+(?:[/?#][^\s\\]*)?$/i
