import type { Role } from '../domain/plan.ts'
import { plainWord, type Words } from './words.ts'

/** Words of a post that many posts have, and what people say in their place. */
const COMMON = new Set(
  'the of for and strategic lead leads leader assistant director manager service services officer head team person people holder'.split(' '),
)
const MOST_WORDS = 7

/** The role that some words describe ("the post-16 lead", "business intelligence"), when they fit one and no other. */
export function roleFromWords(words: Words, at: number, roles: readonly Role[]): { code: string; next: number } | undefined {
  const officers = roles.filter((role) => role.kind === 'officer' && role.title !== role.code).map((role) => ({ code: role.code, words: wordsOfTitle(role.title) }))
  for (let next = Math.min(words.list.length, at + MOST_WORDS); next > at + 1; next -= 1) {
    const said = words.list.slice(at, next).map(({ plain }) => plainWord(plain).replace(/'s$/, ''))
    if (COMMON.has(said[0] ?? '') && said[0] !== 'the' && said[0] !== 'strategic' && said[0] !== 'assistant' && said[0] !== 'head') continue
    if (/^(for|of|and|the)$/.test(said.at(-1) ?? '')) continue
    const telling = said.filter((word) => !COMMON.has(word))
    if (telling.length === 0 || said.length - telling.length + telling.length < 2) continue
    const fitting = officers.filter((role) => telling.every((word) => role.words.has(word)))
    const [only, ...others] = fitting
    if (only && others.length === 0) return { code: only.code, next }
  }
  return undefined
}

function wordsOfTitle(title: string): ReadonlySet<string> {
  return new Set(title.toLowerCase().split(/[^\p{L}\p{N}'-]+/u).filter((word) => word !== ''))
}
