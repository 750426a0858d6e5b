/** A line that only says what follows: "A1 progress update – October to November 2020:". */
const LEAD_IN = /\b(?:progress|update|comment|commentary|narrative|position|summary|status)\b/i

export interface Narrated {
  /** The reference that its first line names. */
  readonly ref: string | undefined
  readonly lines: readonly string[]
}

/** The paragraphs of a narrative, without its own heading and the numbers of its list. */
export function narrated(lines: readonly string[]): Narrated {
  const [first = '', ...rest] = lines
  const isLeadIn =
    LEAD_IN.test(first) &&
    (first.endsWith(':') || (rest.length > 0 && first.length < 90 && !first.endsWith('.')))
  const [, ref] =
    /^([A-Z]{0,4}\d+(?:[./]\d+)*|[A-Z]\d*)\b[\s:.–-]+(?=.*(?:progress|update|comment|narrative|position))/i.exec(
      first,
    ) ?? []
  const [, inline] = isLeadIn
    ? []
    : (/^[^:.]{0,60}\b(?:progress|update|comments?|commentary|narrative)\b[^:.]{0,40}:\s*(\S.*)$/is.exec(
        first,
      ) ?? [])
  const kept = isLeadIn ? rest : inline === undefined ? lines : [inline, ...rest]
  return {
    ref,
    lines: kept
      .map((each) => each.replace(/^(?:\d{1,2}[.)]\s+|[•·–-]\s+)/, '').trim())
      .filter((each) => each !== ''),
  }
}

/** Whether a row of one cell tells how things go, and is no heading of a level. */
export function isNarrative(lines: readonly string[]): boolean {
  const [first = ''] = lines
  const whole = lines.join(' ')
  if (LEAD_IN.test(first.slice(0, 80)) && (first.includes(':') || lines.length > 1)) return true
  return whole.length > LONGEST_HEADING || (whole.match(/[.!?](?:\s|$)/g)?.length ?? 0) > 1
}

const LONGEST_HEADING = 220

export interface Completed {
  /** Letters of the parts; all of them where the words name none. */
  readonly parts: readonly string[] | 'all'
  /** "(a)-(d)" or "(a),(b)", as the words have them. */
  readonly printed: string
}

const DONE = /\b(?:completed?|finished|done|closed|delivered)\b/i

/** "Actions a) to d) are finished": which parts a sentence says are complete; undefined if it says that of none. */
export function completedParts(sentence: string, known: readonly string[]): Completed | undefined {
  const [clause = ''] = sentence.split(';')
  if (
    !DONE.test(clause) ||
    /\b(?:not|yet|to be|will|some|a number|most|partly|in part|nearly|almost|many)\b/i.test(clause)
  )
    return undefined
  const all = () => ({ parts: 'all' as const, printed: rangeOf(known) })
  if (/^(?:complete[d]?|finished|done)\b/i.test(clause)) return known.length > 0 ? all() : undefined
  if (/^all\b(?: (?:of )?(?:the )?(?:\w+ )?(?:sub-?)?actions)?/i.test(clause) && !/[a-z]\)/.test(clause))
    return known.length > 0 ? all() : undefined
  const subject = clause.slice(0, clause.search(DONE))
  const parts: string[] = []
  const printed: string[] = []
  for (const [, from, , to] of subject.matchAll(/\b([a-z])\)(\s*(?:to|–|-|until)\s*([a-z])\))?/g)) {
    if (from === undefined) continue
    parts.push(...(to === undefined ? [from] : lettersBetween(from, to)))
    printed.push(to === undefined ? `(${from})` : `(${from})-(${to})`)
  }
  return parts.length === 0 ? undefined : { parts, printed: printed.join(',') }
}

export function lettersBetween(from: string, to: string): readonly string[] {
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)]
  return last < first
    ? [from, to]
    : Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at))
}

function rangeOf(letters: readonly string[]): string {
  const [first, last] = [letters[0], letters.at(-1)]
  return letters.length < 3 ? letters.map((each) => `(${each})`).join(',') : `(${first})-(${last})`
}

/** The parts that a sentence says have new dates. */
export function redatedParts(sentence: string): readonly string[] {
  if (!/\b(?:new dates?|revised|re-?dated|extended|later dates?)\b/i.test(sentence)) return []
  return [...sentence.matchAll(/\b([a-z])\)(\s*(?:to|–|-)\s*([a-z])\))?/g)].flatMap(([, from, , to]) => {
    if (from === undefined) return []
    return to === undefined ? [from] : lettersBetween(from, to)
  })
}
