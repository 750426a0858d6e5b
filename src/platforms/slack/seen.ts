const MOST = 2_000

/** Remembers the latest keys in memory, against answering twice; that nothing is recorded twice is the database's. */
export interface Seen {
  readonly isFirstTime: (key: string) => boolean
  /** Does the work for a key once: whoever comes again waits until it is done, and gets nothing. */
  readonly once: <Result>(key: string, work: () => Promise<Result>) => Promise<Result | undefined>
}

export function createSeen(): Seen {
  const keys = new Set<string>()
  const begun = new Map<string, Promise<void>>()
  return {
    isFirstTime: (key) => {
      if (keys.has(key)) return false
      makeRoom(keys)
      keys.add(key)
      return true
    },
    once: async (key, work) => {
      const before = begun.get(key)
      if (before) return void (await before)
      makeRoom(begun)
      const result = work()
      const forget = () => void begun.delete(key)
      begun.set(
        key,
        result.then(() => {}, forget),
      )
      return result
    },
  }
}

function makeRoom(remembered: Set<string> | Map<string, unknown>): void {
  const [oldest] = remembered.keys()
  if (remembered.size >= MOST && oldest !== undefined) remembered.delete(oldest)
}
