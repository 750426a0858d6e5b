import { createHash } from 'node:crypto'

/** What stands for e-mail among the platforms and their tenants. */
export const MAIL = { platform: 'mail', tenant: 'smtp' } as const

/** No address is longer (RFC 5321). */
const MOST_CHARACTERS = 254

const ADDRESS = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i

/** One address, without a name, quotation marks or a line break. */
export function isMailAddress(text: string): boolean {
  return text.length <= MOST_CHARACTERS && ADDRESS.test(text)
}

/**
 * What the record and the trail call an address: they can never forget anything, and an address is to be forgotten once it
 * is not needed. It shows too whether the address that is kept was changed by anybody.
 */
export function mailAccount(address: string): string {
  return createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 32)
}

/** Whom messages come from. */
export interface MailFrom {
  readonly name: string
  readonly address: string
}

/** Reads `wsoa@example.org` or `Board plan <wsoa@example.org>`; undefined if it is neither. */
export function readMailFrom(text: string): MailFrom | undefined {
  const [, name = '', bracketed] = text.match(/^([^<>"\p{Cc}]*)<([^<>]*)>$/u) ?? []
  const address = bracketed ?? text
  return isMailAddress(address) ? { name: name.trim(), address } : undefined
}

/** Where mail is handed in. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** The connection is encrypted from its first byte, as with `smtps`. */
  readonly isEncrypted: boolean
  /** It is on this machine, where nobody listens in. */
  readonly isLoopback: boolean
  readonly login: { readonly user: string; readonly pass: string } | undefined
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const

/** Reads `smtp://user:password@mail.example.org:587`; undefined if it is no such address, or says more. */
export function readSmtpUrl(text: string): MailServer | undefined {
  if (!/^smtps?:\/\/[^\s\\/?#]+\/?$/i.test(text) || !URL.canParse(text)) return undefined
  const { protocol, hostname, port, username, password } = new URL(text)
  if (hostname === '' || (protocol !== 'smtp:' && protocol !== 'smtps:')) return undefined
  const [user, pass] = [decoded(username), decoded(password)]
  if (user === undefined || pass === undefined || (user === '') !== (pass === '')) return undefined
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? PORTS[protocol] : Number(port),
    isEncrypted: protocol === 'smtps:',
    isLoopback: LOOPBACK.includes(hostname),
    login: user === '' ? undefined : { user, pass },
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
