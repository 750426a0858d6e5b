/**
 * Whether a call failed before any byte of its request left: there is no such host, nobody listens or is to be reached
 * there, or no safe connection came about. Looks at the causes too, as SDKs wrap what Node says.
 */
export function neverConnected(error: unknown): boolean {
  for (let at = error, depth = 0; isObject(at) && depth < MOST_CAUSES; depth += 1) {
    if (saysSo(at)) return true
    at = at.original ?? at.cause
  }
  return false
}

type Fields = Readonly<Record<string, unknown>>

const MOST_CAUSES = 5

function saysSo({ code, syscall, message }: Fields): boolean {
  return (
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    CODES.test(String(code)) ||
    HANDSHAKE.test(String(message))
  )
}

/** No such host, nobody there, or a certificate that is not to be trusted. */
const CODES =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|PROXY_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_\w+|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_\w*(HANDSHAKE|PROTOCOL)\w*)$/

/** Node has no code for these. */
const HANDSHAKE =
  /before secure TLS connection was established|SSL routines:.*(wrong version|handshake|protocol)/

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
