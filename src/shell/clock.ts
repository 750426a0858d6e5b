import type { Logger } from 'pino'
import { faultOf } from '../log.ts'

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
