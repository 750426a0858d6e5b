import type { Logger } from 'pino'
import { saveTick } from '../../data/ticks.ts'
import { watchClock } from '../deliveries/clock-watch.ts'
import type { DeliveryServices } from '../deliveries/settle.ts'
import { clockedTick, tick } from '../deliveries/tick.ts'
import { faultOf } from '../log.ts'
import type { Machine, Session } from './session.ts'

const MINUTE_MS = 60_000

/**
 * Calls `work` at each full minute until stopped. Node's timers hang on the monotonic clock and wait for a minute at
 * most, so a wall clock that is set, however far, stops no work. Due times are in the database.
 */
export function everyMinute(
  work: () => Promise<void>,
  { log, machineNow }: { log: Logger; machineNow: () => Date },
): { readonly stop: () => void } {
  let timer = setTimeout(wake, untilNextMinute(machineNow()))
  function wake() {
    timer = setTimeout(wake, untilNextMinute(machineNow()))
    work().catch((error) => log.error({ code: 'not-ticked', ...faultOf(error) }, 'a tick failed'))
  }
  return { stop: () => clearTimeout(timer) }
}

/** In milliseconds: more than none and at most a minute, whatever the clock says. */
function untilNextMinute(now: Date): number {
  const past = now.getTime() % MINUTE_MS
  return MINUTE_MS - (past < 0 ? past + MINUTE_MS : past)
}

interface Ticking extends Pick<DeliveryServices, 'senders' | 'ending'> {
  /** Done before each tick whose time is believed. */
  readonly first?: (now: Date) => Promise<void>
}

/** The tick of a process that stays: by the machine's clock, or by the session's own, which nobody has to doubt. */
export function createTicking(
  { machineNow, steadyNow }: Pick<Machine, 'machineNow' | 'steadyNow'>,
  session: Session,
  { first = async () => {}, ...sending }: Ticking,
): () => Promise<void> {
  const { db, commands, log, plan } = session
  const services = { db, commands, log, plan, leaseNow: machineNow, ...sending }
  const watch = watchClock({ db, log, machineNow, steadyNow })
  return async () => {
    if (!session.hasOwnClock) {
      await clockedTick(services, watch, first)
      return
    }
    await first(session.now())
    await tick(services, session.now())
    await saveTick(db, machineNow())
  }
}
