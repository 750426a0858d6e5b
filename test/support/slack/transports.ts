import { form, json, post } from './signed.ts'
import { createSlackTest, type SlackTest } from './slack.ts'
import { startSocketServer } from './socket-server.ts'

type Payload = Readonly<Record<string, unknown>>

export type Kind = 'command' | 'event' | 'interaction'

/** Something that Slack brought and waits for. */
export interface Brought {
  /** The answer in the acknowledgement, if there is one. */
  readonly acknowledged: Promise<Payload>
  readonly isAcknowledged: () => boolean
  /** Slack hangs up before it is acknowledged. Resolves when the service knows. */
  readonly hangUp: () => Promise<void>
}

/** One of the ways by which Slack reaches the service. */
export interface Transport {
  readonly slack: SlackTest
  readonly bring: (kind: Kind, payload: Payload) => Brought
  readonly close: () => Promise<void>
}

type Options = Omit<NonNullable<Parameters<typeof createSlackTest>[0]>, 'socketUrl'>

export const TRANSPORTS: readonly (readonly [string, (options?: Options) => Promise<Transport>])[] = [
  ['HTTP', overHttp],
  ['Socket Mode', overSocket],
]

async function overHttp(options: Options = {}): Promise<Transport> {
  const slack = await createSlackTest(options)
  return {
    slack,
    bring: (kind, payload) => {
      const line = new AbortController()
      let isAcknowledged = false
      const answered = post(slack.url, bodyOf(kind, payload), { signal: line.signal })
      const acknowledged = answered.then(({ status, json: answer }) => {
        if (status !== 200) throw new Error(`not acknowledged: ${status}`)
        isAcknowledged = true
        return answer
      })
      acknowledged.catch(() => {})
      return {
        acknowledged,
        isAcknowledged: () => isAcknowledged,
        hangUp: async () => {
          const before = await slack.openLines()
          line.abort()
          await until(async () => (await slack.openLines()) < before)
        },
      }
    },
    close: slack.close,
  }
}

function bodyOf(kind: Kind, payload: Payload): { body: string; type: string } {
  if (kind === 'event') return json(payload)
  return form(kind === 'command' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) })
}

const TYPES = { command: 'slash_commands', event: 'events_api', interaction: 'interactive' } as const

/** Waits are a hundredth of those in service. */
const QUICK = { pace: 0.01, closing: 50 }

async function overSocket({ world, ...options }: Options = {}): Promise<Transport> {
  const socket = await startSocketServer()
  const slack = await createSlackTest({
    ...options,
    socketUrl: socket.url,
    world: { ...world, times: QUICK },
  })
  return {
    slack,
    bring: (kind, payload) => {
      const over = socket.newest()
      const { isAcknowledged, acknowledged } = socket.bring({ type: TYPES[kind], payload }, over)
      return {
        acknowledged: acknowledged as Promise<Payload>,
        isAcknowledged,
        hangUp: async () => {
          const before = slack.logged.length
          over.cut()
          await until(async () => slack.logged.slice(before).some((line) => line.includes('slack-connected')))
        },
      }
    },
    close: async () => {
      await slack.close()
      await socket.close()
    },
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((next) => setImmediate(next))
}
