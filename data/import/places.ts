/**
 * Gives the items of one parent, in the order of the file, places that rise: as many as possible keep the place that they
 * have, so that to add one or to move one changes no other. Those without a place are new among these.
 */
export function risingPlaces(known: readonly (number | undefined)[]): readonly number[] {
  const kept = longestRising(known)
  const places = known.map((place, index) =>
    kept.has(index) && place !== undefined ? place : between(index),
  )
  function between(index: number): number {
    const isKept = (each: number) => kept.has(each)
    const indexes = known.map((_, each) => each)
    const before = indexes.findLast((each) => each < index && isKept(each))
    const after = indexes.find((each) => each > index && isKept(each))
    const [low, high] = [before, after].map((each) => (each === undefined ? undefined : known[each]))
    if (low !== undefined && high !== undefined && before !== undefined && after !== undefined)
      return low + ((high - low) * (index - before)) / (after - before)
    if (low !== undefined && before !== undefined) return low + index - before
    if (high !== undefined && after !== undefined) return high - (after - index)
    return index
  }
  const isRising = places.every((place, index) => index === 0 || place > (places[index - 1] ?? place))
  // Between two places there is room for a thousand, but not for ever.
  return isRising ? places : known.map((_, index) => index)
}

/** The indexes of a longest run of places that rise. */
function longestRising(known: readonly (number | undefined)[]): ReadonlySet<number> {
  const best: { readonly length: number; readonly before: number | undefined }[] = []
  for (const [index, place] of known.entries()) {
    let found = { length: place === undefined ? 0 : 1, before: undefined as number | undefined }
    for (let other = 0; place !== undefined && other < index; other += 1) {
      const length = best[other]?.length ?? 0
      if ((known[other] ?? place) < place && length + 1 > found.length)
        found = { length: length + 1, before: other }
    }
    best.push(found)
  }
  const longest = Math.max(0, ...best.map(({ length }) => length))
  const kept = new Set<number>()
  if (longest === 0) return kept
  let index: number | undefined = best.findIndex(({ length }) => length === longest)
  while (index !== undefined) {
    kept.add(index)
    index = best[index]?.before
  }
  return kept
}
