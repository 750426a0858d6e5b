import type { Socket } from 'node:net'
import { Agent, type buildConnector, WebSocket } from 'undici'
import { createPings } from './socket-pings.ts'
import { networkName } from './trouble.ts'

/** In milliseconds. */
export interface ConnectionTimes {
  /** From asking to Slack's greeting. */
  readonly greeting: number
  /** Between our pings. */
  readonly ping: number
  /** How long Slack may take to answer a close; then the line is cut. */
  readonly closing: number
}

/** A connection on which nothing came for so many pings, not even an answer to one, is lost. */
const MOST_SILENT_PINGS = 4

/** One connection to Slack. */
export interface SocketConnection {
  /**
   * Sends something, and says whether Slack has it: the ping behind it was answered. A far end that answers no pings is
   * believed once the message is written.
   */
  readonly send: (value: object) => Promise<boolean>
  /** Slack has greeted, so that it is no longer waited for. */
  readonly greeted: () => void
  readonly close: () => void
}

interface Listening {
  readonly opened: () => void
  readonly said: (text: string) => void
  /** Called once, with a reason for the log; not after our own close. */
  readonly ended: (why: string) => void
}

/** Opens a WebSocket whose line we can cut: undici's own keeps it for as long as the far end leaves it open. */
export function openConnection(
  url: string,
  times: ConnectionTimes,
  { opened, said, ended }: Listening,
  connect: buildConnector.connector,
): SocketConnection {
  const line: { socket?: Socket } = {}
  const agent = agentKeeping(line, connect)
  const socket = new WebSocket(url, { dispatcher: agent })
  let isOver = false
  // Counted, not timed: while this process itself stood still, nobody else was silent.
  let silentPings = 0
  const heard = () => {
    silentPings = 0
  }
  const pings = createPings(socket, heard)
  const greeting = setTimeout(() => lose('no greeting'), times.greeting)
  const pinging = setInterval(() => {
    if (silentPings === MOST_SILENT_PINGS) return lose('silence')
    silentPings += 1
    pings.send()
  }, times.ping)

  function end(): void {
    isOver = true
    clearTimeout(greeting)
    clearInterval(pinging)
    pings.end()
  }
  function cut(): void {
    line.socket?.destroy()
    // Gives up an address that was not reached yet.
    void agent.destroy()
  }
  function lose(why: string): void {
    if (isOver) return
    end()
    cut()
    ended(why)
  }

  let failure = ''
  socket.addEventListener('open', () => {
    heard()
    pings.send()
    // After Slack's close frame undici waits for Slack to hang up as well, and sends nothing any more.
    const isClosing = () => socket.readyState === WebSocket.CLOSING
    line.socket?.on('data', () => setImmediate(() => isClosing() && lose('closed')))
    opened()
  })
  socket.addEventListener('message', ({ data }) => {
    heard()
    if (!isOver) said(typeof data === 'string' ? data : '')
  })
  socket.addEventListener('error', ({ error }) => {
    failure = networkName(error)
  })
  socket.addEventListener('close', ({ code }) => lose(code === 1006 ? cutBy(failure) : 'closed'))

  return {
    send: async (value) => {
      if (isOver || socket.readyState !== WebSocket.OPEN) return false
      socket.send(JSON.stringify(value))
      return pings.confirmed()
    },
    greeted: () => clearTimeout(greeting),
    close: () => {
      if (isOver) return
      end()
      if (socket.readyState !== WebSocket.OPEN) return cut()
      socket.close(1000)
      const cutting = setTimeout(cut, times.closing)
      socket.addEventListener('close', () => {
        clearTimeout(cutting)
        cut()
      })
    },
  }
}

/** undici tells no more of a handshake that failed than the error of the line, if there was one. */
function cutBy(failure: string): string {
  return /^[A-Z_]+$/.test(failure) ? failure : 'cut'
}

function agentKeeping(line: { socket?: Socket }, connect: buildConnector.connector): Agent {
  return new Agent({
    connect: (options, callback) =>
      connect(options, (...[error, socket]) => {
        if (socket) line.socket = socket
        if (socket) callback(null, socket)
        else callback(error ?? new Error('no connection'), null)
      }),
  })
}
