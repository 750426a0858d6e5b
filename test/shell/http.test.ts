import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closed, createHttp, listening } from '../../src/shell/http.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

const logged: string[] = []
const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })

let bot: TestApp
let server: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  bot = await createTestApp()
  const app = createHttp({ db: bot.db, machineNow: bot.now })
  app.get('/fault', () => {
    throw new Error('canary-fault')
  })
  app.get('/late', async (_request, response) => {
    response.write('begun')
    throw Object.assign(new Error('canary-late'), { status: 'canary' })
  })
  app.get('/nothing', () => Promise.reject('canary-nothing'))
  app.post('/read', express.json(), (_request, response) => void response.end())
  server = await listening(app, { port: 0, host: '127.0.0.1', log })
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  await bot.close()
})

test('whoever follows the link beside the app’s name reads what it is, and nothing of the plan', async () => {
  const { port } = server.address() as AddressInfo
  const answered = await fetch(`http://127.0.0.1:${port}/`)
  expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(await answered.text()).toBe(
    'WSoA keeps an improvement plan and writes the digests of its boards. Talk to it in Slack or Microsoft Teams: nothing of the plan is shown here.\n',
  )
})

test.each([
  ['privacy', 'Privacy: what WSoA keeps about people', 'linked to you'],
  ['terms', 'Terms of use of WSoA', 'recorded in your name'],
])('/%s is a page that loads nothing and tells nothing of the plan', async (path, title, words) => {
  const { port } = server.address() as AddressInfo
  const answered = await fetch(`http://127.0.0.1:${port}/${path}`)
  expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'")
  const page = await answered.text()
  expect(page).toContain(`<h1>${title}</h1>`)
  expect(page).toContain(words)
  expect(page).not.toMatch(/<script|src=|href=|SEND|C2/)
})

test('a connection is kept for longer than proxies keep theirs: none sends into one that is being closed', async () => {
  const { port } = server.address() as AddressInfo
  const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(Number(headers.get('keep-alive')?.replace('timeout=', ''))).toBeGreaterThan(120)
})

test('whoever sends half a request holds up no end', async () => {
  const app = createHttp({ db: bot.db, machineNow: bot.now })
  app.post('/half', (incoming) => void incoming.resume())
  const stopping = await listening(app, { port: 0, host: '127.0.0.1', log })
  const arrived = new Promise((done) => stopping.once('request', done))
  const { port } = stopping.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  const cut = new Promise((done) => socket.once('close', done))
  socket.write('POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
  socket.on('error', () => {})
  await arrived
  await closed(stopping, { patience: 1 })
  await cut
})

/** Asks thirty times at once from a process of its own, and counts the answers. */
const KNOCKING = `
  process.stdin.once('data', async (url) => {
    const asked = Array.from({ length: 30 }, () => fetch(String(url)).then((answer) => answer.status, () => 'cut off'))
    process.stdout.write(JSON.stringify(await Promise.all(asked)))
    process.exit()
  })
  process.stdout.write('ready')
`

test('whoever knocked before the end is answered, also when the service was too busy to let them in', async () => {
  const busy = await listening(createHttp({ db: bot.db, machineNow: bot.now }), {
    port: 0,
    host: '127.0.0.1',
    log,
  })
  const child = spawn(process.execPath, ['-e', KNOCKING])
  const said = () => once(child.stdout, 'data').then(([data]) => String(data))
  expect(await said()).toBe('ready')
  const answers = said()
  child.stdin.write(`http://127.0.0.1:${(busy.address() as AddressInfo).port}/healthz`)
  await once(busy, 'connection')
  const end = closed(busy)
  const until = performance.now() + 1_000
  while (performance.now() < until);
  await end
  expect(JSON.parse(await answers)).toEqual(Array(30).fill(200))
})

/** Sends bytes as they are, and reads all that comes back until the connection ends. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let read = ''
    socket.setEncoding('utf8').on('data', (text) => {
      read += text
    })
    socket.on('error', reject).on('close', () => resolve(read))
  })
}

function request(line: string, headers: readonly string[] = [], body = ''): string {
  return [line, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', body].join('\r\n')
}

describe('an answer holds no stack, no path and nothing that was sent', () => {
  const json = ['Content-Type: application/json']
  test.each<[string, string, number]>([
    ['a path that nothing serves', request('GET /canary?canary=1 HTTP/1.1'), 404],
    ['another method', request('DELETE /healthz HTTP/1.1'), 404],
    ['a question for the methods', request('OPTIONS /healthz HTTP/1.1'), 404],
    [
      'a platform that is not configured',
      request('POST /api/messages HTTP/1.1', ['Content-Length: 6'], 'canary'),
      404,
    ],
    ['a path that cannot be decoded', request('GET /papers/%E0%A4canary HTTP/1.1'), 404],
    ['a fault of ours', request('GET /fault HTTP/1.1'), 500],
    ['something thrown that is no error', request('GET /nothing HTTP/1.1'), 500],
    [
      'a body that is no JSON',
      request('POST /read HTTP/1.1', [...json, 'Content-Length: 8'], '{canary:'),
      400,
    ],
    [
      'a body that is too large',
      request('POST /read HTTP/1.1', [...json, 'Content-Length: 150000'], 'x'.repeat(150_000)),
      413,
    ],
    [
      'a body that is packed',
      request('POST /read HTTP/1.1', [...json, 'Content-Encoding: canary', 'Content-Length: 2'], '{}'),
      415,
    ],
    ['headers that are too long', request('GET / HTTP/1.1', [`X: ${'canary'.repeat(4_000)}`]), 431],
    ['what is no HTTP', 'canary\r\n\r\n', 400],
  ])('%s', async (_, bytes, status) => {
    const answer = await exchange((server.address() as AddressInfo).port, bytes)
    const [head = '', body] = answer.split('\r\n\r\n')
    const words =
      status === 404
        ? 'Not found. Links to papers work for a quarter of an hour; ask for the paper again.\n'
        : ''
    expect([Number(head.split(' ')[1]), body]).toEqual([status, words])
    expect(answer).not.toMatch(/canary|node_modules|\.ts|\.js|Express/)
    expect(logged.join('')).not.toContain('canary')
  })

  test('an answer that fails half-way ends', async () => {
    const { port } = server.address() as AddressInfo
    const answer = await exchange(port, request('GET /late HTTP/1.1'))
    expect(answer).toContain('begun')
    expect(answer + logged.join('')).not.toContain('canary')
  })
})

describe('whoever sends nothing, or ever so slowly, holds no connection', () => {
  const limits = { arriving: 100, leaving: 100, looking: 20, connections: 1_000 }
  test.each([
    ['nothing', ''],
    ['half a header', 'GET / HT'],
    ['half a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('%s', async (_, bytes) => {
    const app = createHttp({ db: bot.db, machineNow: bot.now })
    app.post('/', (incoming) => void incoming.resume())
    const slow = await listening(app, { port: 0, host: '127.0.0.1', log, limits })
    await exchange((slow.address() as AddressInfo).port, bytes)
    await new Promise((done) => slow.close(done))
  })

  test.each([
    ['a long answer', 1],
    ['many short ones', 20_000],
  ])('whoever never reads %s is cut off', async (_, times) => {
    const app = createHttp({ db: bot.db, machineNow: bot.now })
    app.get(
      '/long',
      (_incoming, response) => void response.send(Buffer.alloc(times === 1 ? 50_000_000 : 5_000)),
    )
    const unread = await listening(app, { port: 0, host: '127.0.0.1', log, limits })
    const taken = new Promise<Socket>((resolve) => unread.once('connection', resolve))
    const socket = connect((unread.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {}).pause()
    socket.write('GET /long HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(times))
    const held = await taken
    await new Promise((done) => held.once('close', done))
    socket.destroy()
    await new Promise((done) => unread.close(done))
  })

  test('fifteen seconds are the limit, and a thousand connections', () => {
    const { headersTimeout, requestTimeout, maxConnections } = server
    expect({ headersTimeout, requestTimeout, maxConnections }).toEqual({
      headersTimeout: 15_000,
      requestTimeout: 15_000,
      maxConnections: 1_000,
    })
  })

  test('one connection too many is closed at once, and the others go on', async () => {
    const app = createHttp({ db: bot.db, machineNow: bot.now })
    const full = await listening(app, {
      port: 0,
      host: '127.0.0.1',
      log,
      limits: { ...limits, arriving: 60_000, connections: 2 },
    })
    const { port } = full.address() as AddressInfo
    const held = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    await Promise.all(held.map((socket) => new Promise((done) => socket.once('connect', done))))
    await expect(exchange(port, request('GET /healthz HTTP/1.1')).catch(() => '')).resolves.toBe('')
    const answer = new Promise<string>((done) => held[0]?.once('data', (data) => done(String(data))))
    held[0]?.write(request('GET /healthz HTTP/1.1'))
    expect(await answer).toContain('200 OK')
    for (const socket of held) socket.destroy()
    await new Promise((done) => full.close(done))
  })
})

describe('/readyz says what is wrong on this machine alone', () => {
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const { port } = server.address() as AddressInfo
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const answer = await exchange(
      port,
      ['GET /readyz HTTP/1.1', 'Connection: close', ...lines, '', ''].join('\r\n'),
    )
    return [Number(answer.split(' ')[1]), JSON.parse(answer.split('\r\n\r\n')[1] ?? '')]
  }
  test('to a loopback address', async () => {
    expect(await ask({ Host: 'localhost:3000' })).toEqual([
      503,
      { ready: false, problems: [expect.any(String)], notes: ['no backup was taken yet'] },
    ])
  })
  test.each([
    { Host: 'wsoa.example.org' },
    { Host: '127.0.0.1.example.org' },
    { Host: '127.0.0.1', 'X-Forwarded-For': '127.0.0.1' },
    { Host: '127.0.0.1', 'x-forwarded-host': 'wsoa.example.org' },
    { Host: '127.0.0.1', Forwarded: 'for=127.0.0.1' },
    { Host: '127.0.0.1', Via: '1.1 proxy' },
    { Host: '127.0.0.1', 'X-Real-IP': '127.0.0.1' },
  ])('not to %j', async (headers) => {
    expect(await ask(headers)).toEqual([503, { ready: false }])
  })
})
