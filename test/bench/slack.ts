import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { listPeople, saveIdentity } from '../../data/people.ts'
import { dayIn } from '../../src/domain/day.ts'
import { projectFile } from '../../src/shell/project.ts'
import { NOW } from './history.ts'
import { median, printTable } from './measure.ts'
import { samplePlan } from './plan.ts'
import { KINDS, type Kind, SECRET, slackItself, type Told } from './slack-server.ts'

const SERVER = fileURLToPath(new URL('./slack-server.js', import.meta.url))
const CONNECTIONS = 16
const WARM = 500
const ROUNDS = 7
const REQUESTS = 800

const WHAT: Readonly<Record<Kind, string>> = {
  service: 'the service: a whole update, everything on',
  bolt: 'a Bolt app that only acknowledges',
  insert: 'a Bolt app with one durable INSERT',
}

/** Sends signed slash commands over sixteen connections, to the service and to two Bolt apps in turn. */
export async function measureSlack(folder: string): Promise<void> {
  await prepare(join(folder, 'slack-service.sqlite'))
  const servers = new Map<Kind, Server>()
  for (const kind of KINDS) servers.set(kind, await started(kind, join(folder, `slack-${kind}.sqlite`)))
  const rates = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
  const slowest = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
  const atRest = new Map<Kind, number>()
  for (const [kind, server] of servers) atRest.set(kind, (await server.ask()).rss)
  atRest.set('service', await programAtRest(join(folder, 'slack-at-rest.sqlite')))
  for (const server of servers.values()) await load(server, WARM)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [kind, server] of servers) {
      const { rate, p99 } = await load(server, REQUESTS)
      rates.get(kind)?.push(rate)
      slowest.get(kind)?.push(p99)
    }
  }
  const told = new Map<Kind, Told>()
  for (const [kind, server] of servers) told.set(kind, await server.ask())
  for (const server of servers.values()) server.child.kill()
  const asked = WARM + ROUNDS * REQUESTS
  for (const kind of ['service', 'insert'] as const) {
    const rows = told.get(kind)?.rows ?? 0
    if (rows !== asked) throw new Error(`${kind}: ${rows} rows of ${asked} acknowledged`)
  }
  const rateOf = (kind: Kind) => median(rates.get(kind) ?? [])
  printTable(
    `Slack: slash commands, ${CONNECTIONS} connections`,
    [
      'what',
      'requests/s',
      '÷ only acknowledges',
      '÷ one INSERT',
      'p99 ms',
      'CPU ms each',
      'MB at rest',
      '÷ Bolt',
    ],
    KINDS.map((kind) => [
      WHAT[kind],
      rateOf(kind),
      rateOf(kind) / rateOf('bolt'),
      rateOf(kind) / rateOf('insert'),
      median(slowest.get(kind) ?? []),
      (told.get(kind)?.cpu ?? 0) / asked,
      atRest.get(kind) ?? 0,
      (atRest.get(kind) ?? 0) / (atRest.get('bolt') ?? 1),
    ]),
  )
}

/** The wait until V8 has collected what starting left behind. */
const QUIET_MS = 3_000

/** Megabytes held by the built program with its clock running and Slack alone configured. */
async function programAtRest(path: string): Promise<number> {
  await prepare(path)
  const port = await freePort()
  const program = spawn(process.execPath, [projectFile('dist/src/main.js'), 'start'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${path}`,
      PORT: `${port}`,
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: `http://127.0.0.1:${await slackItself()}/api/`,
    },
  })
  while (!(await isServing(port))) await setTimeout(100)
  await setTimeout(QUIET_MS)
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', `${program.pid}`], { encoding: 'utf8' })
  program.kill()
  return Number(stdout) / 2 ** 10
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

/** The sample plan with one owner who is linked in Slack. It is made here, so that no server pays for it. */
async function prepare(path: string): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const plan = samplePlan()
  await importPlan(db, plan, { now: NOW, today: dayIn(plan.timeZone, NOW) })
  const { id: planId } = await db.selectFrom('plans').select('id').executeTakeFirstOrThrow()
  const owner = (await listPeople(db, planId)).find(({ code }) => code === 'SLSESEND')
  await db.transaction().execute((trx) =>
    saveIdentity(trx, planId, {
      personId: owner?.id ?? 0,
      platform: 'slack',
      tenant: 'T0BENCH',
      userId: 'U0OWNER',
      confirmedAt: NOW.toISOString(),
    }),
  )
  await db.destroy()
}

interface Server {
  readonly child: ChildProcess
  readonly port: number
  readonly agent: Agent
  readonly ask: () => Promise<Told>
}

async function started(kind: Kind, path: string): Promise<Server> {
  const child = fork(SERVER, [kind, path], { execArgv: ['--expose-gc'] })
  const heard = () => new Promise<Told>((resolve) => child.once('message', (told: Told) => resolve(told)))
  const { port } = await heard()
  return {
    child,
    port,
    agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS }),
    ask: () => {
      const answer = heard()
      child.send('tell')
      return answer
    },
  }
}

let number = 0

async function load(server: Server, requests: number): Promise<{ rate: number; p99: number }> {
  const times: number[] = []
  let left = requests
  const from = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left > 0) {
        left -= 1
        times.push(await say(server))
      }
    }),
  )
  const took = performance.now() - from
  times.sort((one, other) => one - other)
  return { rate: (requests / took) * 1_000, p99: times[Math.floor(times.length * 0.99)] ?? 0 }
}

/** The milliseconds until one command was acknowledged. */
function say({ port, agent }: Server): Promise<number> {
  number += 1
  const body = bodyOf(number)
  const stamp = Math.floor(Date.now() / 1_000)
  const signature = createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex')
  const from = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: '/slack/events',
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          'x-slack-request-timestamp': stamp,
          'x-slack-signature': `v0=${signature}`,
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => {
          if (response.statusCode !== 200 || !text.includes('Recorded'))
            reject(new Error(`${response.statusCode} ${text}`))
          else resolve(performance.now() - from)
        })
      },
    )
    asked.on('error', reject).end(body)
  })
}

/** Direct messages, since in a channel each command is followed by another call to Slack with a line for the others. */
function bodyOf(count: number): string {
  const rating = count % 4 < 2 ? 'amber' : 'red'
  return new URLSearchParams({
    token: 'x',
    team_id: 'T0BENCH',
    team_domain: 'council',
    channel_id: 'D0BENCH',
    channel_name: 'directmessage',
    user_id: 'U0OWNER',
    user_name: 'owner',
    command: '/wsoa',
    text: `update C2(a) ${rating} backlog still being cleared after half term`,
    api_app_id: 'A0BENCH',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/commands/T0BENCH/1/x',
    trigger_id: `1466.8021.${process.pid}.${count}`,
  }).toString()
}
