import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type Part, readMime } from './mime.ts'

/** What the server does with the next message. */
export type Mood =
  | 'takes it'
  /** At the greeting, before anything was said. */
  | 'hangs at once'
  | 'hangs after the text'
  | 'cuts after the text'
  | 'cuts at the recipient'
  | 'takes it, then cuts'
  | { readonly at: 'sender' | 'recipient' | 'text'; readonly code: number; readonly status: string }

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  readonly user: string | undefined
  readonly mail: Part
}

export interface MailStub {
  readonly port: number
  readonly url: string
  readonly received: Received[]
  /** How many connections have been begun. */
  readonly connections: () => number
  /** How many texts have been taken in whole, whatever was answered. */
  readonly texts: () => number
  mood: Mood
  readonly close: () => Promise<void>
}

interface Options {
  readonly host?: string
  readonly login?: { readonly user: string; readonly pass: string }
  readonly startTls?: boolean
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly size?: number
}

/** A real mail server on this machine that behaves as a test wants. */
export async function startMailServer({
  host = '127.0.0.1',
  login,
  startTls = false,
  tls,
  size,
}: Options = {}): Promise<MailStub> {
  const received: Received[] = []
  let [connections, texts] = [0, 0]
  const refusal = (at: 'sender' | 'recipient' | 'text') => {
    const { mood } = stub
    if (typeof mood === 'string' || mood.at !== at) return undefined
    return Object.assign(new Error(`${mood.status} not today`), { responseCode: mood.code })
  }
  const cut = () => {
    for (const { _socket: socket } of server.connections as unknown as Set<{
      _socket: { destroy: () => void }
    }>)
      socket.destroy()
  }
  const server = new SMTPServer({
    ...(tls ?? {}),
    ...(size === undefined ? {} : { size }),
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    disableReverseLookup: true,
    closeTimeout: 50,
    onAuth: ({ username, password }, _, done) =>
      username === login?.user && password === login?.pass
        ? done(null, { user: username })
        : done(Object.assign(new Error('5.7.8 wrong'), { responseCode: 535 })),
    onConnect: (_, done) => {
      connections += 1
      if (stub.mood !== 'hangs at once') done()
    },
    onMailFrom: (_, __, done) => done(refusal('sender')),
    onRcptTo: (_, __, done) => (stub.mood === 'cuts at the recipient' ? cut() : done(refusal('recipient'))),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        texts += 1
        const { envelope, secure, user } = session
        const keep = () =>
          received.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address),
            isEncrypted: secure,
            user,
            mail: readMime(Buffer.concat(chunks)),
          })
        const refused = refusal('text')
        if (refused) return done(refused)
        if (stub.mood === 'cuts after the text') return cut()
        if (stub.mood !== 'hangs after the text') keep()
        if (stub.mood === 'takes it, then cuts') return cut()
        if (stub.mood === 'takes it') done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.server.address() as AddressInfo
  const stub: MailStub = {
    port,
    url: `smtp://${login ? `${login.user}:${encodeURIComponent(login.pass)}@` : ''}${host}:${port}`,
    received,
    connections: () => connections,
    texts: () => texts,
    mood: 'takes it',
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return stub
}
