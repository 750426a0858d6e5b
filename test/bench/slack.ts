import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import SqliteDatabase from 'better-sqlite3'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { saveAssignment, saveIdentity, savePerson } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { dayIn } from '../../src/domain/day.ts'
import { projectFile } from '../../src/shell/project.ts'
import { median, printTable } from './measure.ts'
import { samplePlan } from './plan.ts'
import { type Load, load, PEOPLE, type Taken, userId } from './slack-load.ts'
import { type Kind, OWN_CHANNEL, SECRET } from './slack-server.ts'

const SERVER = fileURLToPath(new URL('./slack-server.js', import.meta.url))
const ROLE = 'SLSESEND'
const ITEMS = 4
const CONNECTIONS = 16
const WARM = 500
const ROUNDS = 7
const REQUESTS = 1_000
const ALONE = 200

/** The wait until V8 has collected what starting or a load left behind. */
const QUIET_MS = 3_000

const WHAT = {
  direct: 'the program: a whole update in a direct message',
  channel: 'the same in a channel, with the notice for the others',
  bolt: 'a Bolt app that only acknowledges',
  insert: 'a Bolt app with one durable INSERT',
}
type What = keyof typeof WHAT
const KINDS = Object.keys(WHAT) as readonly What[]

/** A table in which each acknowledged request must have left one row. */
const ROWS: Partial<Readonly<Record<What, string>>> = {
  direct: "updates where kind = 'update'",
  channel: "updates where kind = 'update'",
  insert: 'said',
}

/**
 * Sends signed slash commands of fifty people about four items to the built program with its log on and its clock running,
 * and to two Bolt apps in turn.
 */
export async function measureSlack(folder: string): Promise<void> {
  const slack = await forked('slack', '')
  const servers: Server[] = []
  try {
    for (const what of KINDS) servers.push(await started(what, { folder, slackPort: slack.port }))
    await setTimeout(QUIET_MS)
    const atRest = servers.map(memoryOf)
    for (const server of servers) await load(server, { requests: WARM, connections: CONNECTIONS })
    const rounds = servers.map((): Round[] => [])
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, server] of servers.entries()) rounds[at]?.push(await oneRound(server))
    }
    await setTimeout(QUIET_MS)
    const afterFirst = servers.map(memoryOf)
    for (const server of servers) {
      await load(server, { requests: ROUNDS * REQUESTS, connections: CONNECTIONS })
    }
    await setTimeout(QUIET_MS)
    const afterSecond = servers.map(memoryOf)
    for (const server of servers) checkRows(server)
    printSpeed(rounds)
    printMemory({ atRest, afterFirst, afterSecond })
  } finally {
    for (const { child } of [...servers, slack]) child.kill()
  }
}

interface Round extends Taken {
  /** Milliseconds of CPU time for one request. */
  readonly cpu: number
  /** The median of one connection alone. */
  readonly alone: number
}

async function oneRound(server: Server): Promise<Round> {
  const before = cpuOf(server)
  const taken = await load(server, { requests: REQUESTS, connections: CONNECTIONS })
  const cpu = (cpuOf(server) - before) / REQUESTS
  const { p50: alone } = await load(server, { requests: ALONE, connections: 1 })
  return { ...taken, cpu, alone }
}

function printSpeed(rounds: readonly (readonly Round[])[]): void {
  const of = (what: What, figure: keyof Round) =>
    median((rounds[KINDS.indexOf(what)] ?? []).map((round) => round[figure]))
  printTable(
    `Slack: slash commands of ${PEOPLE} people, ${CONNECTIONS} connections`,
    [
      'what',
      'requests/s',
      '÷ INSERT',
      'p99 ms',
      '÷ INSERT',
      'CPU ms',
      '÷ INSERT',
      'p50 ms of one connection',
      '÷ bolt',
    ],
    KINDS.map((what) => [
      WHAT[what],
      of(what, 'rate'),
      of(what, 'rate') / of('insert', 'rate'),
      of(what, 'p99'),
      of(what, 'p99') / of('insert', 'p99'),
      of(what, 'cpu'),
      of(what, 'cpu') / of('insert', 'cpu'),
      of(what, 'alone'),
      of(what, 'alone') / of('bolt', 'alone'),
    ]),
  )
}

function printMemory(
  memory: Readonly<Record<'atRest' | 'afterFirst' | 'afterSecond', readonly number[]>>,
): void {
  const { atRest, afterFirst, afterSecond } = memory
  const insert = afterFirst[KINDS.indexOf('insert')] ?? Number.NaN
  printTable(
    `Memory before and after a load of ${ROUNDS * REQUESTS} updates, and after another`,
    ['what', 'MB at rest', 'after the first', '÷ INSERT', 'after the second', '÷ the first'],
    KINDS.map((what, at) => {
      const [rest = 0, first = 0, second = 0] = [atRest[at], afterFirst[at], afterSecond[at]]
      return [WHAT[what], rest, first, first / insert, second, second / first]
    }),
  )
}

interface Server extends Load {
  readonly what: What
  readonly child: ChildProcess
  readonly path: string
}

async function started(
  what: What,
  { folder, slackPort }: { folder: string; slackPort: number },
): Promise<Server> {
  const path = join(folder, `slack-${what}.sqlite`)
  const common = { what, path, channel: what === 'channel' ? 'C0BENCH' : OWN_CHANNEL, refs: itemsOfRole() }
  if (what === 'bolt' || what === 'insert') return { ...common, ...(await forked(what, path)) }
  await prepare(path)
  return { ...common, ...(await program(path, slackPort)) }
}

async function forked(kind: Kind, path: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(SERVER, [kind, path])
  const [port] = await once(child, 'message')
  return { child, port }
}

/** What people run, with Slack alone configured. */
async function program(path: string, slackPort: number): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort()
  const child = spawn(process.execPath, [projectFile('dist/src/main.js'), 'start'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${path}`,
      PORT: `${port}`,
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: `http://127.0.0.1:${slackPort}/api/`,
    },
  })
  while (!(await isServing(port))) await setTimeout(100)
  return { child, port }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

async function isServing(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
  return answer?.ok === true
}

function itemsOfRole(): readonly string[] {
  return samplePlan()
    .items.filter(({ owners }) => owners.length === 1 && owners[0] === ROLE)
    .map(({ ref }) => ref)
    .slice(0, ITEMS)
}

/** The sample plan with fifty people in one role, all linked in Slack. It is made here, so that no server pays for it. */
async function prepare(path: string): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const file = samplePlan()
  const now = new Date()
  const today = dayIn(file.timeZone, now)
  await importPlan(db, file, { now, today })
  const { plan, roles } = await loadPlan(db)
  const roleId = roles.find(({ code }) => code === ROLE)?.id ?? 0
  await db.transaction().execute(async (trx) => {
    for (let person = 0; person < PEOPLE; person += 1) {
      const { id: personId } = await savePerson(trx, plan.id, {
        code: `owner-${person}`,
        name: `Owner ${person}`,
      })
      await saveAssignment(trx, plan.id, { roleId, personId, kind: 'holder', fromDay: today, toDay: null })
      const identity = { platform: 'slack', tenant: 'T0BENCH', userId: userId(person) }
      await saveIdentity(trx, plan.id, { ...identity, personId, confirmedAt: now.toISOString() })
    }
  })
  await db.destroy()
}

/** Megabytes that the process holds. */
function memoryOf({ child }: Server): number {
  const [, size = ''] = readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m) ?? []
  return Number(size) / 2 ** 10
}

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10

/** Milliseconds of CPU time that the process has taken so far. */
function cpuOf({ child }: Server): number {
  const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')
  const [user, system] = after.split(' ').slice(11, 13)
  return (Number(user) + Number(system)) * TICK_MS
}

/** @throws when there are not as many rows as acknowledged requests */
function checkRows({ what, path }: Server): void {
  const table = ROWS[what]
  if (table === undefined) return
  const sqlite = new SqliteDatabase(path, { readonly: true })
  const { rows } = sqlite.prepare(`select count(*) as rows from ${table}`).get() as { rows: number }
  sqlite.close()
  const asked = WARM + ROUNDS * (REQUESTS + ALONE) + ROUNDS * REQUESTS
  if (rows !== asked) throw new Error(`${WHAT[what]}: ${rows} rows of ${asked} acknowledged`)
}
