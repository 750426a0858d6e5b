const MOST = 2_000

/** Remembers the latest keys in memory, against answering twice; that nothing is recorded twice is the database's. */
export interface Recent {
  readonly isNew: (key: string) => boolean
}

export function createRecent(): Recent {
  const keys = new Set<string>()
  return {
    isNew: (key) => {
      if (keys.has(key)) return false
      const [oldest] = keys
      if (keys.size >= MOST && oldest !== undefined) keys.delete(oldest)
      keys.add(key)
      return true
    },
  }
}
