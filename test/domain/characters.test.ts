import { describe, expect, test } from 'vitest'
import { lengthOf, saidBack, shortened, split } from '../../src/domain/text.ts'

const FAMILY = '👨‍👩‍👧'

describe('a text that is shortened', () => {
  test.each([
    ['a short text', 20, 'a short text'],
    ['exactly ten', 11, 'exactly ten'],
    ['whole words where there are any', 12, 'whole words…'],
    ['x'.repeat(50), 10, `${'x'.repeat(9)}…`],
    [`${'x'.repeat(8)}😀zzzz`, 10, `${'x'.repeat(8)}😀…`],
    [`${'x'.repeat(9)}😀zzzz`, 10, `${'x'.repeat(9)}…`],
    [`ab${FAMILY}${FAMILY}`, 10, `ab${FAMILY}…`],
  ])('%j within %d characters is %j', (text, most, expected) => {
    expect(shortened(text, most)).toBe(expected)
    expect(lengthOf(shortened(text, most))).toBeLessThanOrEqual(most)
  })

  test.each(['🇬🇧', '👍🏽', 'é', 'क्षि', FAMILY])('never ends within %s, wherever it is cut', (character) => {
    for (let most = 2; most < 120; most += 1) {
      const kept = shortened(character.repeat(200), most).slice(0, -1)
      const isWhole = kept === character.repeat(kept.length / character.length)
      expect({ most, isWhole: isWhole || lengthOf(character) >= most }).toEqual({ most, isWhole: true })
    }
  })

  test('is well formed wherever it is cut', () => {
    const text = `${'x'.repeat(39)}😀zzzz${'😀'.repeat(60)}`
    for (let most = 2; most < 60; most += 1) expect(shortened(text, most).isWellFormed()).toBe(true)
    expect(saidBack(text).isWellFormed()).toBe(true)
  })
})

test('a text that is split loses nothing but the blanks at its cuts', () => {
  const text = `Anna ${FAMILY} met `.repeat(40).trim()
  const parts = split(text, 50)
  expect(parts.every((part) => lengthOf(part) <= 50)).toBe(true)
  expect(parts.join(' ')).toBe(text)
})
