import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText, lengthOf, saidBack, shortened, split } from '../../src/domain/text.ts'

test.each([
  ['colours', '\u001b[31mred\u001b[0m \u001b[1;5;38;2;1;2;3mx\u001b[m', 'red x'],
  ['a moved cursor', 'a\u001b[2J\u001b[1;1Hb\u001b[?1049hc', 'abc'],
  ['a title that ends with a bell', '\u001b]0;owned, says “Eve”\u0007text', 'text'],
  ['a hyperlink that ends with a bell', '\u001b]8;;https://e.example\u0007label\u001b]8;;\u0007', 'label'],
  [
    'a hyperlink that ends with ST',
    '\u001b]8;id=1;https://e.example/ä ö\u001b\\label\u001b]8;;\u001b\\',
    'label',
  ],
  ['a device control string', '\u001bP1$r0m\u001b\\text', 'text'],
  ['other strings', '\u001b_app\u001b\\a\u001b^pm\u001b\\b\u001bXsos\u001b\\c', 'abc'],
  ['8-bit sequences', '\u009b31mred\u009b0m \u009d0;title\u009ca \u0090x\u009cb', 'red a b'],
  ['short escapes', '\u001bca\u001b(Bb\u001b7c', 'abc'],
  ['the beginning alone of a string without an end', 'a \u001b]0;b c', 'a 0;b c'],
  ['a lone escape', 'a\u001b', 'a'],
  ['control characters', 'a\u0000b\u0007c\bd\u007fe\u001ff\u0090g', 'abcdefg'],
  ['overrides and isolates of direction', 'a\u202eb\u202cc\u2066d\u2069e\u200ef\u061cg', 'abcdefg'],
  ['characters without width', 'A5\u200b(h)\ufeff\u2060\u00ad\u180e\u2063', 'A5(h)'],
  ['joiners that join nothing', 'ad\u200dmin\u200c C\u200d2 \u200d5', 'admin C2 5'],
  ['tags outside a flag', 'a\u{e0041}\u{e007f}b 🏴\u{e0061}c', 'ab 🏴c'],
  ['fillers that look like nothing', 'a\u3164b\uffa0c', 'abc'],
  ['code points that are no characters', 'a\uffffb\u{1fffe}c\ufdd0', 'abc'],
  ['blanks around the text', ' \n\t a b \u00a0\n', 'a b'],
])('%s go', (_, raw, clean) => {
  expect(cleanText(raw)).toBe(clean)
})

test('every kind of line end becomes one', () => {
  expect(cleanText('a\r\nb\rc\u0085d\u2028e\u2029f\vg\fh\n\ni')).toBe('a\nb\nc\nd\ne\nf\ng\nh\n\ni')
})

test('half a character is replaced by the sign for it', () => {
  expect(cleanText('a\ud800b\udc00c')).toBe('a\ufffdb\ufffdc')
})

test('a letter keeps six marks, whatever is piled on it', () => {
  expect(cleanText(`x${'\u0301'.repeat(3000)}y`)).toBe(`x${'\u0301'.repeat(6)}y`)
  expect(cleanText(`x${'\u0301\u200d'.repeat(3000)}y`)).toBe(`x${'\u0301'.repeat(6)}y`)
})

test('letters written in two ways become the same', () => {
  expect(cleanText('Zoe\u0308 A\u030a \u212b')).toBe('Zoë Å Å')
})

test.each([
  'plain words, “smart quotes” – dashes… £20 ½ €5',
  'a\ttab and\nlines\n\n  with blanks   within',
  'Zoë Łódź Ærøskøbing Nguyễn Thị İstanbul',
  'Ελληνικά Кириллица ქართული Հայերեն',
  'שָׁלוֹם עולם',
  'مرحبا بالعالم می‌خواهم',
  'हिन्दी क्‍ष শক্তি ශ්‍රී ලංකා தமிழ்',
  'ကြွောင့် ខ្មែរ ไทยกำลัง བོད་ཡིག',
  '進捗は順調です ｶﾞﾞ 한국어',
  '👨‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ 👩🏽‍🚀 🏃‍♀️ ❤️‍🔥 1️⃣ 🇬🇧 ☂️ ☂︎',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿',
  '| * _ ` # < > & \\ [a](b) <b> $x ; -- \' "',
])('"%s" stays as it was typed', (typed) => {
  expect(cleanText(typed)).toBe(typed.normalize('NFC'))
})

/** Characters that can change what the next rule sees. */
const PIECES = [
  ...[
    '\u001b',
    '[',
    ']',
    'm',
    'P',
    '8',
    ';',
    '\u0007',
    '\\',
    '\u009b',
    '\u009c',
    '\u009d',
    '\r',
    '\n',
    ' ',
    '\t',
  ],
  ...[
    '\u200c',
    '\u200d',
    '\u0301',
    '\u0344',
    '\u064b',
    '\u0650',
    '\u094d',
    '\ufe0f',
    '\u3099',
    '\u09c7',
    '\u09be',
  ],
  ...[
    'م',
    'क',
    'a',
    'é',
    'か',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\u0958',
    '\u2126',
    '👩',
    '🏽',
    '🏴',
    '\u{16d67}',
  ],
  ...['\u{e0067}', '\u{e007f}', '\u202e', '\ufeff', '\u00ad', '\ud800', '\udc00'],
]
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 40 })
  .map((pieces) => pieces.join(''))

test('cleaning clean text changes nothing', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = cleanText(text)
      expect(cleanText(once)).toBe(once)
    }),
    { numRuns: 2000 },
  )
})

test('clean text holds no control but newline and tab, no half character, and nothing that turns it around', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = cleanText(text)
      expect(clean).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u)
      expect(clean.isWellFormed()).toBe(true)
      expect(clean).toBe(clean.normalize('NFC'))
    }),
    { numRuns: 2000 },
  )
})

/** Each is long enough that a rule which went back over it for every character would take minutes. */
test.each([
  '\u001b',
  '\u001b[',
  '\u001b[0;',
  '\u001b]a',
  '\u001b ',
  '\u001b;',
  '\u009d',
  '\u0301',
  '\u0301\u200d',
  '\u200d',
  '🏴\u{e0061}',
  '\u{e0061}',
  ' ',
  '\n',
])('a million of %j are cleaned', (piece) => {
  expect(cleanText(`\u001b[${piece.repeat(1_000_000)}x`)).not.toContain('\u001b')
  expect(cleanText(`a\u001b${piece.repeat(1_000_000)}`)).not.toContain('\u001b')
})

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
