import { expect, test } from 'vitest'
import type { Item } from '../../src/domain/plan.ts'
import { indexReferences, plainReference, refsText } from '../../src/domain/reference.ts'
import { readReferences } from '../../src/domain/reference-list.ts'

const lettered = indexReferences(
  items({
    A: { A1: ['A1(a)', 'A1(b)', 'A1(c)', 'A1(d)'], A2: ['A2(a)', 'A2(c)'] },
    B: { B2: ['B2(a)', 'B2(b)', 'B2(d)'] },
  }),
)
const numbered = indexReferences(
  items({ 1: { '1.1': ['1.1.1', '1.1.2', '1.1.11'] }, 2: { '2.1': ['2.1.1'], '11.1': ['11.1.2'] } }),
)

const read = (text: string, index = lettered) => readReferences(text, index)?.map((item) => item.ref)

test.each([
  'A2(c)',
  'a2c',
  'A2.c',
  'A2 c',
  'A2 (c)',
  'A2 c)',
  'a 2 c',
  'Ａ２ｃ',
  'A2-c'.replace('-', ' '),
  '(A2c)',
])('%s is A2(c)', (text) => {
  expect(read(text)).toEqual(['A2(c)'])
})

test.each([
  ['B2 a, b and d', ['B2(a)', 'B2(b)', 'B2(d)']],
  ['B2(a), (b) & (d)', ['B2(a)', 'B2(b)', 'B2(d)']],
  ['A1(a)-(d)', ['A1(a)', 'A1(b)', 'A1(c)', 'A1(d)']],
  ['A1 b to d', ['A1(b)', 'A1(c)', 'A1(d)']],
  ['A1(a)–(c), B2', ['A1(a)', 'A1(b)', 'A1(c)', 'B2']],
  ['A1-A2', ['A1', 'A2']],
  ['A1 a, B2 b, d', ['A1(a)', 'B2(b)', 'B2(d)']],
  ['A1a + A1a', ['A1(a)']],
])('%s is a list', (text, refs) => {
  expect(read(text)).toEqual(refs)
})

test.each([
  '',
  'Z9',
  'A1(e)',
  'A1(d)-(a)',
  'A1(a)-B2(d)',
  'A1 and',
  ', A1',
  'A1 amber',
  'A1,,',
  'A1 a b',
  '-',
  '()',
  'to',
])('"%s" names nothing, or not only items', (text) => {
  expect(read(text)).toBeUndefined()
})

test('numbers keep their places: 1.1.2 is neither 11.1.2 nor 1.12', () => {
  expect(read('1.1.2', numbered)).toEqual(['1.1.2'])
  expect(read('11.1.2', numbered)).toEqual(['11.1.2'])
  expect(read('1.12', numbered)).toBeUndefined()
  expect(read('1.1 2', numbered)).toBeUndefined()
  expect(read('1.1.1-1.1.11', numbered)).toEqual(['1.1.1', '1.1.2', '1.1.11'])
  expect(plainReference('1.1.11')).not.toBe(plainReference('1.11.1'))
})

test('a hostile text is read in no time and names nothing', () => {
  expect(read('a1 '.repeat(50_000))).toBeUndefined()
})

function items(plan: Record<string, Record<string, string[]>>): Item[] {
  const found: Item[] = []
  const add = (ref: string, level: number, parentId: number | null): number => {
    const id = found.length + 1
    found.push({
      id,
      ref,
      level,
      place: level === 2 ? 'counted' : 'rolled-up',
      parentId,
      title: ref,
      sortOrder: id,
      leads: [],
      owners: [],
      supports: [],
      start: null,
      due: null,
      ongoing: false,
      review: null,
      details: { aims: [], indicators: [], aspects: [], outcomes: [], progress: [], notes: [] },
      joinedAt: '0001-01-01T00:00:00.000Z',
      left: null,
    })
    return id
  }
  for (const [area, actions] of Object.entries(plan)) {
    const areaId = add(area, 0, null)
    for (const [ref, parts] of Object.entries(actions)) {
      const actionId = add(ref, 1, areaId)
      for (const part of parts) add(part, 2, actionId)
    }
  }
  return found
}

const PLAN = ['A1', 'A1(a)', 'A1(b)', 'A1(c)', 'A1(d)', 'A2', 'A2(a)', 'A2(b)', 'A2(c)'].map((ref) => ({
  ref,
  parent: ref.includes('(') ? ref.slice(0, 2) : null,
}))
const named = (...refs: string[]) => PLAN.filter(({ ref }) => refs.includes(ref))

test.each([
  [['A1(a)'], 'A1(a)'],
  [['A1(a)', 'A1(b)'], 'A1(a) and A1(b)'],
  [['A1(a)', 'A1(b)', 'A1(c)'], 'A1(a) to A1(c)'],
  [['A1(a)', 'A1(c)', 'A1(d)'], 'A1(a), A1(c) and A1(d)'],
  [['A1(c)', 'A1(d)', 'A2(a)', 'A2(b)'], 'A1(c), A1(d), A2(a) and A2(b)'],
  [['A1(b)', 'A1(c)', 'A1(d)', 'A2(a)', 'A2(b)', 'A2(c)'], 'A1(b) to A1(d) and A2(a) to A2(c)'],
  [['A1', 'A1(a)', 'A2'], 'A1, A1(a) and A2'],
  [[], ''],
])('%j is written "%s"', (refs, text) => {
  expect(refsText(named(...refs), PLAN)).toBe(text)
})

test('what does not fit is counted, each item once', () => {
  const some = named('A1', 'A1(a)', 'A1(b)', 'A1(c)', 'A2', 'A2(a)', 'A2(c)')
  expect(refsText(some, PLAN, { most: 3 })).toBe('A1, A1(a) to A1(c) and 3 more')
  expect(refsText(some, PLAN, { most: 5 })).toBe('A1, A1(a) to A1(c), A2, A2(a) and A2(c)')
})
