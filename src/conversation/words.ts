/** A line cut into words, each with its place, so that a note can be taken exactly as it was typed. */
export interface Words {
  readonly raw: string
  readonly list: readonly Word[]
}

interface Word {
  /** Lower case, compatibility forms folded, without punctuation around it: for comparing. */
  readonly plain: string
  readonly start: number
  readonly end: number
}

export function wordsOf(raw: string): Words {
  const list = [...raw.matchAll(/\S+/gu)].map((match) => ({
    plain: plainWord(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }))
  return { raw, list }
}

export function plainWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/^["“”'(*_~`]+|["“”'),:;.!?…*_~`]+$/gu, '')
}

/** The text from one word up to, and without, another. */
export function textBetween({ raw, list }: Words, from: number, to: number): string {
  const first = list[from]
  const last = list[to - 1]
  return first && last && to > from ? raw.slice(first.start, last.end) : ''
}

/** The rest of the line as typed, without a dash, colon or comma that only led to it. */
export function restFrom(words: Words, from: number, to = words.list.length): string {
  return textBetween(words, from, to)
    .replace(/^[-–—:,;]+\s+/u, '')
    .trim()
}
