import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** Slack's side of Socket Mode. It greets, sends envelopes and receives acknowledgements. */
export interface SocketServer {
  readonly url: string
  /** Sends something to every connection. */
  readonly send: (value: unknown) => void
  /** Sends an envelope, and returns the payload of its acknowledgement. */
  readonly deliver: (envelope: Readonly<Record<string, unknown>>) => Promise<unknown>
  /** Ends every connection, as Slack does every few hours. */
  readonly drop: () => void
  /** Resolves when this many connections have been made in all. */
  readonly connected: (times: number) => Promise<void>
  readonly close: () => Promise<void>
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export async function startSocketServer(): Promise<SocketServer> {
  const open = new Set<Duplex>()
  const acknowledged = new Map<string, (payload: unknown) => void>()
  const waiting: { times: number; resolve: () => void }[] = []
  let connections = 0
  let envelopes = 0
  const server = createServer()
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${GUID}`)
      .digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => open.delete(socket))
    let rest = Buffer.alloc(0)
    socket.on('data', (part: Buffer) => {
      rest = Buffer.concat([rest, part])
      for (let frame = frameIn(rest); frame; frame = frameIn(rest)) {
        rest = rest.subarray(frame.size)
        if (frame.kind === CLOSE) socket.end(Buffer.from([0x88, 0]))
        if (frame.kind !== TEXT) continue
        const { envelope_id: id, payload } = JSON.parse(frame.text) as {
          envelope_id: string
          payload: unknown
        }
        acknowledged.get(id)?.(payload)
      }
    })
    socket.write(framed({ type: 'hello', num_connections: 1 }))
    connections += 1
    for (const each of waiting) if (connections >= each.times) each.resolve()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const send = (value: unknown) => {
    for (const socket of open) socket.write(framed(value))
  }
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    send,
    deliver: (envelope) => {
      envelopes += 1
      const id = `envelope-${envelopes}`
      const answer = new Promise((resolve) => acknowledged.set(id, resolve))
      send({ envelope_id: id, accepts_response_payload: true, ...envelope })
      return answer
    },
    drop: () => {
      for (const socket of open) socket.destroy()
    },
    connected: (times) =>
      new Promise((resolve) => {
        if (connections >= times) resolve()
        else waiting.push({ times, resolve })
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const TEXT = 1
const CLOSE = 8

function framed(value: unknown): Buffer {
  const text = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  const head = text.length < 126 ? [0x81, text.length] : [0x81, 126, text.length >> 8, text.length & 255]
  return Buffer.concat([Buffer.from(head), text])
}

/** The first frame that a client sent. Clients mask every frame. */
function frameIn(data: Buffer): { kind: number; text: string; size: number } | undefined {
  if (data.length < 6) return undefined
  const short = (data[1] ?? 0) & 127
  const isLong = short === 126
  if (isLong && data.length < 8) return undefined
  const length = isLong ? data.readUInt16BE(2) : short
  const from = isLong ? 8 : 6
  if (data.length < from + length) return undefined
  const mask = data.subarray(from - 4, from)
  const text = Buffer.from(data.subarray(from, from + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0)))
  return { kind: (data[0] ?? 0) & 15, text: text.toString('utf8'), size: from + length }
}
