/** Work that is under way, by the number of the connection that brought it. */
export interface InHand {
  readonly during: (number: number, work: () => Promise<void>) => Promise<void>
  /** Resolves when nothing that has begun is left. */
  readonly none: (number: number) => Promise<void>
}

export function createInHand(): InHand {
  const all = new Map<number, Set<Promise<void>>>()
  return {
    during: async (number, work) => {
      const own = all.get(number) ?? new Set()
      all.set(number, own)
      const begun = work()
      own.add(begun)
      try {
        await begun
      } finally {
        own.delete(begun)
        if (own.size === 0) all.delete(number)
      }
    },
    none: async (number) => {
      for (let own = all.get(number); own; own = all.get(number)) await Promise.allSettled(own)
    },
  }
}
