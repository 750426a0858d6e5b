import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { SECRET } from './slack-server.ts'

export const PEOPLE = 50

/** What is said to a server, and where. */
export interface Load {
  readonly port: number
  readonly refs: readonly string[]
  /** A direct message has a channel that begins with D. */
  readonly channel: string
}

/** How long requests took, in milliseconds, and how many there were in a second. */
export interface Taken {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

/** Sends signed updates, each connection one after another. */
export async function load(
  given: Load,
  { requests, connections }: { requests: number; connections: number },
): Promise<Taken> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  let left = requests
  const from = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left > 0) {
        left -= 1
        times.push(await say(given, agent))
      }
    }),
  )
  const took = performance.now() - from
  agent.destroy()
  times.sort((one, other) => one - other)
  const slowest = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { rate: (requests / took) * 1_000, p50: slowest(0.5), p99: slowest(0.99) }
}

export function userId(person: number): string {
  return `U0OWNER${person}`
}

let number = 0

/** The milliseconds until one command was acknowledged. */
function say(given: Load, agent: Agent): Promise<number> {
  number += 1
  const body = bodyOf(given, number)
  const stamp = Math.floor(Date.now() / 1_000)
  const signature = createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex')
  const from = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: '127.0.0.1',
        port: given.port,
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

function bodyOf({ refs, channel }: Load, count: number): string {
  const rating = Math.floor(count / refs.length) % 2 === 0 ? 'amber' : 'red'
  return new URLSearchParams({
    token: 'x',
    team_id: 'T0BENCH',
    team_domain: 'council',
    channel_id: channel,
    channel_name: channel.startsWith('D') ? 'directmessage' : 'improvement',
    user_id: userId(count % PEOPLE),
    user_name: 'owner',
    command: '/wsoa',
    text: `update ${refs[count % refs.length]} ${rating} backlog still being cleared after half term`,
    api_app_id: 'A0BENCH',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/commands/T0BENCH/1/x',
    trigger_id: `1466.8021.${process.pid}.${count}`,
  }).toString()
}
