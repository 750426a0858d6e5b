/** More than a plan's calendar and its dates have; what was asked for first is forgotten first. */
const MOST = 2_000

/** A function of texts alone that is slow and asked for the same ones again and again: says what it said before. */
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
