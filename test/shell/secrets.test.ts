import { chmodSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keysNamed } from '../../data/secrets.ts'
import { SETTING_NAMES } from '../../src/settings.ts'
import { openTestDatabase } from '../support/database.ts'
import { freePort } from '../support/port.ts'
import { createShell, createShellHere, type Shell } from '../support/shell.ts'

/** Stands for a secret: it must be shown nowhere. */
const CANARY = 'canary'

let shell: Shell
/** A far end, or a proxy before it, that repeats whatever it is sent. */
let echo: Server
let url: string
let asked = 0

beforeAll(async () => {
  shell = createShell({ demo: true })
  echo = createServer((request, response) => {
    asked += 1
    const { authorization } = request.headers
    const text = `no: ${authorization} ${request.url}`
    request.resume().on('end', () => {
      if (asked % 2 === 0) response.writeHead(500, text).end(text)
      else
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ ok: false, error: text }))
    })
  })
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/api/`
})
afterAll(async () => {
  await new Promise((done) => echo.close(done))
  shell.close()
})

describe('the value of a setting is shown by no command', () => {
  const here = createShellHere({ demo: true })
  afterAll(() => here.close())

  test.each(SETTING_NAMES)('when %s holds what belongs elsewhere', async (name) => {
    for (const value of [
      `xoxb-${CANARY}`,
      `https://${CANARY}@example.org`,
      `sqlite:${CANARY}/${CANARY}`,
      `a\n${CANARY}`,
    ]) {
      for (const line of [
        ['say', 'overdue'],
        ['doctor'],
        ['doctor', '--json'],
        ['tick'],
        ['teams-package', '--out', 'no/such/place.zip'],
      ]) {
        const { out, errors } = await here.run(line, { env: { LOG_LEVEL: 'trace', [name]: value } })
        expect(`${out}${errors}`, `${line.join(' ')} with ${name}`).not.toContain(CANARY)
      }
    }
  })
})

describe('a far end that repeats a token is not repeated', () => {
  const settings = () => ({
    SLACK_BOT_TOKEN: `xoxb-${CANARY}`,
    SLACK_SIGNING_SECRET: CANARY,
    SLACK_API_URL: url,
    LOG_LEVEL: 'trace',
  })

  test('by a service that starts', async () => {
    const before = asked
    const env = { ...settings(), PORT: String(await freePort()) }
    const { child, ended } = shell.start(['start'], { env })
    // The far end answers by turns with a status and with an error of Slack's; a refused token ends the start.
    await Promise.race([ended, expect.poll(() => asked, { timeout: 60_000 }).toBeGreaterThan(before + 1)])
    child.kill('SIGTERM')
    const { out, errors } = await ended
    expect(asked).toBeGreaterThan(before)
    expect(out + errors).not.toContain(CANARY)
    expect(errors).not.toBe('')
  })

  test.each([[['doctor']], [['tick', '--now', '2020-12-07T09:30']]])('by %s', async (line) => {
    const env = settings()
    const before = asked
    for (let time = 0; time < 2; time += 1) {
      const { out, errors } = await shell.run(line, { env })
      expect(out + errors).not.toContain(CANARY)
      expect(out + errors).not.toBe('')
    }
    if (line[0] !== 'tick') expect(asked).toBeGreaterThan(before)
  })
})

describe('a command line that is not understood is not repeated', () => {
  test.each([
    ['an unknown command', [`xoxb-${CANARY}`], 'error: unknown command'],
    ['a setting as a command', [`SLACK_BOT_TOKEN=${CANARY}`, 'start'], 'error: unknown command'],
    ['an unknown option', ['start', `--token=${CANARY}`], 'error: unknown option --token'],
    ['an unknown option that is a token', ['start', `--xoxb-1${CANARY}`], 'error: unknown option'],
    ['another choice', ['say', '--format', CANARY, 'overdue'], 'is invalid. Allowed choices are text'],
    [
      'an address with a password',
      ['slack-manifest', '--url', `https://me:${CANARY}@example.org`],
      '--url is not right',
    ],
  ])('%s', async (_, line, sentence) => {
    const { exit, out, errors } = await createShellOnce(line)
    expect(exit).toBeGreaterThan(1)
    expect(out + errors).toContain(sentence)
    expect(out + errors).not.toContain(CANARY)
  })

  test('and what was meant is still offered', async () => {
    expect((await createShellOnce(['strat'])).errors).toContain('Did you mean start?')
  })

  async function createShellOnce(line: readonly string[]) {
    const here = createShellHere()
    try {
      return await here.run(line)
    } finally {
      here.close()
    }
  }
})

describe('wsoa secrets rotate', () => {
  test('makes a new key, prints none, and leaves the database and its keys to this user alone', async () => {
    const path = join(shell.folder, 'var/demo.sqlite')
    const db = await openTestDatabase(`sqlite:${path}`)
    const before = await keysNamed(db, 'paper-links', new Date())
    chmodSync(path, 0o644)
    const told = await shell.run(['doctor'])
    expect(told.out).toContain(
      'wrong  rights: other users of this machine may read the database and its keys',
    )
    const { exit, out, errors } = await shell.run(['secrets', 'rotate'])
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    const after = await keysNamed(db, 'paper-links', new Date())
    expect(after.current.equals(before.current)).toBe(false)
    expect(after.retired.map((key) => key.equals(before.current))).toEqual([true])
    for (const key of [before.current, after.current]) expect(out).not.toContain(key.toString('base64url'))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await shell.run(['doctor'])).out).toContain('ok     rights: only this user')
    expect((await shell.run(['trail', '--json'])).out).toContain('"action":"secrets-rotate"')
    await db.destroy()
  })

  test('a new database is this user’s alone from its first byte', async () => {
    const fresh = createShell()
    await fresh.run(['say', 'overdue'])
    expect(statSync(join(fresh.folder, 'var/demo.sqlite')).mode & 0o777).toBe(0o600)
    fresh.close()
  })
})
