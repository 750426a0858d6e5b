import { saveTick } from '../../data/ticks.ts'
import type { ClockLook, ClockWatch } from './clock-watch.ts'
import type { DeliveryServices } from './settle.ts'
import { type Ticked, tick, tickHeld } from './tick.ts'

/** What a tick did, and what it found of the clock. */
export interface ClockedTick extends Ticked {
  readonly clock: ClockLook
}

/** A tick by the machine's clock, as far as it is believed. */
export async function clockedTick(services: DeliveryServices, watch: ClockWatch): Promise<ClockedTick> {
  const { db } = services
  const clock = await watch.look()
  if (clock.kind === 'held') return { ...(await tickHeld(services, clock)), clock }
  const { now, after } = clock
  const ticked = await tick(services, now, { isClockNew: after !== undefined })
  if (after) await watch.end(after)
  // Not the time of a clock that was set meanwhile: the next start is measured against it.
  const believed = watch.believed()
  if (believed) await saveTick(db, believed)
  return { ...ticked, clock }
}
