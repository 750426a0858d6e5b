import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { framed, framesIn } from './websocket-frames.ts'

/** How Slack treats one attempt to connect. */
export type Treatment =
  | 'greets'
  /** The line is cut in place of an answer. */
  | 'cuts'
  | 'status 503'
  | 'never answers'
  /** The connection is open, and no `hello` comes. */
  | 'never greets'
  /** A `disconnect` comes in place of `hello`. */
  | 'sends away'
  /** The line is cut right after `hello`. */
  | 'greets and cuts'

/** Slack's end of one connection. */
export interface SlackConnection {
  readonly isOpen: () => boolean
  /** Everything that was received, in order. */
  readonly received: readonly Acknowledged[]
  readonly send: (value: unknown) => void
  /** Announces its end. Slack leaves the rest to us. */
  readonly announceEnd: (reason?: string) => void
  /** Sends WebSocket's close frame, and leaves the line open. */
  readonly sendClose: () => void
  readonly cut: () => void
  /** Answers nothing any more, not even pings; the line stays open. */
  readonly fallSilent: () => void
}

interface Acknowledged {
  readonly envelope_id: string
  readonly payload: unknown
}

/** Slack's side of Socket Mode: it greets, brings envelopes and takes acknowledgements, or misbehaves as it is told. */
export interface SocketServer {
  readonly url: string
  /** All that were greeted, in order. */
  readonly connections: readonly SlackConnection[]
  /** How many attempts there have been. */
  readonly attempts: () => number
  /** How many lines are open, greeted or not. */
  readonly openLines: () => number
  /** What the next attempts meet, one after another; those after them are greeted. */
  readonly treat: (...how: readonly Treatment[]) => void
  /** What every attempt meets from now on. */
  readonly treatAll: (how: Treatment) => void
  /** What `hello` says of the number of connections, in place of what is open. */
  readonly countAs: (connections: number) => void
  /** Sends something over the newest connection. */
  readonly send: (value: unknown) => void
  /** Brings an envelope over the newest connection or another, and resolves with the payload of its acknowledgement. */
  readonly deliver: (envelope: Envelope, over?: SlackConnection) => Promise<unknown>
  /** Brings an envelope, for which nobody has to wait. */
  readonly bring: (
    envelope: Envelope,
    over?: SlackConnection,
  ) => { readonly isAcknowledged: () => boolean; readonly acknowledged: Promise<unknown> }
  readonly newest: () => SlackConnection
  /** Cuts every line. */
  readonly drop: () => void
  /** Resolves when this many connections have been greeted in all. */
  readonly connected: (times: number) => Promise<void>
  readonly close: () => Promise<void>
}

type Envelope = Readonly<Record<string, unknown>>

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export async function startSocketServer(): Promise<SocketServer> {
  const lines = new Set<Duplex>()
  const connections: Connection[] = []
  const waiting: { times: number; resolve: () => void }[] = []
  const planned: Treatment[] = []
  let always: Treatment = 'greets'
  let attempts = 0
  let envelopes = 0
  let counted: number | undefined
  const server = createServer()

  server.on('upgrade', (request: IncomingMessage, line: Duplex) => {
    attempts += 1
    lines.add(line)
    // A line that is not read never tells that the other end is gone.
    line.resume().on('end', () => line.destroy())
    line.on('close', () => lines.delete(line)).on('error', () => lines.delete(line))
    const how = planned.shift() ?? always
    if (how === 'cuts') return line.destroy()
    if (how === 'never answers') return
    if (how === 'status 503') return line.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n')
    line.write(switching(request))
    const connection = connectionOn(line)
    if (how === 'never greets') return
    if (how === 'sends away') return connection.announceEnd()
    connections.push(connection)
    connection.send({ type: 'hello', num_connections: counted ?? lines.size })
    for (const each of waiting) if (connections.length >= each.times) each.resolve()
    if (how === 'greets and cuts') connection.cut()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const newest = () => {
    const connection = connections.findLast(({ isOpen }) => isOpen())
    if (!connection) throw new Error('there is no connection')
    return connection
  }
  const bring: SocketServer['bring'] = (envelope, over = newest()) => {
    envelopes += 1
    const id = `envelope-${envelopes}`
    over.send({ envelope_id: id, accepts_response_payload: true, ...envelope })
    return {
      isAcknowledged: () => over.received.some(({ envelope_id }) => envelope_id === id),
      acknowledged: (over as Connection).acknowledged(id),
    }
  }
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections,
    attempts: () => attempts,
    openLines: () => lines.size,
    treat: (...how) => void planned.push(...how),
    treatAll: (how) => {
      always = how
    },
    countAs: (number) => {
      counted = number
    },
    send: (value) => newest().send(value),
    newest,
    bring,
    deliver: (envelope, over) => bring(envelope, over).acknowledged,
    drop: () => {
      for (const line of lines) line.destroy()
    },
    connected: (times) =>
      new Promise((resolve) => {
        if (connections.length >= times) resolve()
        else waiting.push({ times, resolve })
      }),
    close: () =>
      new Promise((resolve) => {
        for (const line of lines) line.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function switching({ headers }: IncomingMessage): string {
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
}

interface Connection extends SlackConnection {
  readonly acknowledged: (id: string) => Promise<unknown>
}

function connectionOn(line: Duplex): Connection {
  const received: Acknowledged[] = []
  const waiting = new Map<string, (payload: unknown) => void>()
  let isOpen = true
  let isSilent = false
  let rest = Buffer.alloc(0)
  const end = () => {
    isOpen = false
  }
  line.on('close', end).on('error', end)
  line.on('data', (part: Buffer) => {
    if (isSilent) return
    const { frames, left } = framesIn(Buffer.concat([rest, part]))
    rest = Buffer.from(left)
    for (const { kind, payload } of frames) {
      if (kind === 'ping') line.write(framed('pong', payload))
      if (kind === 'close') line.end(framed('close'))
      if (kind !== 'text') continue
      const acknowledged = JSON.parse(payload.toString('utf8')) as Acknowledged
      received.push(acknowledged)
      waiting.get(acknowledged.envelope_id)?.(acknowledged.payload)
    }
  })
  const send = (value: unknown) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    line.write(framed('text', Buffer.from(text)))
  }
  return {
    isOpen: () => isOpen,
    received,
    send,
    announceEnd: (reason = 'refresh_requested') => send({ type: 'disconnect', reason }),
    sendClose: () => void line.write(framed('close')),
    cut: () => void line.destroy(),
    fallSilent: () => {
      isSilent = true
    },
    acknowledged: (id) => new Promise((resolve) => waiting.set(id, resolve)),
  }
}
