import { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import { SetupError } from '../../errors.ts'
import { faultOf } from '../../log.ts'
import type { Settings } from '../../settings.ts'
import { connectorBy, proxyRules } from '../connection/proxy.ts'
import type { Admit, Arrived } from './admission.ts'
import { pauseAfter } from './backoff.ts'
import { clientOptions } from './client.ts'
import type { Door } from './door.ts'
import type { Deaf } from './hearing.ts'
import { createInHand } from './in-hand.ts'
import type { Why } from './refused.ts'
import { type ConnectionTimes, openConnection, type SocketConnection } from './socket-connection.ts'
import { type SocketMessage, socketMessage } from './socket-message.ts'
import { createSocketReport } from './socket-report.ts'
import { FIRST, next, openIn, type SocketEvent, type SocketState } from './socket-state.ts'
import { sentenceOf, type Trouble, troubleOf } from './trouble.ts'

/** What a test shortens. In milliseconds. */
export interface SocketTimes extends ConnectionTimes {
  /** How long a connection that Slack is about to close is still listened to beside the new one. */
  readonly leaving: number
  /** Times the waits between two attempts. */
  readonly pace: number
}

const TIMES: SocketTimes = {
  greeting: 10_000,
  ping: 5_000,
  closing: 1_000,
  leaving: 30_000,
  pace: 1,
}

/** More than Slack ever sends. */
const MOST_CHARACTERS = 1_000_000

interface Options {
  readonly appToken: string
  readonly settings: Settings
  readonly log: Logger
  readonly machineNow: () => Date
  readonly refuse: (why: Why) => void
  readonly times?: Partial<SocketTimes> | undefined
}

/** Slack's door by Socket Mode: we open the connection to Slack, so no public address is needed. */
export interface SocketDoor extends Door {
  /** Since when there has been no connection, and why; undefined while there is one. */
  readonly deaf: () => Deaf | undefined
}

/**
 * The SDK's own client makes several attempts for each connection that fails, cannot keep the old connection while it
 * opens the new one, and acknowledges over whichever is newest. Here `socket-state.ts` decides what follows, and this
 * file carries it out.
 */
export function createSocketDoor(options: Options): SocketDoor {
  const { appToken, settings, log, refuse } = options
  const times = { ...TIMES, ...options.times }
  const connector = connectorBy(proxyRules(settings))
  const client = new WebClient(appToken, clientOptions(settings))
  const connections = new Map<number, SocketConnection>()
  const inHand = createInHand()
  const report = createSocketReport(options)
  const first = firstGreeting()
  let admit: Admit = async () => 'stopping'
  let state: SocketState = FIRST
  let waiting: NodeJS.Timeout | undefined

  function happen(event: SocketEvent): void {
    const before = state
    state = next(before, event, { now: performance.now(), chance: Math.random() })
    const named = openIn(state)
    for (const [number, connection] of connections) {
      if (named.includes(number)) continue
      connections.delete(number)
      connection.close()
    }
    if (state.kind !== before.kind) enter(state)
  }

  function enter(entered: SocketState): void {
    clearTimeout(waiting)
    if (entered.kind === 'connecting') void connect(entered.connection)
    if (entered.kind === 'current' && entered.leaving !== null) letLeave(entered.leaving)
    if (entered.kind !== 'waiting') return
    waiting = setTimeout(() => happen({ kind: 'waited' }), entered.wait * times.pace)
  }

  async function connect(number: number): Promise<void> {
    const address = await addressFrom(client)
    // It was stopped in the meantime.
    if (!openIn(state).includes(number)) return
    if (typeof address !== 'string') return end({ kind: 'lost', connection: number }, address)
    const lost = (name: string) => end({ kind: 'lost', connection: number }, { kind: 'line', name })
    try {
      const listening = {
        opened: () => happen({ kind: 'opened', connection: number }),
        said: (text: string) => void onSaid(number, text),
        ended: lost,
      }
      const connection = openConnection(address, times, listening, connector)
      connections.set(number, connection)
    } catch {
      // undici does not take the address. Its error repeats it, and whoever has the address can connect as us.
      lost('no usable address')
    }
  }

  function letLeave(number: number): void {
    const leave = () => happen({ kind: 'left', connection: number })
    setTimeout(() => void inHand.none(number).then(leave), times.leaving).unref()
  }

  function greet(number: number, all: number): void {
    connections.get(number)?.greeted()
    const before = state
    happen({ kind: 'greeted', connection: number })
    if (state === before) return
    report.greeted(number, { all, own: openIn(state).length })
    first.greeted()
  }

  function end({ kind, connection }: Pick<Ended, 'kind' | 'connection'>, trouble: Trouble): void {
    const before = state
    const event: Ended = { kind, connection, pause: pauseAfter(trouble) }
    happen(event)
    if (state === before || state.kind === 'stopping') return
    report.ended(event, { before, after: state }, trouble)
    if (trouble.kind === 'refused' && connection === 1) first.refused(trouble)
  }

  async function onSaid(number: number, text: string): Promise<void> {
    if (text.length > MOST_CHARACTERS) return refuse('oversized')
    const message = socketMessage(text)
    switch (message?.kind) {
      case 'hello':
        return greet(number, message.connections)
      case 'disconnect':
        return end({ kind: 'noticed', connection: number }, noticeOf(message.reason))
      case 'envelope':
        return inHand.during(number, () => bring(message, connections.get(number)))
      case undefined:
        return refuse('malformed')
    }
  }

  /** The acknowledgement goes back over the connection that the envelope came by, or not at all. */
  async function bring(envelope: Envelope, connection: SocketConnection | undefined): Promise<void> {
    const { id, body, takesAnswer } = envelope
    const acknowledge = async (answer?: object) => {
      const isSent = await connection?.send({ envelope_id: id, payload: (takesAnswer && answer) || {} })
      return isSent === true && (takesAnswer || answer === undefined)
    }
    try {
      await admit({ body, acknowledge, ...retryOf(envelope) })
    } catch (error) {
      // Slack brings an event again that is not acknowledged.
      log.error({ code: 'slack-envelope', ...faultOf(error) }, 'an envelope was not dealt with')
    }
  }

  return {
    deaf: report.deaf,
    open: (to) => {
      admit = to
      enter(state)
      return first.promise
    },
    close: async (answered) => {
      happen({ kind: 'stop' })
      first.greeted()
      await answered
      happen({ kind: 'answered' })
    },
  }
}

type Ended = Extract<SocketEvent, { readonly kind: 'noticed' | 'lost' }>
type Envelope = Extract<SocketMessage, { readonly kind: 'envelope' }>

/** Slack closes a connection for good when Socket Mode is switched off, otherwise to renew it. */
function noticeOf(reason: string): Trouble {
  return { kind: reason === 'link_disabled' ? 'refused' : 'line', name: reason }
}

function retryOf({ retryNum, retryReason }: Envelope): Pick<Arrived, 'retryNum' | 'retryReason'> {
  return {
    ...(retryNum === undefined ? {} : { retryNum }),
    ...(retryReason === undefined ? {} : { retryReason }),
  }
}

/** Slack gives out each address once. */
async function addressFrom(client: WebClient): Promise<string | Trouble> {
  try {
    const { url = '' } = await client.apps.connections.open({})
    return /^wss?:/.test(url) && URL.canParse(url) ? url : { kind: 'slack', name: 'no usable address' }
  } catch (error) {
    return troubleOf(error)
  }
}

/** Resolves at the first greeting; rejects if the very first attempt is refused. */
function firstGreeting(): {
  readonly promise: Promise<void>
  readonly greeted: () => void
  readonly refused: (trouble: Trouble) => void
} {
  let greeted = () => {}
  let refused: (error: SetupError) => void = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    greeted = resolve
    refused = reject
  })
  return {
    promise,
    greeted: () => greeted(),
    refused: (trouble) => refused(new SetupError(sentenceOf(trouble, 'SLACK_APP_TOKEN'))),
  }
}
