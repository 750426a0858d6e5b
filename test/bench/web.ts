import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { write } from '../../data/engine/engine.ts'
import { importPlan } from '../../data/import/import.ts'
import { beginSession } from '../../data/sessions.ts'
import { loadCommands } from '../../src/discover.ts'
import { projectFile } from '../../src/shell/project.ts'
import { freePort } from '../support/port.ts'
import { openApp } from './app.ts'
import { printTable } from './measure.ts'
import { largePlan } from './plan.ts'

const PEOPLE = [
  'coordinator',
  ...Array.from({ length: 11 }, (_, at) => `R${String(at + 1).padStart(2, '0')}`),
]
/** Of each address, by all of them in turn. */
const LOOKS = 60
const UPDATES = 300
/** p95 in milliseconds. */
const BUDGET = { plan: 50, others: 25 }
const MOST_BYTES = 60_000

const PAGES: readonly { readonly path: string; readonly aim: number }[] = [
  { path: '/plans/large/wall', aim: BUDGET.plan },
  { path: '/plans/large/item?ref=B3(d)', aim: BUDGET.plan },
  { path: '/plans/large/item?ref=B3', aim: BUDGET.plan },
  { path: '/', aim: BUDGET.others },
  { path: '/overdue', aim: BUDGET.others },
  { path: '/due', aim: BUDGET.others },
  { path: '/list', aim: BUDGET.others },
  { path: '/list?area=B', aim: BUDGET.others },
  { path: '/meetings', aim: BUDGET.others },
  { path: '/requests', aim: BUDGET.others },
  { path: '/measures', aim: BUDGET.others },
  { path: '/sent', aim: BUDGET.others },
  { path: '/help', aim: BUDGET.others },
]

/** The pages of the built program over HTTP, with its log on and its clock running, to several people. */
export async function measureWeb(folder: string): Promise<void> {
  const path = join(folder, 'web.sqlite')
  const cookies = await prepare(path)
  const { child, url, logFile } = await program(path, folder)
  const rows: (string | number)[][] = []
  try {
    for (const { path: page } of PAGES) for (const cookie of cookies) await look(url, page, cookie)
    // Each may look at 300 pages a minute.
    await setTimeout(61_000)
    for (const { path: page, aim } of PAGES) {
      const looks: Look[] = []
      const before = cpuOf(child)
      for (let number = 0; number < LOOKS; number += 1)
        looks.push(await look(url, page, cookies[number % cookies.length] ?? ''))
      const cpu = (cpuOf(child) - before) / LOOKS
      const p95 = quantile(looks, 0.95)
      const bytes = Math.max(...looks.map((each) => each.bytes))
      const isKept = p95 <= aim && bytes <= MOST_BYTES
      rows.push([page, cpu, quantile(looks, 0.5), p95, aim, bytes / 1_000, isKept ? 'yes' : 'no'])
    }
  } finally {
    child.kill()
  }
  printTable(
    `Pages of 1,000 sub-actions, ${PEOPLE.length} people in turn; ${Math.round(statSync(logFile).size / 1_000)} kB of log`,
    ['page', 'CPU ms', 'p50 ms', 'p95 ms', 'aim', 'kB sent', 'kept'],
    rows,
  )
}

/** A plan of 1,000 sub-actions with some updates, and a session of each person. */
async function prepare(path: string): Promise<readonly string[]> {
  const now = new Date()
  const { app, db } = await openApp(path, await loadCommands())
  await importPlan(db, largePlan(10), { now, today: now.toISOString().slice(0, 10) })
  for (let number = 0; number < UPDATES; number += 1) {
    const ref = `${'ABCDEFGHIJ'[number % 10]}${(number % 7) + 1}(${'abcdefghij'[number % 9]})`
    const line = `update ${ref} ${number % 3 === 0 ? 'red' : 'amber'} waiting for the second signature`
    const said = { platform: 'terminal', tenant: 'local', userId: 'coordinator', conversation: 'bench' }
    const reply = await app.handle({ ...said, key: `update-${number}`, said: line }, now)
    if (reply.error) throw new Error(reply.error.text)
  }
  const cookies: string[] = []
  for (const userId of PEOPLE) {
    const account = { platform: 'terminal', tenant: 'local', userId }
    cookies.push(`__Host-wsoa=${await write(db, null, (trx) => beginSession(trx, account, new Date()))}`)
  }
  await db.destroy()
  return cookies
}

async function program(
  path: string,
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly logFile: string }> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const logFile = join(folder, 'web.log')
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [projectFile('dist/src/main.js'), 'start'], {
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${path}`,
      PORT: `${port}`,
      WEB: 'on',
      PUBLIC_URL: url,
    },
  })
  closeSync(log)
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the program ended: see ${logFile}`)
    const is = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (is) return { child, url, logFile }
    await setTimeout(100)
  }
}

interface Look {
  readonly ms: number
  readonly bytes: number
}

async function look(url: string, page: string, cookie: string): Promise<Look> {
  const from = performance.now()
  const headers = { cookie, 'accept-encoding': 'gzip' }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}${page}`, { headers, agent }, resolve).once('error', reject)
  })
  let bytes = 0
  for await (const part of response) bytes += (part as Buffer).length
  if (response.statusCode !== 200) throw new Error(`${page}: ${response.statusCode}`)
  return { ms: performance.now() - from, bytes }
}

const agent = new Agent({ keepAlive: true })

/** Milliseconds that a process has worked so far, as Linux counts them. */
function cpuOf({ pid }: ChildProcess): number {
  const [, user = 0, system = 0] =
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .match(/\) (?:\S+ ){11}(\d+) (\d+)/)
      ?.map(Number) ?? []
  return (user + system) * 10
}

function quantile(looks: readonly Look[], part: number): number {
  const sorted = looks.map(({ ms }) => ms).sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
