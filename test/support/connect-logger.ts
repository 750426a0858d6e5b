import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A proxy that notes where it is asked to open a way, and opens none. */
export interface ConnectLogger {
  readonly url: string
  readonly asked: readonly string[]
  /** The value of Proxy-Authorization of each. */
  readonly authorizations: readonly (string | undefined)[]
  readonly close: () => Promise<void>
}

export async function startConnectLogger(): Promise<ConnectLogger> {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const server = createServer((_, response) => void response.writeHead(400).end())
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    asked.push(url)
    authorizations.push(headers['proxy-authorization'])
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    authorizations,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
