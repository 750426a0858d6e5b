import { type Pause, waitAfter } from './backoff.ts'

/**
 * How the Socket Mode connection stands. Connections are numbered as they are begun, and one that no state names is
 * closed: there are never more than the newest and one that is leaving.
 */
export type SocketState =
  /** Slack is asked for an address, and the connection is opened. */
  | Trying<'connecting'>
  /** The connection is open; Slack has to greet first. */
  | Trying<'hello'>
  /** Slack has greeted, and sends over this connection. */
  | (Numbered & { readonly kind: 'current'; readonly greetedAt: number })
  /** The next connection is begun after so many milliseconds. */
  | (Numbered & { readonly kind: 'waiting'; readonly wait: number })
  /** Nothing more is taken; what is in hand is answered over the connections that are still open. */
  | { readonly kind: 'stopping'; readonly open: readonly number[] }
  | { readonly kind: 'stopped' }

interface Numbered {
  /** The newest connection; while waiting, the one that ended. */
  readonly connection: number
  /** The one before, which Slack is about to close. It still brings and answers envelopes. */
  readonly leaving: number | null
  /** How often in a row there was no connection that lasted. */
  readonly failures: number
}

interface Trying<Kind> extends Numbered {
  readonly kind: Kind
}

/** What happens to a connection, or to all of them. */
export type SocketEvent =
  | { readonly kind: 'opened'; readonly connection: number }
  | { readonly kind: 'greeted'; readonly connection: number }
  /** Slack says that it is about to close it. */
  | { readonly kind: 'noticed'; readonly connection: number; readonly pause: Pause }
  /** It closed, fell silent or could not be opened. */
  | { readonly kind: 'lost'; readonly connection: number; readonly pause: Pause }
  /** The leaving one has had its time, and nothing that it brought is unanswered. */
  | { readonly kind: 'left'; readonly connection: number }
  | { readonly kind: 'waited' }
  | { readonly kind: 'stop' }
  /** What was in hand is answered. */
  | { readonly kind: 'answered' }

/** When an event happens, and where its jitter falls, from 0 to 1. Milliseconds. */
export interface Moment {
  readonly now: number
  readonly chance: number
}

/** A connection that held this long counts as a good one: when it ends, the next is begun at once. */
const LASTING_MS = 30_000

export const FIRST: SocketState = { kind: 'connecting', connection: 1, leaving: null, failures: 0 }

/**
 * What an event makes of the connection. An event changes nothing where it is about a connection that the state does not
 * name. `docs/architecture.md` draws the table.
 */
export function next(state: SocketState, event: SocketEvent, moment: Moment): SocketState {
  if (state.kind === 'stopped') return state
  if (state.kind === 'stopping') return whileStopping(state, event)
  switch (event.kind) {
    case 'opened':
      return isNewest(state, event) && state.kind === 'connecting' ? { ...state, kind: 'hello' } : state
    case 'greeted':
      if (!isNewest(state, event) || !isTrying(state)) return state
      return { ...state, kind: 'current', greetedAt: moment.now }
    case 'noticed':
    case 'lost':
      return afterEnd(state, event, moment)
    case 'left':
      return event.connection === state.leaving ? { ...state, leaving: null } : state
    case 'waited':
      return state.kind === 'waiting' ? connecting(state) : state
    case 'stop':
      return { kind: 'stopping', open: namesGreeted(state) }
    case 'answered':
      return state
  }
}

/** The connections that a state keeps open. */
export function openIn(state: SocketState): readonly number[] {
  switch (state.kind) {
    case 'connecting':
    case 'hello':
    case 'current':
      return [state.connection, ...leavingIn(state)]
    case 'waiting':
      return leavingIn(state)
    case 'stopping':
      return state.open
    case 'stopped':
      return []
  }
}

type Running = Exclude<SocketState, { readonly kind: 'stopping' | 'stopped' }>
type Ended = Extract<SocketEvent, { readonly kind: 'noticed' | 'lost' }>

function afterEnd(state: Running, event: Ended, { now, chance }: Moment): SocketState {
  if (event.connection === state.leaving) return event.kind === 'lost' ? { ...state, leaving: null } : state
  if (!isNewest(state, event) || state.kind === 'waiting') return state
  const { connection, leaving } = state
  if (state.kind !== 'current') {
    return waiting({ connection, leaving, failures: state.failures + 1 }, event.pause, chance)
  }
  const lasted = now - state.greetedAt >= LASTING_MS
  const ended = {
    connection,
    leaving: event.kind === 'noticed' ? connection : leaving,
    failures: lasted ? 1 : state.failures + 1,
  }
  return ended.failures === 1 && event.pause === 'usual'
    ? connecting(ended)
    : waiting(ended, event.pause, chance)
}

function connecting({ connection, leaving, failures }: Numbered): SocketState {
  return { kind: 'connecting', connection: connection + 1, leaving, failures }
}

function waiting(numbered: Numbered, pause: Pause, chance: number): SocketState {
  return { kind: 'waiting', ...numbered, wait: waitAfter(numbered.failures, pause, chance) }
}

function whileStopping(
  state: Extract<SocketState, { readonly kind: 'stopping' }>,
  event: SocketEvent,
): SocketState {
  switch (event.kind) {
    case 'lost':
      return { ...state, open: state.open.filter((each) => each !== event.connection) }
    case 'answered':
      return { kind: 'stopped' }
    default:
      return state
  }
}

function isNewest({ connection }: Numbered, event: { readonly connection: number }): boolean {
  return event.connection === connection
}

function isTrying({ kind }: Running): boolean {
  return kind === 'connecting' || kind === 'hello'
}

function leavingIn({ leaving }: Numbered): readonly number[] {
  return leaving === null ? [] : [leaving]
}

function namesGreeted(state: Running): readonly number[] {
  return state.kind === 'current' ? [state.connection, ...leavingIn(state)] : leavingIn(state)
}
