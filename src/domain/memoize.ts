/** Caches a slow, pure function of an object for as long as that object lives. */
export function memoize<Key extends object, Result>(work: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>()
  return (key) => {
    const entry = known.get(key) ?? { result: work(key) }
    known.set(key, entry)
    return entry.result
  }
}
