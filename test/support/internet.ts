import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, isIP, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createSecuredServer, type TLSSocket } from 'node:tls'
import { OPENSSL } from './needs.ts'

/**
 * The internet as a council's proxy shows it: every name leads to a stub on loopback, over TLS, with a certificate by an
 * authority that only this network knows.
 */
export interface Internet {
  readonly proxyUrl: string
  /** The authority's certificate, for NODE_EXTRA_CA_CERTS. */
  readonly authority: string
  /** Every host and port that the proxy was asked for. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

/** @param stubs the address of what stands for each host */
export async function startInternet(stubs: Readonly<Record<string, string>>): Promise<Internet> {
  const folder = mkdtempSync(join(tmpdir(), 'wsoa-internet-'))
  const { key, cert, authority } = certify(folder, Object.keys(stubs))
  const lines = new Set<Socket>()
  const held = (socket: Socket) => {
    lines.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => lines.delete(socket))
    return socket
  }
  const joined = (one: Socket, other: Socket) => {
    held(one).pipe(held(other)).pipe(one)
  }
  const farEnd = createSecuredServer({ key, cert }, (socket: TLSSocket) => {
    const stub = stubs[String(socket.servername)]
    if (stub === undefined) socket.destroy()
    else joined(socket, connect(Number(new URL(stub).port), '127.0.0.1'))
  })
  const asked: string[] = []
  const proxy = createServer((_, response) => void response.writeHead(400).end())
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url)
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    joined(socket, connect(portOf(farEnd.address()), '127.0.0.1'))
  })
  for (const server of [farEnd, proxy]) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  }
  return {
    proxyUrl: `http://127.0.0.1:${portOf(proxy.address())}`,
    authority,
    asked,
    close: async () => {
      for (const line of lines) line.destroy()
      for (const server of [farEnd, proxy]) await new Promise((closed) => server.close(closed))
      rmSync(folder, { recursive: true })
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  return (address as AddressInfo).port
}

/** A certificate for these hosts, by an authority of its own: Node makes none. */
export function certify(folder: string, hosts: readonly string[]) {
  const openssl = (args: string) =>
    execFileSync(OPENSSL ?? '', args.split(' '), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const made = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
  openssl(`${made} -subj /CN=Council -keyout authority.key -out authority.pem`)
  openssl(
    `${made} -subj /CN=far-end -keyout key.pem -out cert.pem -CA authority.pem -CAkey authority.key ` +
      `-addext subjectAltName=${hosts.map((host) => `${isIP(host) ? 'IP' : 'DNS'}:${host}`).join(',')} -addext basicConstraints=critical,CA:FALSE`,
  )
  const authority = join(folder, 'authority.pem')
  return {
    key: readFileSync(join(folder, 'key.pem')),
    cert: readFileSync(join(folder, 'cert.pem')),
    authority,
  }
}
