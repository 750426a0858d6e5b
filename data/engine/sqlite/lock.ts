export interface Lock {
  readonly take: () => Promise<void>
  readonly give: () => void
}

/** One holder at a time, in the order in which they asked. */
export function createLock(): Lock {
  const waiting: (() => void)[] = []
  let isTaken = false
  return {
    take: async () => {
      if (isTaken) return new Promise<void>((resolve) => waiting.push(resolve))
      isTaken = true
    },
    give: () => {
      const next = waiting.shift()
      if (next) next()
      else isTaken = false
    },
  }
}
