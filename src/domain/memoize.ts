import { boundedMap } from './bounded-map.ts'

/** More than the days and dates of a plan's calendar. */
const MOST_RESULTS = 2_000

/** Remembers the results of a slow, pure function of texts. */
export function memoize<Arguments extends readonly string[], Result>(
  work: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const results = boundedMap<string, Result>(MOST_RESULTS)
  return (...given) => {
    const key = given.join('\n')
    const known = results.get(key)
    if (known !== undefined) return known
    const result = work(...given)
    results.set(key, result)
    return result
  }
}
