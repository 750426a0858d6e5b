/** The words of a title, without case, punctuation and accents. */
function wordsOf(title: string): readonly string[] {
  return (
    title
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** What is the same of titles that differ in case, punctuation and accents alone. */
export function titleKey(title: string): string {
  return wordsOf(title).join(' ')
}

export function isSameTitle(one: string, other: string): boolean {
  return one === other || titleKey(one) === titleKey(other)
}

/** Whether a title has at least half of the words of the one before. */
export function keepsHalf(before: string, after: string): boolean {
  const [was, is] = [new Set(wordsOf(before)), new Set(wordsOf(after))]
  return [...was].filter((word) => is.has(word)).length * 2 >= was.size
}
