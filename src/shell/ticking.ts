import { saveTick } from '../../data/ticks.ts'
import { watchClock } from '../deliveries/clock-watch.ts'
import { clockedTick } from '../deliveries/clocked-tick.ts'
import type { DeliveryServices } from '../deliveries/settle.ts'
import { tick } from '../deliveries/tick.ts'
import type { Machine, Session } from './session.ts'

/** The tick of a process that stays: by the machine's clock, or by the session's own, which nobody has to doubt. */
export function createTicking(
  machine: Pick<Machine, 'machineNow' | 'steadyNow'>,
  session: Session,
  senders: DeliveryServices['senders'],
): () => Promise<void> {
  const { db, commands, log } = session
  const { machineNow, steadyNow } = machine
  const services = { db, senders, commands, log, leaseNow: machineNow }
  const watch = watchClock({ db, log, machineNow, steadyNow })
  return async () => {
    if (!session.hasOwnClock) {
      await clockedTick(services, watch)
      return
    }
    await tick(services, session.now())
    await saveTick(db, machineNow())
  }
}
