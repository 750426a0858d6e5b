import { memoize } from '../../domain/bounded-map.ts'
import type { Role } from '../../domain/plan.ts'
import { plainWord, type Words } from '../../domain/text.ts'

/** Words common to many job titles, and what people say instead. */
const COMMON = new Set(
  'the of for and strategic lead leads leader assistant director manager service services officer head team person people holder'.split(
    ' ',
  ),
)
const MOST_WORDS = 7

/** The one role that some words describe: "the post-16 lead", "business intelligence". Undefined if several fit. */
export function findRole(
  words: Words,
  at: number,
  roles: readonly Role[],
): { code: string; next: number } | undefined {
  const officers = officersOf(roles)
  for (let next = Math.min(words.list.length, at + MOST_WORDS); next > at + 1; next -= 1) {
    const said = words.list.slice(at, next).map(({ plain }) => plainWord(plain).replace(/'s$/, ''))
    if (
      COMMON.has(said[0] ?? '') &&
      said[0] !== 'the' &&
      said[0] !== 'strategic' &&
      said[0] !== 'assistant' &&
      said[0] !== 'head'
    )
      continue
    if (/^(for|of|and|the)$/.test(said.at(-1) ?? '')) continue
    const distinctive = said.filter((word) => !COMMON.has(word))
    if (distinctive.length === 0) continue
    const fitting = officers.filter((role) => distinctive.every((word) => role.words.has(word)))
    const [only, ...others] = fitting
    if (only && others.length === 0) return { code: only.code, next }
  }
  return undefined
}

interface Officer {
  readonly code: string
  readonly words: ReadonlySet<string>
}

/** Split once: titles are compared at every word of a line. */
const officersOf = memoize((roles: readonly Role[]): readonly Officer[] =>
  roles
    .filter(({ kind, title, code }) => kind === 'officer' && title !== code)
    .map(({ code, title }) => ({ code, words: wordsOfTitle(title) })),
)

function wordsOfTitle(title: string): ReadonlySet<string> {
  return new Set(
    title
      .toLowerCase()
      .split(/[^\p{L}\p{N}'-]+/u)
      .filter((word) => word !== ''),
  )
}
