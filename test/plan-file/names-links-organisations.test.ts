import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commandVerbs } from '../../src/discover.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { TINY } from '../support/app.ts'

const tiny = readFileSync(projectFile(TINY), 'utf8')
const verbs = await commandVerbs()

/** The tiny plan with more keys, and with its first role put otherwise. */
function read(more: string, role?: string) {
  const text = tiny.replace('{ code: HEAD, title: Head librarian }', role ?? '$&')
  return readPlanFile(`${more}\n${text}`, { verbs })
}

function errorsOf(more: string, role?: string): readonly string[] {
  return read(more, role).errors.map(({ text }) => text)
}

describe('a short name', () => {
  test('is kept, and goes into no other place', () => {
    expect(read('short: harbour').plan?.short).toBe('harbour')
  })

  test.each([
    ['overdue', 'a word of the program'],
    ['item', 'a word of the program'],
    ['plans', 'a word of the program'],
    ['stalled', 'the name of a rating'],
    ['Stuck', 'the name of a rating'],
    ['head', 'the name of a role'],
    ['steering', 'the name of a body'],
    ['theme', 'the name of a level of the plan'],
    ['tasks', 'the name of a level of the plan'],
  ])('%s is refused: it is %s already', (short, what) => {
    expect(errorsOf(`short: ${short}`)).toEqual([
      `short: "${short}" is ${what} already: expected a short name that means the plan alone`,
    ])
  })

  test.each(['library-plan', 'harbourlibrary', '2017', '"my plan"', '""'])(
    '%s is not one: letters alone, at most twelve',
    (short) => {
      expect(read(`short: ${short}`).plan).toBeNull()
    },
  )

  test('a reference is refused as one too', () => {
    const text = tiny.replace('ref: 2.1.2', 'ref: ledger')
    expect(readPlanFile(`short: ledger\n${text}`, { verbs }).errors.map((error) => error.text)).toContain(
      'short: "ledger" is the name of an item already: expected a short name that means the plan alone',
    )
  })
})

describe('links', () => {
  test('join two items of the plan, or one with an item of another plan by its code or short name', () => {
    expect(
      read('links: [ [ 1.1.1, 2.1.2 ], [ 1.1.2, "sif: 4" ], [ "thurrock-sif-2016: 6B", 1.10.1 ] ]').plan
        ?.links,
    ).toEqual([
      [{ ref: '1.1.1' }, { ref: '2.1.2' }],
      [{ ref: '1.1.2' }, { plan: 'sif', ref: '4' }],
      [{ plan: 'thurrock-sif-2016', ref: '6B' }, { ref: '1.10.1' }],
    ])
  })

  test('the plan’s own name before a reference means the plan itself', () => {
    expect(read('short: harbour\nlinks: [ [ "harbour: 1.1.1", 2.1.2 ] ]').plan?.links).toEqual([
      [{ ref: '1.1.1' }, { ref: '2.1.2' }],
    ])
  })

  test.each([
    ['[ 1.1.1, 1.1.1 ]', '1.1.1 is linked with itself'],
    ['[ 1.1.1, 9.9.9 ]', 'unknown item "9.9.9"'],
    ['[ "sif: 1", "sif: 2" ]', 'neither item is one of this plan'],
  ])('%s is an error: %s', (pair, said) => {
    const [error = '', ...more] = errorsOf(`links: [ ${pair} ]`)
    expect(error).toContain(said)
    expect(more).toEqual([])
  })
})

describe('an organisation', () => {
  const named = (rest: string) => `{ code: HEAD, title: Friends of the Library, kind: organisation${rest} }`

  test('leads as a post does, with the post that speaks for it', () => {
    const { plan } = read('', named(', contact: OUTREACH'))
    expect(plan?.organisations).toEqual([{ code: 'HEAD', contact: 'OUTREACH' }])
    expect(read('', named('')).plan?.organisations).toEqual([{ code: 'HEAD' }])
    expect(read('').plan?.organisations).toBeUndefined()
  })

  test.each([
    [named(', contact: NOBODY'), 'NOBODY'],
    [named(', contact: HEAD'), 'HEAD is an organisation too: expected a post'],
    ['{ code: HEAD, title: Head librarian, contact: OUTREACH }', 'HEAD is a post, which speaks for itself'],
  ])('%s is an error: %s', (role, said) => {
    const [error = '', ...more] = errorsOf('', role)
    expect(error).toContain(said)
    expect(more).toEqual([])
  })
})
