/** More than the days and dates of one plan; beyond this the oldest entry is dropped. */
const MOST = 2_000

/** Caches the results of a slow, pure function of strings. */
export function memoize<Given extends readonly string[], Said>(
  work: (...given: Given) => Said,
): (...given: Given) => Said {
  const known = new Map<string, Said>()
  return (...given) => {
    const key = given.join('\n')
    const before = known.get(key)
    if (before !== undefined) return before
    const said = work(...given)
    const [oldest] = known.keys()
    if (known.size >= MOST && oldest !== undefined) known.delete(oldest)
    known.set(key, said)
    return said
  }
}
