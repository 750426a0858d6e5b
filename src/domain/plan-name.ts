import { plainWord } from './text.ts'

/** What people call a plan. */
export interface PlanName {
  readonly id: number
  readonly code: string
  readonly short?: string | undefined
  readonly title: string
}

/** What a line says about which plan it means, and what is left of it then. */
export type NamedPlan = (
  | { readonly kind: 'one'; readonly id: number }
  | { readonly kind: 'several'; readonly ids: readonly number[] }
  | { readonly kind: 'all' }
) & {
  readonly rest: string
  /** Where it stands at the end, it may also belong to a note. */
  readonly isAtEnd: boolean
}

interface Word {
  readonly plain: string
  readonly start: number
  readonly end: number
}

/** The name by which lines say the plan: `in sif`. */
export function sayable({ short, code }: Pick<PlanName, 'short' | 'code'>): string {
  return short ?? code
}

/**
 * The plan that a line names where it begins or ends: `sif R13`, `in sif: overdue`, `overdue in sif`, "who owns 3 in the peer
 * review plan", `overdue in all`. Undefined if it names none, or if what it says fits several.
 */
export function planNamed(line: string, plans: readonly PlanName[]): NamedPlan | undefined {
  const words = [...line.matchAll(/\S+/g)].map(
    (match): Word => ({
      plain: plainWord(match[0]),
      start: match.index,
      end: match.index + match[0].length,
    }),
  )
  return atStart(line, words, plans) ?? atEnd(line, words, plans)
}

/** The plan that some words are the name of: a short name, a code, a title, or words of one title alone. */
export function planCalled<Plan extends PlanName>(name: string, plans: readonly Plan[]): Plan | undefined {
  const words = name.split(/\s+/).map(plainWord)
  const bare = words[0] === 'the' ? words.slice(1) : words
  const exact = plans.filter((plan) => namesOf(plan).some((each) => isSame(each, bare)))
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined
  return describedBy(
    bare.filter((word) => !isFiller(word)),
    plans,
  )
}

const IN = new Set(['in', 'for', 'from', 'of', 'on', 'across'])
/** A title has no more words that matter. */
const MOST_WORDS = 12

function atStart(line: string, words: readonly Word[], plans: readonly PlanName[]): NamedPlan | undefined {
  const isIn = words[0]?.plain === 'in' || words[0]?.plain === 'for'
  const from = isIn ? 1 : 0
  const rest = (next: number) => line.slice(words[next]?.start ?? line.length).replace(/^[:,–—-]\s*/, '')
  if (isIn && words[1]?.plain === 'all') {
    const next = words.findIndex(({ plain }, at) => at > 1 && !['of', 'my', 'the', 'plans'].includes(plain))
    return next === -1 ? undefined : { kind: 'all', rest: rest(next), isAtEnd: false }
  }
  for (let next = Math.min(words.length, from + MOST_WORDS); next > from; next -= 1) {
    const name = words.slice(from, next).map(({ plain }) => plain)
    // Without "in" only a name that is no other word counts.
    const called = isIn ? calledInLine(name, plans) : plans.find((plan) => isShort(plan, name))
    if (called) return { kind: 'one', id: called.id, rest: rest(next), isAtEnd: false }
  }
  return undefined
}

function atEnd(line: string, words: readonly Word[], plans: readonly PlanName[]): NamedPlan | undefined {
  const first = Math.max(1, words.length - MOST_WORDS)
  for (let at = words.length - 2; at >= first; at -= 1) {
    const word = words[at]
    if (!word || !IN.has(word.plain)) continue
    const name = words.slice(at + 1).map(({ plain }) => plain)
    const rest = line.slice(0, words[at - 1]?.end ?? 0).replace(/[,:;–—-]+$/, '')
    if (/^all(?: (?:of )?(?:(?:my|the) )?plans)?$/.test(name.join(' ')))
      return { kind: 'all', rest, isAtEnd: true }
    const called = calledInLine(name, plans)
    if (called) return { kind: 'one', id: called.id, rest, isAtEnd: true }
    const ids = eachCalled(name, plans)
    if (ids.length > 1) return { kind: 'several', ids, rest, isAtEnd: true }
  }
  return undefined
}

/** "sif and wsoa": the plans, if each of the names is one's. */
function eachCalled(names: readonly string[], plans: readonly PlanName[]): readonly number[] {
  const texts = names.join(' ').split(/ and |, /)
  const called = texts.map((text) => calledInLine(text.split(' '), plans))
  return called.every((each) => each !== undefined) ? [...new Set(called.map(({ id }) => id))] : []
}

/** In a line, words of a title count only in "the … plan". */
function calledInLine(name: readonly string[], plans: readonly PlanName[]): PlanName | undefined {
  const bare = name[0] === 'the' ? name.slice(1) : name
  const exact = plans.filter((plan) => namesOf(plan).some((each) => isSame(each, bare)))
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined
  if (name[0] !== 'the' || name.at(-1) !== 'plan') return undefined
  return describedBy(
    bare.filter((word) => !isFiller(word)),
    plans,
  )
}

/** The one plan in whose title all the words stand. */
function describedBy<Plan extends PlanName>(
  words: readonly string[],
  plans: readonly Plan[],
): Plan | undefined {
  if (words.length === 0) return undefined
  const fitting = plans.filter(({ title }) => {
    const own = title.split(/[\s–—-]+/).map(plainWord)
    return words.every((word) => own.includes(word))
  })
  return fitting.length === 1 ? fitting[0] : undefined
}

function isFiller(word: string): boolean {
  return ['the', 'a', 'of', 'and', 'for', 'plan', 'our'].includes(word)
}

function namesOf({ short, code, title }: PlanName): readonly (readonly string[])[] {
  return [
    ...(short === undefined ? [] : [[plainWord(short)]]),
    [plainWord(code)],
    title.split(/\s+/).map(plainWord),
  ]
}

function isShort({ short, code }: PlanName, name: readonly string[]): boolean {
  return name.length === 1 && [short, code].some((each) => each !== undefined && plainWord(each) === name[0])
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => word === other[at])
}
