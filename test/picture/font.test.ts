import { describe, expect, test } from 'vitest'
import { fontOf, textWidth } from '../../src/picture/font.ts'

const PRINTED = 'ABCXYZabcxyz0189 .,:;!?()[]/&%£€–—‘’“”…éèçñüößÅŁŽ'

describe.each(['regular', 'bold'] as const)('the %s font', (weight) => {
  test('has a letter for everything that is written in English and its neighbours', () => {
    const font = fontOf(weight)
    expect([...PRINTED].filter((character) => font.glyph(character).id === 0)).toEqual([])
  })

  test('draws every letter as closed outlines, a blank as none', () => {
    const font = fontOf(weight)
    for (const character of PRINTED.replace(' ', '')) {
      expect(font.outline(font.glyph(character).id), character).toMatch(/^(M[^MZ]+Z)+$/)
    }
    expect(font.outline(font.glyph(' ').id)).toBe('')
  })

  test('draws an accent over its letter', () => {
    const font = fontOf(weight)
    const [plain, accented] = ['e', 'é'].map((character) => font.outline(font.glyph(character).id))
    expect(accented?.match(/Z/g)?.length).toBe((plain?.match(/Z/g)?.length ?? 0) + 1)
  })

  test('draws an empty box for what it does not have', () => {
    const font = fontOf(weight)
    expect(font.glyph('進').id).toBe(0)
    expect(font.outline(0)).toMatch(/^M/)
  })
})

test('text is as wide as its letters together', () => {
  const size = { size: 20, weight: 'regular' } as const
  expect(textWidth('ab', size)).toBeCloseTo(textWidth('a', size) + textWidth('b', size))
  expect(textWidth('', size)).toBe(0)
  expect(textWidth('A', { ...size, size: 40 })).toBeCloseTo(2 * textWidth('A', size))
})
