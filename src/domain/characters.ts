/** How many characters a text has, as platforms count them: an emoji's code points, not its halves. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/** A text of at most so many characters, with "…" for what is left out; whole words where there are any. */
export function shortened(text: string, most: number): string {
  if (text.length <= most || lengthOf(text) <= most) return text
  const [kept = ''] = split(text, most - 1)
  return `${kept.trimEnd()}…`
}

/** What somebody typed, as it is repeated to them: not at length. */
export function saidBack(text: string): string {
  return shortened(text, 60)
}

/** Cuts a long text into parts: between words where there are any, else between characters. */
export function split(text: string, most: number): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > most && lengthOf(rest) > most) {
    const head = headOf(rest, most)
    const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'))
    const at = blank > head.length / 2 ? blank + 1 : head.length
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

/** The longest beginning of whole characters; one with more code points than fit is cut between them. */
function headOf(text: string, most: number): string {
  const head = [...text.slice(0, most * 2)].slice(0, most).join('')
  const cut = charactersIn(text).containing(head.length)
  return cut && cut.index > 0 ? text.slice(0, cut.index) : head
}

let segmenter: Intl.Segmenter | undefined

/** Made when it is first needed: it loads megabytes that a text which is never too long can do without. */
function charactersIn(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
