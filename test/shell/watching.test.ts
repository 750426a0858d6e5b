import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { DELIVERY_STATES } from '../../src/domain/delivery-events.ts'
import { createHeartbeat } from '../../src/shell/heartbeat.ts'
import { projectFile } from '../../src/shell/project.ts'
import { freePort } from '../support/port.ts'
import { createShell, type Running, type Shell } from '../support/shell.ts'

const TOKEN = 'a-token-of-more-than-20-characters'
/** A port on which nothing listens. */
const NOBODY = 'http://127.0.0.1:9/api/'

let shell: Shell
let running: Running
let address: string
let beats = 0
const watcher = createServer((_request, response) => {
  beats += 1
  response.end('ok')
})

beforeAll(async () => {
  await new Promise<void>((done) => watcher.listen(0, '127.0.0.1', done))
  shell = createShell({ demo: true })
  await shell.run(['say', 'update C2 red canary-note of the backlog'])
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-canary',
    SLACK_SIGNING_SECRET: 'canary',
    SLACK_API_URL: NOBODY,
    PORT: String(port),
    METRICS: 'on',
    METRICS_TOKEN: TOKEN,
    HEARTBEAT_URL: `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/canary-key`,
    LOG_FORMAT: 'text',
  }
  running = shell.start(['start'], { env })
  await running.printed('wsoa runs on')
}, 60_000)
afterAll(async () => {
  running.child.kill('SIGTERM')
  await running.ended
  watcher.close()
  shell.close()
})

async function scrape(headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${address}/metrics`, { headers })
  return { status: answer.status, text: await answer.text() }
}

describe('/metrics', () => {
  test('counts messages by every state, and tells the age of the tick, the size and what is late', async () => {
    const { status, text } = await vi.waitFor(async () => {
      const found = await scrape()
      expect(found.text).toMatch(/^wsoa_tick_seconds_count [1-9]/m)
      return found
    }, 20_000)
    expect(status).toBe(200)
    for (const state of DELIVERY_STATES)
      expect(text).toMatch(new RegExp(`^wsoa_deliveries\\{state="${state}"\\} \\d+$`, 'm'))
    expect(text).toMatch(/^wsoa_tick_age_seconds -?\d/m)
    expect(text).toMatch(/^wsoa_database_bytes [1-9]\d{4}/m)
    expect(text).toMatch(/^wsoa_oldest_overdue_seconds \d/m)
    expect(text).toMatch(/^wsoa_last_backup_timestamp_seconds 0$/m)
    expect(text).toMatch(/^process_resident_memory_bytes \d/m)
  })

  test('holds no name, no reference and no word of the plan, and labels that are few', async () => {
    const { text } = await scrape()
    expect(text).not.toMatch(/canary|thurrock|SLBI|coordinator|improvement-board|\bC2\b|xoxb/i)
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label))
    expect(
      [...labels].filter(
        (label) =>
          ![
            'le',
            'state',
            'platform',
            'outcome',
            'space',
            'kind',
            'type',
            'version',
            'major',
            'minor',
            'patch',
            'quantile',
          ].includes(label ?? ''),
      ),
    ).toEqual([])
  })

  test('is there for tools on this machine and for whoever bears the token, and otherwise not', async () => {
    expect((await scrape()).status).toBe(200)
    expect((await scrape({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(404)
    expect(
      (await scrape({ 'x-forwarded-for': '203.0.113.9', authorization: `Bearer ${TOKEN}` })).status,
    ).toBe(200)
    expect((await scrape({ 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer no' })).status).toBe(404)
  })

  test('gives every figure that the example alerts ask for', async () => {
    const { text } = await scrape()
    const file = readFileSync(projectFile('docs/watching/wsoa.rules.yaml'), 'utf8')
    const { groups } = parse(file) as { groups: { rules: Record<string, unknown>[] }[] }
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(5)
    for (const { alert, expr, labels, annotations } of rules) {
      expect(alert).toMatch(/^Wsoa[A-Z]\w+$/)
      expect({ labels, annotations }).toEqual({
        labels: { severity: expect.stringMatching(/^(?:page|ticket)$/) },
        annotations: { summary: expect.any(String), action: expect.any(String) },
      })
      for (const [name] of String(expr).matchAll(/\bwsoa_\w+/g)) expect(text, name).toContain(name)
    }
  })
})

test('each tick calls the address of the heartbeat', async () => {
  await vi.waitFor(() => expect(beats).toBeGreaterThan(0), 20_000)
})

test('a log in text has its level by name, and no key of an address', async () => {
  running.child.kill('SIGTERM')
  const { errors } = await running.ended
  expect(errors).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (?:info|warn|error) /m)
  expect(errors).not.toContain('canary')
})

test('a heartbeat that is not answered is logged once, and again when it is', async () => {
  let status = 500
  const server = createServer((_request, response) => {
    response.statusCode = status
    response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const lines: string[] = []
  let asked = 0
  server.on('request', () => {
    asked += 1
  })
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const ending = new AbortController()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary-key`
  const { beat } = createHeartbeat(url, { log, ending: ending.signal })
  const beatOnce = async () => {
    const before = asked
    await vi.waitFor(() => {
      beat()
      expect(asked).toBeGreaterThan(before)
    })
  }
  await beatOnce()
  await beatOnce()
  await beatOnce()
  await vi.waitFor(() => expect(lines).toHaveLength(1))
  expect(lines[0]).toContain('"code":"no-heartbeat"')
  status = 200
  await vi.waitFor(() => {
    beat()
    expect(lines).toHaveLength(2)
  })
  expect(lines.join('')).not.toContain('canary')
  ending.abort()
  server.close()
  server.closeAllConnections()
})
