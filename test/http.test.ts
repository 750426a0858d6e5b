import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp, listening } from '../src/http.ts'
import { createTestApp, type TestApp } from './support/app.ts'

let it: TestApp
let server: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  it = await createTestApp()
  const app = createHttp({ db: it.db, machineNow: it.now })
  server = await listening(app, { port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  await it.close()
})

test('whoever follows the link beside the app’s name reads what it is, and nothing of the plan', async () => {
  const { port } = server.address() as AddressInfo
  const answered = await fetch(`http://127.0.0.1:${port}/`)
  expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(await answered.text()).toBe(
    'WSoA keeps an improvement plan and writes the digests of its boards. Talk to it in Slack or Microsoft Teams: nothing of the plan is shown here.\n',
  )
})
