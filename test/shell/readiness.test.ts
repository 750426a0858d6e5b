import { rmSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveTick } from '../../data/ticks.ts'
import { tick } from '../../src/deliveries/tick.ts'
import { closed, createHttp, listening } from '../../src/shell/http.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'
import { temporaryFolder } from '../support/folder.ts'
import { createShellHere } from '../support/shell.ts'

const log = pino({ level: 'silent' })

let bot: TestApp
let path: string
let server: Awaited<ReturnType<typeof listening>>

let ending: AbortController

beforeEach(async () => {
  ending = new AbortController()
  path = join(temporaryFolder(), 'wsoa.sqlite')
  bot = await createTestApp({ database: `sqlite:${path}` })
  await saveTick(bot.db, bot.now())
  const http = createHttp({ db: bot.db, machineNow: bot.now, ending: ending.signal })
  server = await listening(http, { port: 0, host: '127.0.0.1', log })
})
afterEach(async () => {
  await closed(server)
  await bot.close()
})

async function readyz(): Promise<{ readonly status: number; readonly problems: readonly string[] }> {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
  return { status: answer.status, problems: ((await answer.json()) as { problems: string[] }).problems }
}

test('wsoa healthcheck finds the service running, and with --ready what keeps it from its work', async () => {
  const address = server.address()
  const shell = createShellHere()
  const env = { PORT: String(typeof address === 'object' ? address?.port : 0), HOST: '0.0.0.0' }
  expect(await shell.run(['healthcheck', '--ready'], { env })).toEqual({ exit: 0, out: 'well\n', errors: '' })
  ending.abort()
  expect(await shell.run(['healthcheck', '--ready'], { env })).toEqual({
    exit: 1,
    out: 'the service is stopping\n',
    errors: '',
  })
  expect(await shell.run(['healthcheck'], { env })).toEqual({ exit: 0, out: 'well\n', errors: '' })
  await closed(server)
  expect(await shell.run(['healthcheck'], { env })).toEqual({
    exit: 1,
    out: '',
    errors: expect.stringMatching(/^wsoa: no service answers at HOST and PORT \(\w+\)\.\n$/),
  })
  shell.close()
})

const WELL = { status: 200, problems: [] }

/** A minute later, with the tick of that minute. */
async function minuteLater(): Promise<void> {
  bot.later({ minutes: 1 })
  await saveTick(bot.db, bot.now())
}

test('/readyz says that another program holds the database, and no longer when it has let go', async () => {
  expect(await readyz()).toEqual(WELL)
  const other = new SqliteDatabase(path)
  other.exec('begin immediate')
  bot.later({ minutes: 1 })
  expect(await readyz()).toEqual({ status: 503, problems: ['the database is locked by another program'] })
  other.exec('rollback')
  other.close()
  await minuteLater()
  expect(await readyz()).toEqual(WELL)
})

test('/readyz says that the service stops, and above all why: its file is gone', async () => {
  ending.abort()
  expect(await readyz()).toEqual({ status: 503, problems: ['the service is stopping'] })
  rmSync(path)
  expect(await readyz()).toEqual({ status: 503, problems: ['the database file was moved or removed'] })
})

test('/readyz says that nothing can be written before anybody has tried', async () => {
  await sql`pragma query_only = on`.execute(bot.db)
  expect(await readyz()).toEqual({ status: 503, problems: ['the database cannot be written'] })
  await sql`pragma query_only = off`.execute(bot.db)
  await minuteLater()
  expect(await readyz()).toEqual(WELL)
})

test('/readyz writes no more than once in ten seconds, however often it is asked', async () => {
  const changes = async () =>
    (await sql<{ number: number }>`select total_changes() as number`.execute(bot.db)).rows[0]?.number ?? 0
  await readyz()
  const before = await changes()
  await Promise.all(Array.from({ length: 20 }, readyz))
  expect(await changes()).toBe(before)
  bot.later({ minutes: 1 })
  await Promise.all(Array.from({ length: 20 }, readyz))
  expect(await changes()).toBe(before + 1)
})

test('damage that arises while the service runs is found within a day, and told until it ends', async () => {
  await sql`create table odd (number integer check (number > 0))`.execute(bot.db)
  await sql`pragma ignore_check_constraints = on`.execute(bot.db)
  await sql`insert into odd values (-1)`.execute(bot.db)
  await sql`pragma ignore_check_constraints = off`.execute(bot.db)
  expect(await readyz()).toEqual(WELL)
  bot.later({ days: 1 })
  await tick({ db: bot.db, senders: [], commands: bot.commands, log, leaseNow: bot.now }, bot.now())
  expect(await readyz()).toEqual({ status: 503, problems: ['the database file is damaged'] })
  await minuteLater()
  expect((await readyz()).status).toBe(503)
})

test('what is held or failed is told by number and reason: in /readyz, doctor and deliveries', async () => {
  const slack = createFarEnd(bot, 'terminal')
  slack.mood = () => 'refuses'
  await slack.tickAt('2020-11-30T09:00:00Z')
  await saveTick(bot.db, bot.now())
  const { problems } = await readyz()
  expect(problems).toContainEqual(expect.stringMatching(/^deliveries failed: \d+$/))
  const shell = createShellHere()
  const env = { DATABASE_URL: `sqlite:${path}` }
  try {
    const [doctor, listed, json] = [
      await shell.run(['doctor', '--now', '2020-11-30T09:01'], { env }),
      await shell.run(['deliveries'], { env }),
      await shell.json(['deliveries'], { env }),
    ]
    expect(doctor.out).toMatch(
      /wrong {2}deliveries: \d+ messages? held or failed \(No\. \d+ failed: the channel is archived/,
    )
    expect(listed.out).toMatch(
      /^failed {2}due 30 Nov 2020, 9am {2}\S+ {2}No\. \d+: the channel is archived$/m,
    )
    expect(json.data).toContainEqual(
      expect.objectContaining({
        state: 'failed',
        outcome: 'the channel is archived',
        number: expect.any(Number),
      }),
    )
  } finally {
    shell.close()
  }
})

test('doctor says that nothing can be written, as another program holds the database', async () => {
  const shell = createShellHere()
  const other = new SqliteDatabase(path)
  other.exec('begin immediate')
  try {
    const { exit, out } = await shell.run(['doctor'], { env: { DATABASE_URL: `sqlite:${path}` } })
    expect(exit).toBe(1)
    expect(out).toMatch(/wrong {2}database: The database is locked by another program/)
  } finally {
    other.close()
    shell.close()
  }
})
