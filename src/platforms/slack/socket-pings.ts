import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ping, type WebSocket } from 'undici'

/** Pings on one connection. They tell that it lives, and that what was sent before one has arrived. */
export interface Pings {
  readonly send: () => void
  /** Whether all that was sent so far has arrived. A far end that has answered no ping yet is believed. */
  readonly confirmed: () => Promise<boolean>
  /** Nothing unconfirmed will be confirmed any more. */
  readonly end: () => void
}

interface Waiting {
  readonly number: number
  readonly answer: (isConfirmed: boolean) => void
}

/** `heard` is called for every ping and pong of the far end. */
export function createPings(socket: WebSocket, heard: () => void): Pings {
  let sent = 0
  let answered = 0
  let waiting: readonly Waiting[] = []

  function send(): void {
    sent += 1
    ping(socket, Buffer.from(String(sent)))
  }
  const unfollow = follow(socket, {
    pinged: heard,
    ponged: (payload) => {
      heard()
      answered = Math.max(answered, Number(payload) || 0)
      const arrived = waiting.filter(({ number }) => number <= answered)
      waiting = waiting.filter(({ number }) => number > answered)
      for (const { answer } of arrived) answer(true)
      if (waiting.length > 0 && sent === answered) send()
    },
  })
  return {
    send,
    confirmed: () => {
      const isFree = sent === answered
      if (isFree || answered === 0) send()
      if (answered === 0) return Promise.resolve(true)
      const number = isFree ? sent : sent + 1
      return new Promise((answer) => {
        waiting = [...waiting, { number, answer }]
      })
    },
    end: () => {
      unfollow()
      for (const { answer } of waiting) answer(false)
      waiting = []
    },
  }
}

/** undici has no events for these, only channels that tell of every WebSocket in the process. */
function follow(
  socket: WebSocket,
  { pinged, ponged }: { pinged: () => void; ponged: (payload: string) => void },
): () => void {
  const onPing = (message: unknown) => {
    if (isOf(message, socket)) pinged()
  }
  const onPong = (message: unknown) => {
    if (isOf(message, socket)) ponged(message.payload?.toString() ?? '')
  }
  subscribe('undici:websocket:ping', onPing)
  subscribe('undici:websocket:pong', onPong)
  return () => {
    unsubscribe('undici:websocket:ping', onPing)
    unsubscribe('undici:websocket:pong', onPong)
  }
}

function isOf(message: unknown, socket: WebSocket): message is { readonly payload?: Buffer } {
  return (message as { readonly websocket?: unknown }).websocket === socket
}
