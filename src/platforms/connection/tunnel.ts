import { request as plainRequest } from 'node:http'
import { Agent, request as securedRequest } from 'node:https'
import { isIPv6, type Socket } from 'node:net'

/** How long a proxy may take, in milliseconds. */
const PATIENCE_MS = 10_000

/** A proxy that was not reached, or did not open the way. Its code is for the log and for `doctor`. */
class NoTunnel extends Error {
  override name = 'NoTunnel'
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`the proxy did not open the way (${code})`, options)
    this.code = code
  }
}

/** A way through a proxy to a host. @throws NoTunnel */
export function openTunnel(
  proxy: URL,
  to: { readonly host: string; readonly port: number },
): Promise<Socket> {
  const host = isIPv6(to.host) ? `[${to.host}]` : to.host
  const path = `${host}:${to.port}`
  const isSecured = proxy.protocol === 'https:'
  const request = (isSecured ? securedRequest : plainRequest)({
    method: 'CONNECT',
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (isSecured ? 443 : 80),
    path,
    headers: { Host: path, ...authorization(proxy) },
    // Not the agent that goes through the proxy.
    agent: isSecured ? new Agent() : false,
    timeout: PATIENCE_MS,
  })
  return new Promise((resolve, reject) => {
    request
      .once('connect', ({ statusCode = 0 }, socket) => {
        if (statusCode >= 200 && statusCode < 300) return resolve(socket)
        socket.destroy()
        reject(new NoTunnel(`PROXY_ANSWERED_${statusCode}`))
      })
      // Some refuse with an ordinary answer.
      .once('response', ({ statusCode }) => reject(new NoTunnel(`PROXY_ANSWERED_${statusCode}`)))
      .once('timeout', () => request.destroy(new Error('silence')))
      .once('error', (cause) => reject(new NoTunnel('PROXY_NOT_REACHED', { cause })))
      .end()
  })
}

function authorization({ username, password }: URL): { 'Proxy-Authorization'?: string } {
  if (username === '') return {}
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'Proxy-Authorization': `Basic ${Buffer.from(both).toString('base64')}` }
}
