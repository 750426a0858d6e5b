import https from 'node:https'
import type { Duplex } from 'node:stream'
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

type Options = Parameters<https.Agent['createConnection']>[0]
type Reached = NonNullable<Parameters<https.Agent['createConnection']>[1]>

class TunnellingAgent extends https.Agent {
  readonly #proxyFor: ProxyFor

  constructor(proxyFor: ProxyFor) {
    super({ keepAlive: true })
    this.#proxyFor = proxyFor
  }

  override createConnection(options: Options, reached: Reached = () => {}): Duplex | null | undefined {
    const host = options.host ?? ''
    const port = Number(options.port) || 443
    const proxy = this.#proxyFor(host, port)
    if (!proxy) return super.createConnection(options, reached)
    openTunnel(proxy, { host, port }).then(
      (socket) => reached(null, secured({ host, port, socket, servername: options.servername ?? host })),
      (error: Error) => (reached as (error: Error) => void)(error),
    )
    return undefined
  }
}
