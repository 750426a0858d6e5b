import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createTokenCheck } from '../../../src/platforms/teams/token.ts'
import { APP_ID, type Issuer, startIssuer } from '../../support/teams/issuer.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import { startTeams } from '../../support/teams/teams.ts'

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer(() => 'http://127.0.0.1/')
})
afterAll(() => issuer.close())

/** Passes requests on to the issuer's metadata, and counts them; `isBroken` makes it fail. */
async function startMetadata() {
  const state = { reads: 0, isBroken: false }
  const server = createServer(async (_, response) => {
    state.reads += 1
    const metadata = await (await fetch(issuer.metadataUrl)).text()
    response.writeHead(state.isBroken ? 500 : 200).end(metadata)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

test('the keys are read once for all who come, and once an hour at most for a key that nobody knows', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { state, url } = await startMetadata()
  const check = createTokenCheck({ appId: APP_ID, metadataUrl: url })
  const unknown = () => check(issuer.token({}, { kid: 'unknown' }))
  await Promise.all([check(issuer.token()), check(issuer.token()), check(issuer.token())])
  await expect(unknown()).rejects.toMatchObject({ status: 401, cause: { message: 'unknown key' } })
  await expect(unknown()).rejects.toMatchObject({ status: 401, cause: { message: 'unknown key' } })
  expect(state.reads).toBe(1)
  vi.setSystemTime(Date.now() + 3_600_001)
  await expect(unknown()).rejects.toMatchObject({ status: 401, cause: { message: 'unknown key' } })
  expect(state.reads).toBe(2)
  vi.setSystemTime(Date.now() + 86_400_001)
  await check(issuer.token())
  expect(state.reads).toBe(3)
})

test('keys that could not be read are read again for the next who comes', async () => {
  const { state, url } = await startMetadata()
  const check = createTokenCheck({ appId: APP_ID, metadataUrl: url })
  state.isBroken = true
  await expect(check(issuer.token())).rejects.toMatchObject({ status: 503 })
  state.isBroken = false
  await check(issuer.token())
})

test.each(SDK_NAMES)('while the keys cannot be read, Teams is told to come again (%s)', async (sdk) => {
  const teams = await startTeams({ sdk, settings: { TEAMS_OPENID_METADATA_URL: 'http://127.0.0.1:9/' } })
  try {
    expect(await teams.deliver({})).toEqual({ status: 503, text: '' })
    expect((await teams.deliver({}, 'Bearer nonsense')).status).toBe(401)
  } finally {
    await teams.close()
  }
})
