/** Weight of one list, table or row of buttons in a block, at most; three of them fill a page. */
export const PART = 3_000

/** Slack does not document what it counts, but structure counts too; the length of the JSON is an upper bound. */
export function weightOf(value: unknown): number {
  return JSON.stringify(value).length
}

/** Groups elements by weight and number; a single element may exceed the weight. */
export function parted<Element>(
  all: readonly Element[],
  weight: number,
  most = Number.POSITIVE_INFINITY,
): readonly (readonly Element[])[] {
  const parts: Element[][] = []
  let sum = 0
  for (const each of all) {
    const own = weightOf(each)
    const last = parts.at(-1)
    if (last && sum + own <= weight && last.length < most) {
      last.push(each)
      sum += own
    } else {
      parts.push([each])
      sum = own
    }
  }
  return parts
}
