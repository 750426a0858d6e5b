import https from 'node:https'
import type { Socket } from 'node:net'
import { connect as secured } from 'node:tls'
import { Agent, buildConnector, setGlobalDispatcher } from 'undici'
import type { Settings } from '../../settings.ts'
import { openTunnel } from './tunnel.ts'

type Proxies = Pick<Settings, 'HTTPS_PROXY' | 'NO_PROXY'>

/** The proxy that a host is reached by; undefined for one that is reached directly. */
export type ProxyFor = (host: string, port: number) => URL | undefined

/** The rules of curl: an entry of NO_PROXY stands for a host and all below it, perhaps on one port; `*` for all. */
export function proxyRules({ HTTPS_PROXY, NO_PROXY = '' }: Proxies): ProxyFor {
  const proxy = HTTPS_PROXY === undefined ? undefined : new URL(HTTPS_PROXY)
  const entries = NO_PROXY.toLowerCase().split(/[\s,]+/)
  const exempt = entries.flatMap((entry) => {
    const [, name = '', port] = entry.match(/^\*?\.?(.*?)(?::(\d+))?$/) ?? []
    return name === '' && !entry.startsWith('*') ? [] : [{ name: name.replace(/^\[|\]$/g, ''), port }]
  })
  return (host, port) => {
    const named = host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
    const isExempt = exempt.some(
      (entry) =>
        (entry.port === undefined || Number(entry.port) === port) &&
        (entry.name === '' || named === entry.name || named.endsWith(`.${entry.name}`)),
    )
    return isExempt ? undefined : proxy
  }
}

/**
 * Sends what goes out by https through the proxy, whichever way a library asks: `fetch` by the dispatcher, the sign-in and the
 * keys of Teams by Node's own agent. Node 24 can do this by itself, Node 20 cannot. What is not encrypted stays on this machine.
 */
export function useProxy(settings: Proxies): void {
  if (settings.HTTPS_PROXY === undefined) return
  const proxyFor = proxyRules(settings)
  setGlobalDispatcher(new Agent({ connect: connectorBy(proxyFor) }))
  https.globalAgent = new TunnellingAgent(proxyFor)
}

/** undici's way to a host, through the proxy if the host is reached by one. */
export function connectorBy(proxyFor: ProxyFor): buildConnector.connector {
  const connect = buildConnector({ allowH2: false })
  return (options, callback) => {
    const { hostname, protocol } = options
    const port = Number(options.port) || 443
    const proxy = protocol === 'https:' ? proxyFor(hostname, port) : undefined
    if (!proxy) return connect(options, callback)
    openTunnel(proxy, { host: hostname, port }).then(
      (httpSocket) => connect({ ...options, httpSocket }, callback),
      (error: Error) => callback(error, null),
    )
  }
}

type Reached = (error: Error | null, socket?: Socket) => void

class TunnellingAgent extends https.Agent {
  readonly #proxyFor: ProxyFor

  constructor(proxyFor: ProxyFor) {
    super({ keepAlive: true, timeout: 30_000 })
    this.#proxyFor = proxyFor
  }

  // Node calls it for each new connection, though its types do not tell.
  createConnection(
    options: { readonly host?: string; readonly port?: number | string; readonly servername?: string },
    reached: Reached,
  ): undefined {
    const { host = '', servername = host } = options
    const port = Number(options.port) || 443
    const proxy = this.#proxyFor(host, port)
    const direct = { ...options, port, servername, path: undefined }
    if (!proxy) reached(null, secured(direct))
    else
      openTunnel(proxy, { host, port }).then((socket) => reached(null, secured({ ...direct, socket })), reached)
  }
}
