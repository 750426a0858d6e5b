/** Whether two values are kept alike as JSON, in whatever order: what is undefined or an empty list may be left out. */
export function isAlike(one: unknown, other: unknown): boolean {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other)
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => isAlike(each, other[index]))
  const [was, is] = [one, other] as [Record<string, unknown>, Record<string, unknown>]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].every((key) => isAlike(was[key], is[key]))
}

function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}

/** The value without how exact its days are. */
export function withoutExactness(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExactness)
  if (typeof value !== 'object' || value === null) return value
  const isGivenDay = 'on' in value && 'asGiven' in value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(isGivenDay && key === 'exact'))
      .map(([key, member]) => [key, withoutExactness(member)]),
  )
}
