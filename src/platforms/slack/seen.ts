import { boundedMap } from '../../domain/bounded-map.ts'

const MOST_KEYS = 2_000

/** Remembers the latest keys in memory, so that nothing is answered twice. The database keeps it from being recorded twice. */
export interface Seen {
  /**
   * Does the work once per key. A repeat waits for the work to end and gets undefined; if the work fails, the repeat does
   * it again.
   */
  readonly once: <Result>(key: string, work: () => Promise<Result>) => Promise<Result | undefined>
}

export function createSeen(): Seen {
  const started = boundedMap<string, Promise<boolean>>(MOST_KEYS)
  return {
    once: async (key, work) => {
      for (let earlier = started.get(key); earlier; earlier = started.get(key)) {
        if (await earlier) return undefined
      }
      const result = work()
      const done = result.then(
        () => true,
        () => {
          started.delete(key)
          return false
        },
      )
      started.set(key, done)
      return result
    },
  }
}
