import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closed, createHttp, listening } from '../../src/shell/http.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
let server: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  bot = await createTestApp()
  const app = createHttp({ db: bot.db, machineNow: bot.now })
  server = await listening(app, { port: 0, host: '127.0.0.1' })
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

test('a connection is kept for longer than proxies keep theirs: none sends into one that is being closed', async () => {
  const { port } = server.address() as AddressInfo
  const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(Number(headers.get('keep-alive')?.replace('timeout=', ''))).toBeGreaterThan(120)
})

test('whoever sends half a request holds up no end', async () => {
  const app = createHttp({ db: bot.db, machineNow: bot.now })
  const stopping = await listening(app, { port: 0, host: '127.0.0.1' })
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
