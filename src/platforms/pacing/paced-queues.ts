import PQueue from 'p-queue'
import { boundedMap } from '../../domain/bounded-map.ts'

/** A queue that is forgotten costs at worst a "too many requests". */
const MOST_QUEUES = 2_000

/** A queue for each key, which starts at most `most` tasks within `interval` milliseconds. */
export function createPacedQueues({
  most,
  interval,
  machineNow,
}: {
  most: number
  interval: number
  machineNow: () => Date
}): (key: string) => PQueue {
  const queues = boundedMap<string, PQueue>(MOST_QUEUES)
  let latest = 0
  return (key) => {
    const now = machineNow().getTime()
    // p-queue measures by the wall clock. After the clock was set back, an old queue would hold its tasks for as long.
    if (now < latest) queues.clear()
    latest = now
    const queue = queues.get(key) ?? new PQueue({ strict: true, intervalCap: most, interval })
    queues.set(key, queue)
    return queue
  }
}
