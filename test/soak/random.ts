/** A random number of at least 0 and less than 1; the same seed gives the same numbers. */
export type Random = () => number

/** Marsaglia's xorshift with 32 bits. */
export function randomFrom(seed: number): Random {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}
