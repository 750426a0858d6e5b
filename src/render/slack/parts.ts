/** The most of one list, table or row of buttons in a block; three of them fill a page. */
export const PART = 3_000

/** What Slack counts is not documented, but the structure counts too: the JSON as a whole is more than that. */
export function weightOf(value: unknown): number {
  return JSON.stringify(value).length
}

/** Parts of at most so much weight and so many elements; an element alone may weigh more. */
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
