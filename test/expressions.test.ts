import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { checkSync } from 'recheck'
import { describe, expect, test, vi } from 'vitest'
import { projectFile } from '../src/shell/project.ts'
import { expressionsIn, repeatsWhatVaries } from './support/expressions.ts'

/** Recheck's checker in JavaScript, which is the same on every machine. */
vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure')

const files = ['src', 'commands', 'digests', 'data'].flatMap((folder) =>
  readdirSync(projectFile(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
)

/**
 * The expressions that were checked already, by hash: checking takes minutes, and its result depends on nothing but the expression
 * and recheck. A new expression is checked each time until `CHECKED=write npx vitest run test/expressions.test.ts` notes it.
 */
const CHECKED = projectFile('test/fixtures/expressions-checked.txt')

function hashOf({ source, flags }: { readonly source: string; readonly flags: string }): string {
  return createHash('sha256').update(`recheck ${RECHECK}: /${source}/${flags}`).digest('hex').slice(0, 24)
}

const { version: RECHECK } = JSON.parse(
  readFileSync(projectFile('node_modules/recheck/package.json'), 'utf8'),
) as { version: string }

function isExponential(source: string, flags: string): boolean {
  // What is exponential shows within these milliseconds; the degree of a polynomial would need more.
  const found = checkSync(source, flags, { timeout: 60_000, incubationTimeout: 100, attackTimeout: 200 })
  if (found.status === 'unknown') throw new Error(`/${source}/${flags} could not be checked`)
  return found.complexity.type === 'exponential'
}

describe('no regular expression takes exponential time', () => {
  const all = files.flatMap((file) => expressionsIn(file))

  test('in the whole source', () => {
    expect(all.length).toBeGreaterThan(400)
    const suspects = all.filter(({ source }) => repeatsWhatVaries(source))
    const known = new Set(readFileSync(CHECKED, 'utf8').split('\n'))
    const unknown = suspects.filter((each) => !known.has(hashOf(each)))
    expect(unknown.filter(({ source, flags }) => isExponential(source, flags))).toEqual([])
    if (process.env.CHECKED === 'write')
      writeFileSync(CHECKED, `${[...new Set(suspects.map(hashOf))].sort().join('\n')}\n`)
  }, 600_000)

  test.each([
    ['a capitalised name', '^(?:\\p{Lu}[\\p{L}’-]+ ?){2,}$', 'u'],
    ['several requests', '^r\\d+(?:\\s*(?:,|and|\\s)\\s*r\\d+)+$', ''],
    ['a courtesy', '^(?:thanks|hm+|hmm|x+)+$', 'i'],
    ['the textbook’s', '(a+)+$', ''],
    ['choices that overlap', '^(?:a|a?)+$', ''],
    ['a bounded repetition', '^(?:a{1,40}){1,40}$', ''],
  ])('%s as it was written before is found', (_, source, flags) => {
    expect([repeatsWhatVaries(source), isExponential(source, flags)]).toEqual([true, true])
  })
})

describe('this test sees every way of writing an expression', () => {
  test.each([
    ['const a = /x+/giu', ['x+', 'giu']],
    ["const a = new RegExp('x+', 'i')", ['x+', 'i']],
    ["const a = RegExp('x+')", ['x+', '']],
    [`const LETTER = 'x'\nconst a = new RegExp(\`^\${LETTER}+\`)`, ['^x+', '']],
    ["const ALL = ['x', 'y']\nconst a = new RegExp(ALL.join('|'))", ['x|y', '']],
    ["const ONE = /x/\nconst a = new RegExp(ONE.source + '+')", ['x+', '']],
  ])('%s', (text, [source, flags]) => {
    expect(expressionsIn('a.ts', text).at(-1)).toMatchObject({ source, flags })
  })

  test('one that is put together from what comes in is refused', () => {
    expect(() => expressionsIn('a.ts', 'const a = (id: string) => new RegExp(id)')).toThrow(ReferenceError)
  })
})
