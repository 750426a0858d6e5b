import type { Logger } from 'pino'
import { saveTick } from '../../data/ticks.ts'
import { watchClock } from '../deliveries/clock-watch.ts'
import type { DeliveryServices } from '../deliveries/settle.ts'
import { clockedTick, tick } from '../deliveries/tick.ts'
import { faultOf } from '../log.ts'
import type { Machine, Session } from './session.ts'

const MINUTE_MS = 60_000

/** After this long on the monotonic clock without a call the guard calls; node-cron's own calls are a minute apart. */
const MOST_SILENCE_MS = MINUTE_MS + 5_000
const GUARD_MS = 5_000

/**
 * Calls `work` at each full minute until stopped. node-cron has no time zone: with one, it is silent for an hour each
 * autumn. It sleeps until the wall time of its next minute, so a guard on the monotonic clock calls where it does not.
 */
export async function everyMinute(
  work: () => Promise<void>,
  { log, steadyNow }: { log: Logger; steadyNow: () => number },
): Promise<{ readonly stop: () => void }> {
  const { schedule } = await import('node-cron')
  let called = steadyNow()
  const wake = () => {
    called = steadyNow()
    work().catch((error) => log.error({ code: 'not-ticked', ...faultOf(error) }, 'a tick failed'))
  }
  // What node-cron says of a minute that it missed could hold words of ours, and the guard makes it good.
  const quiet = () => {}
  const logger = { info: quiet, debug: quiet, warn: quiet, error: quiet }
  const task = schedule('* * * * *', wake, { logger })
  const guard = setInterval(() => {
    if (steadyNow() - called > MOST_SILENCE_MS) wake()
  }, GUARD_MS)
  return {
    stop: () => {
      clearInterval(guard)
      void task.destroy()
    },
  }
}

interface Ticking extends Pick<DeliveryServices, 'senders' | 'ending'> {
  /** Done before each tick whose time is believed. */
  readonly first?: (now: Date) => Promise<void>
}

/** The tick of a process that stays: by the machine's clock, or by the session's own, which nobody has to doubt. */
export function createTicking(
  machine: Pick<Machine, 'machineNow' | 'steadyNow'>,
  session: Session,
  { first = async () => {}, ...sending }: Ticking,
): () => Promise<void> {
  const { db, commands, log, plan, web, retention } = session
  const { machineNow, steadyNow } = machine
  const services = { ...sending, db, commands, log, plan, web, retention, leaseNow: machineNow }
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
