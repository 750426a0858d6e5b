import { boundedMap } from '../../domain/bounded-map.ts'

const MINUTE_MS = 60_000
/** Whoever has done nothing for longest is forgotten first. */
const MOST_REMEMBERED = 10_000

/** How many seconds somebody has to wait; 0 if they need not. */
export type Limit = (who: string) => number

/** Lets everybody do something so many times a minute. */
export function createLimit(most: number, machineNow: () => Date): Limit {
  const times = boundedMap<string, readonly number[]>(MOST_REMEMBERED)
  return (who) => {
    const now = machineNow().getTime()
    const recent = (times.get(who) ?? []).filter((each) => each > now - MINUTE_MS)
    const [oldest] = recent
    if (oldest !== undefined && recent.length >= most)
      return Math.max(1, Math.ceil((oldest + MINUTE_MS - now) / 1_000))
    times.set(who, [...recent, now])
    return 0
  }
}
