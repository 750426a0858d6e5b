/** All of a list by what they have in common, in their order. */
export function grouped<Each, Key>(
  all: readonly Each[],
  keyOf: (each: Each) => Key,
): ReadonlyMap<Key, readonly Each[]> {
  const found = new Map<Key, Each[]>()
  for (const each of all) {
    const key = keyOf(each)
    const others = found.get(key)
    if (others) others.push(each)
    else found.set(key, [each])
  }
  return found
}
