/** A line split into words with their positions, so that a note can be kept exactly as typed. */
export interface Words {
  readonly raw: string
  readonly list: readonly Word[]
}

interface Word {
  /** For comparing: lower case, NFKC, without surrounding punctuation. */
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
    .replace(/^["“”'(*_~`]+/u, '')
    .replace(/(?<!["“”'),:;.!?…*_~`])["“”'),:;.!?…*_~`]+$/u, '')
}

/** The text of the words from `from` up to, but not including, `to`. */
export function textBetween({ raw, list }: Words, from: number, to: number): string {
  const first = list[from]
  const last = list[to - 1]
  return first && last && to > from ? raw.slice(first.start, last.end) : ''
}

/** The rest of the line as typed, without a leading dash, colon or comma. */
export function restFrom(words: Words, from: number, to = words.list.length): string {
  return textBetween(words, from, to)
    .replace(/^[-–—:,;]+\s+/u, '')
    .trim()
}
