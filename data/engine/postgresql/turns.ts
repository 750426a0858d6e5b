/** Lets the changes of one plan in one process come one after another, so that they do not hold connections while they wait. */
export type Turns = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const before = last.get(name)
    const own = (async () => {
      await before?.catch(() => {})
      return work()
    })()
    last.set(name, own)
    try {
      return await own
    } finally {
      if (last.get(name) === own) last.delete(name)
    }
  }
}
