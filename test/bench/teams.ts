import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { startConnector } from '../support/teams/connector.ts'
import { type Issuer, startIssuer } from '../support/teams/issuer.ts'
import { median, printTable } from './measure.ts'

const SERVER = fileURLToPath(new URL('./teams-server.js', import.meta.url))
const TEAMS = new URL('../../src/platforms/teams.js', import.meta.url).href
const TENANT = '99999999-0000-4000-8000-000000000001'
const OWNER = 'SLSESEND'
const CONNECTIONS = 16
/** Enough people that nobody speaks faster than Teams allows the bot to answer. */
const PEOPLE = 400
const ROUNDS = 7
const TURNS = 300
const WARM = 600

const KINDS = {
  bare: 'a bare CloudAdapter, one durable INSERT, a text',
  adapter: 'ours, the same INSERT in the place of the app, a card',
  whole: 'ours, everything on: an update and its receipt',
}

/** Measures a whole update in Teams against a bare CloudAdapter that answers after one durable INSERT. */
export async function measureTeams(folder: string): Promise<void> {
  const connector = await startConnector()
  const issuer = await startIssuer(() => connector.serviceUrl)
  for (let each = 0; each < PEOPLE; each += 1) {
    const id = `29:person-${each}`
    connector.members.set(id, { id, name: `Person ${each}`, userRole: 'user' })
  }
  const servers = await Promise.all(Object.keys(KINDS).map((kind) => start(kind, folder, issuer)))
  try {
    const speak = (server: Server, turns: number) => turnsOf(server, turns, { issuer, connector })
    for (const server of servers) await speak(server, WARM)
    const measured = servers.map((): Round[] => [])
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, server] of servers.entries()) measured[index]?.push(await speak(server, TURNS))
    }
    const rows = Object.values(KINDS).map((name, index) => ({ name, ...middle(measured[index] ?? []) }))
    const [bare] = rows
    printTable(
      'A turn in Teams',
      ['what', 'turns/s', '÷ bare', 'CPU ms a turn', '÷ bare'],
      rows.map(({ name, rate, cpu }) => [
        name,
        rate,
        rate / (bare?.rate ?? Number.NaN),
        cpu,
        cpu / (bare?.cpu ?? Number.NaN),
      ]),
    )
  } finally {
    for (const { child } of servers) child.kill()
    await Promise.all([connector.close(), issuer.close()])
  }
  printLoaded()
}

/** What the platform costs when Teams is off and botbuilder is not loaded. */
function printLoaded(): void {
  const script = `
    const { default: teams } = await import(${JSON.stringify(TEAMS)})
    if (teams.isConfigured({})) throw new Error('configured')
    const { createRequire } = await import('node:module')
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => /botbuilder|botframework/.test(file))
    console.log(loaded.length)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  printTable('Teams is off', ['what', 'files'], [['of botbuilder that are loaded', stdout.trim()]])
}

interface Server {
  readonly child: ChildProcess
  readonly port: number
}

interface Round {
  readonly rate: number
  readonly cpu: number
}

async function start(kind: string, folder: string, issuer: Issuer): Promise<Server> {
  const child = fork(SERVER, [kind, folder, issuer.metadataUrl, TENANT, OWNER, String(PEOPLE)])
  const { port } = await answered<{ port: number }>(child)
  return { child, port }
}

function answered<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('a server ended'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as Answer)
    })
  })
}

let number = 0

async function turnsOf(
  { child, port }: Server,
  turns: number,
  { issuer, connector }: { issuer: Issuer; connector: { serviceUrl: string; calls: unknown[] } },
): Promise<Round> {
  connector.calls.length = 0
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const token = issuer.token()
  await cpuOf(child)
  const from = performance.now()
  let left = turns
  const speaker = async () => {
    while (left > 0) {
      left -= 1
      number += 1
      const rating = number % 2 === 0 ? 'amber' : 'red'
      const text = `update C2(a) ${rating} backlog still being cleared after half term`
      await post({ agent, port, token }, activity(connector.serviceUrl, text))
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, speaker))
  const took = performance.now() - from
  agent.destroy()
  if (connector.calls.length !== turns) throw new Error(`${connector.calls.length} answers to ${turns} turns`)
  return { rate: (turns / took) * 1_000, cpu: (await cpuOf(child)) / turns }
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu')
  return (await answered<{ cpu: number }>(child)).cpu
}

function post(
  { agent, port, token }: { agent: Agent; port: number; token: string },
  body: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: token,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    }
    const path = '/api/messages'
    const posted = request({ agent, port, host: '127.0.0.1', path, method: 'POST', headers }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
      )
    })
    posted.once('error', reject)
    posted.end(body)
  })
}

function activity(serviceUrl: string, text: string): string {
  const person = `person-${number % PEOPLE}`
  return JSON.stringify({
    type: 'message',
    id: `in-${number}`,
    timestamp: '2020-11-24T09:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${person}`, name: person, aadObjectId: person },
    recipient: { id: '28:bot', name: 'WSoA' },
    conversation: { id: `a:chat-${person}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web' }],
    locale: 'en-GB',
    textFormat: 'plain',
    text,
  })
}

function middle(rounds: readonly Round[]): Round {
  return { rate: median(rounds.map(({ rate }) => rate)), cpu: median(rounds.map(({ cpu }) => cpu)) }
}
