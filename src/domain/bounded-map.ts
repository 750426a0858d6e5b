/** A map that drops its oldest entry to make room for a new one when it holds `most`. */
export function boundedMap<Key, Value>(most: number): Map<Key, Value> {
  return new BoundedMap(most)
}

class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number

  constructor(most: number) {
    super()
    this.#most = most
  }

  override set(key: Key, value: Value): this {
    const oldest = this.keys().next()
    if (this.size >= this.#most && !this.has(key) && !oldest.done) this.delete(oldest.value)
    return super.set(key, value)
  }
}

/** Caches a slow, pure function of an object for as long as that object lives. */
export function memoize<Key extends object, Result>(work: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>()
  return (key) => {
    const entry = known.get(key) ?? { result: work(key) }
    known.set(key, entry)
    return entry.result
  }
}
