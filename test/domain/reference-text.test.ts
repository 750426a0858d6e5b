import { expect, test } from 'vitest'
import { refsText } from '../../src/domain/reference.ts'

const PLAN = ['A1', 'A1(a)', 'A1(b)', 'A1(c)', 'A1(d)', 'A2', 'A2(a)', 'A2(b)', 'A2(c)'].map((ref) => ({
  ref,
  action: ref.includes('(') ? ref.slice(0, 2) : null,
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
