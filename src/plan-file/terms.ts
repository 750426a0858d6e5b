import type { Term } from '../domain/plan.ts'
import type { Path, Remark } from './places.ts'
import { quoted } from './sentence.ts'

/** A date that a file gives by the name of a term, before the term is looked up. */
interface TermDate {
  readonly on: string
  readonly asGiven: string
  readonly exact: 'term'
}

/**
 * The file with a day for each date that is given by a term of its own: "Spring term 2021" or "2021-spring" counts to that
 * term's last day. Remarks where it is no term of the file, or could be several.
 */
export function withTermDays<File extends { readonly terms?: readonly Term[] | undefined }>(
  file: File,
): { readonly file: File; readonly remarks: readonly Remark[] } {
  const { terms = [] } = file
  const remarks: Remark[] = []
  const filled = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((each, index) => filled(each, [...path, index]))
    if (!isTermDate(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, filled(each, [...path, key])]),
      )
    const found = termsCalled(value.on, terms)
    const [only, ...more] = found
    if (only && more.length === 0) return { ...value, on: only.to }
    remarks.push({ path: [...path, 'on'], text: noTerm(value.on, { found, terms }) })
    return value
  }
  return { file: filled(file, []) as File, remarks }
}

function isTermDate(value: object): value is TermDate {
  return 'asGiven' in value && 'on' in value && 'exact' in value && value.exact === 'term'
}

/** Terms with all words of a name, and of the year that it gives. */
function termsCalled(written: string, terms: readonly Term[]): readonly Term[] {
  const wanted = partsOf(written)
  return terms.filter(({ name, from, to }) => {
    const known = new Set([...partsOf(name), from.slice(0, 4), to.slice(0, 4)])
    return wanted.every((part) => part === 'term' || known.has(part))
  })
}

function partsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/\p{L}+|\d+/gu) ?? []
}

function noTerm(
  written: string,
  { found, terms }: { found: readonly Term[]; terms: readonly Term[] },
): string {
  if (found.length > 1)
    return `${quoted(written)} names ${found.length} terms: expected one of them, with its year, such as ${quoted(`${found[0]?.name} ${found[0]?.to.slice(0, 4)}`)}`
  const known = terms.length === 0 ? 'and the file has no terms' : `or a term of the file (${named(terms)})`
  return `${quoted(written)} is not a quarter (2020-Q1), a month (2020-02) or a day (2020-02-29), ${known}`
}

const MOST_NAMED = 6

function named(terms: readonly Term[]): string {
  const names = [...new Set(terms.map(({ name }) => name))]
  return `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ' …' : ''}`
}
