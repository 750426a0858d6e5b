import type { Logger } from 'pino'
import type { Deaf } from './hearing.ts'
import type { SocketEvent, SocketState } from './socket-state.ts'
import type { Trouble } from './trouble.ts'

type Ended = Extract<SocketEvent, { readonly kind: 'noticed' | 'lost' }>

/** Tells in the log how the connection fares, and keeps since when there has been none. */
export interface SocketReport {
  readonly deaf: () => Deaf | undefined
  /** Slack counts the connections of all processes; `own` are ours. */
  readonly greeted: (connection: number, counted: { readonly all: number; readonly own: number }) => void
  readonly ended: (
    event: Ended,
    states: { readonly before: SocketState; readonly after: SocketState },
    trouble: Trouble,
  ) => void
}

export function createSocketReport({
  log,
  machineNow,
}: {
  readonly log: Logger
  readonly machineNow: () => Date
}): SocketReport {
  let deaf: Deaf | undefined = { since: machineNow(), trouble: { kind: 'line', name: 'none so far' } }
  return {
    deaf: () => deaf,
    greeted: (connection, { all, own }) => {
      const seconds = deaf ? Math.round((machineNow().getTime() - deaf.since.getTime()) / 1_000) : 0
      deaf = undefined
      const again = connection > 1 ? ' again' : ''
      log.info({ code: 'slack-connected', connection, seconds }, `connected to Slack${again}`)
      if (all > own) log.warn({ code: 'slack-shared', all, own }, SHARED)
    },
    ended: (event, { before, after }, trouble) => {
      const { connection } = event
      const why = trouble.name
      if (isAside(event, before))
        return log.debug({ code: 'slack-left', connection, why }, 'closed as announced')
      deaf = { since: deaf?.since ?? machineNow(), trouble }
      const wait = after.kind === 'waiting' ? Math.round(after.wait / 1_000) : 0
      const line = { connection, why, wait }
      if (before.kind !== 'current')
        log.warn({ code: 'slack-not-connected', ...line }, 'no connection to Slack; it is tried again')
      else if (event.kind === 'noticed')
        log.info({ code: 'slack-renews', ...line }, 'Slack renews the connection')
      else log.warn({ code: 'slack-lost', ...line }, 'the connection to Slack is lost; another is being made')
    },
  }
}

const SHARED =
  'more connections use this SLACK_APP_TOKEN than this process has: if another process runs, Slack brings each of them only a part of what people say'

/** Whether it is the connection that was leaving anyhow. */
function isAside({ connection }: Ended, before: SocketState): boolean {
  return 'leaving' in before && before.leaving === connection
}
