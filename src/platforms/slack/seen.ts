import { boundedMap } from '../../domain/bounded-map.ts'

const MOST_KEYS = 2_000

/** Remembers the latest keys in memory, so that nothing is answered twice. The database keeps it from being recorded twice. */
export interface Seen {
  /** Whether the key is new; asking makes it known. */
  readonly isFirstTime: (key: string) => boolean
  /** Does the work once per key. A repeat waits for the work to end and gets undefined; after a failure it may be done again. */
  readonly once: <Result>(key: string, work: () => Promise<Result>) => Promise<Result | undefined>
}

export function createSeen(): Seen {
  const keys = boundedMap<string, true>(MOST_KEYS)
  const started = boundedMap<string, Promise<void>>(MOST_KEYS)
  return {
    isFirstTime: (key) => {
      if (keys.has(key)) return false
      keys.set(key, true)
      return true
    },
    once: async (key, work) => {
      const earlier = started.get(key)
      if (earlier) return void (await earlier)
      const result = work()
      const forget = () => void started.delete(key)
      started.set(
        key,
        result.then(() => {}, forget),
      )
      return result
    },
  }
}
