/** A reference at the beginning of a text, and what follows it. */
export interface Referred {
  readonly ref: string
  /** "a)", "(iv)": it counts within the item above. */
  readonly isPart: boolean
  readonly rest: string
}

const PATTERNS: readonly { readonly is: RegExp; readonly isPart: boolean }[] = [
  {
    is: /^((?:Rec(?:ommendation)?|KLOE|Action|Priority|Objective|Theme|Area|Outcome|Commitment|Strand|Workstream)\.?\s*\d+(?:\.\d+)*[a-z]?|(?:Area|Theme|Priority|Strand)\s+[A-Z])\s*[:.–—-]\s+(?=\S)/i,
    isPart: false,
  },
  { is: /^([A-Z]{1,4}\d+(?:[./-]\d+)*(?:\([a-z0-9]+\)|[a-z])?)[.):]?\s+(?=\S)/, isPart: false },
  { is: /^(\d+(?:\.\d+)*(?:\([a-z]+\)|[a-z])?)[.):]\s*(?=\S)/, isPart: false },
  { is: /^(\d+(?:\.\d+)+(?:\([a-z]+\)|[a-z])?)\s+(?=\S)/, isPart: false },
  { is: /^([A-Z])[.:]\s+(?=\S)/, isPart: false },
  { is: /^\(?([a-z]|[ivx]{1,5})\)\s*(?=\S)/, isPart: true },
  { is: /^\(?([A-Z])\)\s*(?=\S)/, isPart: true },
  { is: /^([a-z])\.\s+(?=\S)/, isPart: true },
]

export function referenceAt(text: string): Referred | undefined {
  for (const { is, isPart } of PATTERNS) {
    const match = is.exec(text)
    const [whole, ref] = match ?? []
    if (whole !== undefined && ref !== undefined)
      return { ref: ref.replace(/\s+/g, ' '), isPart, rest: text.slice(whole.length).trim() }
  }
  return undefined
}

/** How a reference is written: "A9(a)" of "B4(c)". Alike in one plan means one level. */
export function shapeOf(ref: string): string {
  return ref
    .replace(/\d+/g, '9')
    .replace(/[A-Z]+/g, 'A')
    .replace(/[a-z]+/g, 'a')
}

/** Whether one is printed as a part of the other: 1.2 of 1, A1(a) of A1. */
export function isWithin(ref: string, outer: string): boolean {
  if (!ref.startsWith(outer) || ref.length <= outer.length) return false
  const next = ref.charAt(outer.length)
  return (
    /[.(/\-\s]/.test(next) ||
    (/[A-Za-z]$/.test(outer) && /\d/.test(next)) ||
    (/\d$/.test(outer) && /[a-z]/i.test(next))
  )
}

/** The steps of a cell, without bullets and letters. */
export function stepText(line: string): string {
  return line.replace(/^(?:[•·▪◦●*–-]\s*|\(?(?:[a-z]|[A-Z]|\d{1,2}|[ivx]{1,4})[.)]\s+)/, '').trim()
}
