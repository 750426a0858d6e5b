/** Words that are to go, wherever they stand, and what stands there instead. */
export interface Replacement {
  readonly words: string
  readonly instead: string
  /** Only where they are all that a text says: words as short as these stand elsewhere for other reasons. */
  readonly alone?: true
}

/** A text that was cut short still tells what it was if so much of it is left. */
const LEAST_OF_A_CUT = 12

/**
 * Puts others in the place of words: whole words alone, in capitals or small letters, over any blanks, and where a text was
 * cut short after them.
 */
export function replaceWords(text: string, replacements: readonly Replacement[]): string {
  return [...replacements]
    .sort((one, other) => other.words.length - one.words.length)
    .reduce((result, each) => cutReplaced(wholeReplaced(result, each), each), text)
}

function wholeReplaced(text: string, { words, instead, alone }: Replacement): string {
  if (alone) return folded(text).trim() === folded(words).trim() ? instead : text
  if (!folded(text).includes(folded(words))) return text
  let result = ''
  let at = 0
  while (at < text.length) {
    const end = endOf(words, text, at)
    result += end === undefined ? text.charAt(at) : instead
    at = end ?? at + 1
  }
  return result
}

function cutReplaced(text: string, { words, instead, alone }: Replacement): string {
  if (alone) return text
  let result = text
  for (let cut = result.indexOf('…'); cut !== -1; cut = result.indexOf('…', cut + 1)) {
    const start = startOfCut(words, result, cut)
    if (start === undefined) continue
    result = `${result.slice(0, start)}${instead}${result.slice(cut + 1)}`
    cut = start + instead.length - 1
  }
  return result
}

/** Where the beginning of the words starts that was cut off at this place. */
function startOfCut(words: string, text: string, cut: number): number | undefined {
  for (let start = Math.max(0, cut - words.length - 1); start <= cut - LEAST_OF_A_CUT; start += 1) {
    const left = folded(text.slice(start, cut)).trim()
    if (left.length >= LEAST_OF_A_CUT && !isWithinWord(text, start) && folded(words).startsWith(left))
      return start
  }
  return undefined
}

/** Where the words end that begin at this place of a text; undefined if others do. */
function endOf(words: string, text: string, at: number): number | undefined {
  if (isWithinWord(text, at)) return undefined
  let place = at
  for (let index = 0; index < words.length; index += 1) {
    if (isBlank(words.charAt(index))) {
      if (!isBlank(text.charAt(place))) return undefined
      while (isBlank(text.charAt(place))) place += 1
      while (isBlank(words.charAt(index + 1))) index += 1
      continue
    }
    if (words.charAt(index).toLowerCase() !== text.charAt(place).toLowerCase()) return undefined
    place += 1
  }
  return isWithinWord(text, place) ? undefined : place
}

function isWithinWord(text: string, at: number): boolean {
  return at > 0 && at < text.length && WORD.test(text.charAt(at - 1)) && WORD.test(text.charAt(at))
}

const WORD = /[\p{L}\p{N}_]/u

function isBlank(character: string): boolean {
  return character !== '' && /\s/.test(character)
}

function folded(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ')
}

/** What tells a program, and no person, what something is. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'kind',
  'tone',
  'rating',
  'state',
  'action',
  'format',
  'style',
])

/** Every text within a value of JSON, and within JSON that stands in it as a text, changed. */
export function mapTexts(
  value: unknown,
  change: (text: string, under: string) => string,
  under = '',
): unknown {
  if (STRUCTURE.has(under)) return value
  if (typeof value === 'string') return inner(value, change, under) ?? change(value, under)
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change, under))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [change(name, ''), mapTexts(each, change, name)]),
  )
}

function inner(
  text: string,
  change: (text: string, under: string) => string,
  under: string,
): string | undefined {
  if (!/^[[{]/.test(text)) return undefined
  try {
    return JSON.stringify(mapTexts(JSON.parse(text), change, under))
  } catch {
    return undefined
  }
}
