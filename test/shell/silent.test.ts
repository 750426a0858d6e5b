import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createShell, type Shell } from '../support/shell.ts'

const CANARY = 'canary-4711'
/** Misbehaves inside the program, as a package could, when it is told to. */
const PACKAGE = `
const manners = {
  console: () => { for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace']) console[method]('${CANARY}', { text: '${CANARY}' }) },
  warning: () => process.emitWarning('${CANARY}', { code: 'WSOA_TEST' }),
  exception: () => setTimeout(() => { throw Object.assign(new TypeError('${CANARY}'), { code: 'E_TEST', text: '${CANARY}' }) }),
  rejection: () => void Promise.reject(new RangeError('${CANARY}')),
  nothing: () => void Promise.reject('${CANARY}'),
}
process.on('SIGUSR2', () => manners[process.env.MANNER]())
`

let shell: Shell
beforeAll(() => {
  shell = createShell({ demo: true })
  shell.write('package.mjs', PACKAGE)
})
afterAll(() => shell.close())

async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return String(port)
}

/** Starts the service with the package in it, and tells that to misbehave. */
async function misbehaving(manner: string) {
  const port = await freePort()
  const env = {
    MANNER: manner,
    NODE_OPTIONS: `--import ${shell.folder}/package.mjs`,
    TEAMS_ALLOW_UNAUTHENTICATED: 'loopback',
    HOST: '127.0.0.1',
    PORT: port,
  }
  const running = shell.start(['start'], { env })
  await running.printed('wsoa runs on')
  running.child.kill('SIGUSR2')
  return { ...running, port }
}

describe('nothing that somebody sent stands on the console', () => {
  test.each([
    ['what a package writes there', 'console', '"code":"console"'],
    ['a warning', 'warning', 'wsoa: Warning WSOA_TEST'],
  ])('%s, and the service goes on', async (_, manner, said) => {
    const { child, ended, port } = await misbehaving(manner)
    await new Promise<void>((written) => {
      child.stderr.on('data', (text: string) => {
        if (text.includes(said)) written()
      })
    })
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    child.kill('SIGTERM')
    const { out, errors } = await ended
    expect(out + errors).not.toContain(CANARY)
  })

  test.each([
    ['an error that nothing caught', 'exception', 'TypeError E_TEST'],
    ['a promise that nothing caught', 'rejection', 'RangeError'],
    ['something thrown that is no error', 'nothing', 'UnhandledPromiseRejection'],
  ])('%s, which ends the program', async (_, manner, said) => {
    const { ended } = await misbehaving(manner)
    const { exit, out, errors } = await ended
    expect(exit).toBe(1)
    expect(errors).toContain('wsoa: something went wrong on our side.')
    expect(errors).toContain(said)
    expect(out + errors).not.toContain(CANARY)
  })
})
