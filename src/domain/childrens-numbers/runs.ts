/** Digits with nothing but signs and blanks between them, as typed, pasted or wrapped. */
export interface Run {
  readonly groups: readonly Group[]
  /** What stands between each group and the next. */
  readonly between: readonly string[]
}

interface Group {
  readonly digits: string
  readonly from: number
  readonly to: number
}

/** More signs than this between two groups, and they are two numbers. */
const SIGNS = '[^\\p{L}\\p{N}]{1,6}'
const RUN = new RegExp(`\\d+(?:${SIGNS}\\d+)*`, 'gu')

export function runs(text: string): readonly Run[] {
  return [...text.matchAll(RUN)].map(({ 0: found, index }) => {
    const groups = [...found.matchAll(/\d+/g)].map(({ 0: digits, index: at }) => ({
      digits,
      from: index + at,
      to: index + at + digits.length,
    }))
    const between = groups.slice(1).map(({ from }, place) => text.slice(groups[place]?.to, from))
    return { groups, between }
  })
}

/** A part of a run, with what stands before and after it there. */
export interface Stretch {
  readonly groups: readonly Group[]
  readonly between: readonly string[]
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The stretches of whole groups that hold this many digits. */
export function stretches({ groups, between }: Run, length: number): readonly Stretch[] {
  return groups.flatMap((_, start) => {
    let digits = 0
    for (let end = start; end < groups.length && digits < length; end += 1) {
      digits += groups[end]?.digits.length ?? 0
      if (digits === length) {
        return [
          {
            groups: groups.slice(start, end + 1),
            between: between.slice(start, end),
            before: between[start - 1],
            after: between[end],
          },
        ]
      }
    }
    return []
  })
}

export function digitsOf({ groups }: Pick<Stretch, 'groups'>): string {
  return groups.map(({ digits }) => digits).join('')
}

export function sizesOf({ groups }: Pick<Stretch, 'groups'>): string {
  return groups.map(({ digits }) => digits.length).join('-')
}

/** "1,234,567", however the thousands are set apart. */
export function isInThousands(stretch: Pick<Stretch, 'groups'>): boolean {
  return /^[1-3](?:-3){2,}$/.test(sizesOf(stretch))
}
