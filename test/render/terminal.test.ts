import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { Block, Inline, Table } from '../../src/message.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { HOSTILE, hostileText } from '../support/hostile-text.ts'
import { sampleMessage } from '../support/sample-message.ts'

const amber: Inline = { kind: 'rating', mark: '◆', label: 'Amber', tone: 'amber' }
const shown = (width: number, ...blocks: Block[]) =>
  renderTerminal({ summary: '', blocks }, { width, colour: false })
const tableOf = (...rows: Table['rows']): Table => ({
  kind: 'table',
  caption: 'Items',
  columns: [
    { title: 'Item' },
    { title: 'What' },
    { title: 'Rating' },
    { title: 'Days late', align: 'right' },
  ],
  rows,
})

describe('a table', () => {
  test('has its columns below one another, numbers to the right', () => {
    expect(
      shown(80, tableOf(['C2', 'Annual reviews', [amber], '9'], ['A5(h)', 'Portal', 'x', '116'])),
    ).toBe(`\
Item   What            Rating   Days late
─────  ──────────────  ───────  ─────────
C2     Annual reviews  ◆ Amber          9
A5(h)  Portal          x              116`)
  })

  test('keeps them there with emoji, flags, wide letters and marks', () => {
    const words = ['👩‍👩‍👧 family', '🇬🇧 flag', '進捗は順調', 'Zoe\u0301', '🏴󠁧󠁢󠁥󠁮󠁧󠁿1️⃣', 'ශ්‍රී ලංකා']
    const lines = shown(80, tableOf(...words.map((word) => ['A1', word, [amber], '1']))).split('\n')
    const [head = '', , ...rows] = lines
    const place = stringWidth(head.slice(0, head.indexOf('Rating')))
    expect(rows.map((line) => stringWidth(line.slice(0, line.indexOf('◆'))))).toEqual(words.map(() => place))
  })

  test('breaks what is long between words, and never a reference, a rating or a date', () => {
    const row = ['A5(h)', 'Launch user-friendly online plan system', '○ Not rated', '12']
    expect(shown(42, tableOf(row, row))).toBe(`\
Item   What              Rating       Days
                                      late
─────  ────────────────  ───────────  ────
A5(h)  Launch            ○ Not rated    12
       user-friendly
       online plan
       system
A5(h)  Launch            ○ Not rated    12
       user-friendly
       online plan
       system`)
  })

  test('stands with one row below the other where its columns would be too narrow', () => {
    const row = ['A5(h)', 'Launch user-friendly online plan system', [amber], '']
    expect(shown(34, tableOf(row, ['C2', 'Annual reviews', [amber], '9']))).toBe(`\
A5(h)
  What: Launch user-friendly
        online plan system
  Rating: ◆ Amber

C2
  What: Annual reviews
  Rating: ◆ Amber
  Days late: 9`)
  })

  test('tells rows apart whose first cells have several lines', () => {
    const name = 'x'.repeat(30)
    const between = (first: string) =>
      shown(45, tableOf([first, 'one', '', ''], [first, 'two', '', '']))
        .split('\n')
        .filter((line) => line === '')
    expect(between(name)).toHaveLength(1)
    expect(between('A1')).toHaveLength(0)
  })

  test('cuts a word that is wider than its column', () => {
    const lines = shown(60, tableOf(['A1', 'x'.repeat(100), '', ''])).split('\n')
    expect(lines.filter((line) => line.includes('xxx')).length).toBeGreaterThan(1)
    expect(lines.join('').match(/x/g)).toHaveLength(100)
  })
})

describe('a message', () => {
  test('has its sentences one below the other, with what they lead to; the rest is set apart', () => {
    const message = shown(
      80,
      { kind: 'paragraph', text: 'Recorded: C2' },
      { kind: 'context', text: 'Next meeting: 3 December' },
      { kind: 'quote', text: 'one\ntwo', by: 'SLBI' },
      { kind: 'facts', facts: [{ label: 'Owner', value: 'SLBI' }] },
      { kind: 'paragraph', text: '' },
      { kind: 'heading', text: 'More' },
      { kind: 'list', items: ['first', 'second'] },
      { kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo' }] },
      { kind: 'paragraph', text: 'Which?' },
      { kind: 'choices', choices: [{ label: 'Complete', line: 'x' }] },
      { kind: 'context', text: 'Or go on.' },
      {
        kind: 'form',
        title: 't',
        command: 'c',
        settled: {},
        fields: [],
        submit: 's',
        line: 'update A1 <rating>',
      },
      { kind: 'choices', choices: [{ label: 'Red', line: 'x' }] },
    )
    expect(message).toBe(`\
Recorded: C2
Next meeting: 3 December
│ one
│ two
│ (SLBI)

Owner: SLBI

More
• first
• second

Undo: type "undo"

Which?
  1  Complete
Type a number.
Or go on.
On one line: update A1 <rating>
  1  Red
Type a number.`)
  })

  test('hangs long text beside its label, and below a label that takes half the line', () => {
    const fact = (label: string): Block => ({
      kind: 'facts',
      facts: [{ label, value: 'a value of several words' }],
    })
    expect(shown(24, fact('Due'))).toBe('Due: a value of several\n     words')
    expect(shown(24, fact('chair:operational'))).toBe('chair:operational:\n    a value of several\n    words')
  })

  test('names buttons on one line while they fit, else one below the other', () => {
    const buttons: Block = {
      kind: 'buttons',
      buttons: [
        { label: 'Update', line: 'update C2' },
        { label: 'History', line: 'history C2' },
      ],
    }
    expect(shown(80, buttons)).toBe('Update: type "update C2"   History: type "history C2"')
    expect(shown(40, buttons)).toBe('Update: type "update C2"\nHistory: type "history C2"')
  })

  test('says the same with colours and without', () => {
    const message = sampleMessage('word')
    const coloured = renderTerminal(message, { width: 80, colour: true })
    expect(coloured).toContain('\u001b[33m◆ Amber\u001b[39m')
    expect(stripVTControlCharacters(coloured)).toBe(renderTerminal(message, { width: 80, colour: false }))
  })
})

describe('words of people', () => {
  const widths = [40, 60, 80, 120]

  test.each(Object.entries(HOSTILE))('%s steers nothing and fits the screen', (_, words) => {
    for (const width of widths) expect(strays(words, width)).toEqual([])
  })

  test('fit the screen whatever they are', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...widths), (words, width) => {
        expect(strays(words, width)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('cannot make a line, a row or a column of a table', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        const row = ['A1', words, [amber, ' ', { kind: 'said', text: words } as const], '12']
        expect(gridOf(shown(100, tableOf(row, ['A2', '', '', ''])))).toEqual(['A1', 'A2'])
      }),
      { numRuns: 300 },
    )
  })

  test('stay inside their quotation', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        const lines = shown(60, { kind: 'quote', text: words, by: words }).split('\n')
        expect(lines.filter((line) => !line.startsWith('│ '))).toEqual([])
      }),
    )
  })

  test('cannot fake a line of an answer', () => {
    expect(shown(80, { kind: 'paragraph', text: ['Holder: ', 'Eve\nRecorded: C2 is Blue\ttoo'] })).toBe(
      'Holder: Eve Recorded: C2 is Blue too',
    )
  })
})

/** Lines too wide, and characters that steer. */
function strays(words: string, width: number): readonly string[] {
  const text = renderTerminal(sampleMessage(words), { width, colour: false })
  const wide = text.split('\n').filter((line) => stringWidth(line) > width)
  return [...wide, ...(text.match(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu) ?? [])]
}

/** The first cells of a table's rows; fails where anything stands between two columns. */
function gridOf(text: string): readonly string[] {
  const lines = text.split('\n')
  const rule = lines.findIndex((line) => line.startsWith('─'))
  const columns = (lines[rule] ?? '').split('  ').map((dashes) => dashes.length)
  const gaps = columns.map((_, index) => columns.slice(0, index + 1).reduce((sum, each) => sum + each + 2, 0))
  return lines.slice(rule + 1).flatMap((line) => {
    const places = placesOf(line)
    for (const gap of gaps.slice(0, -1)) {
      expect([places.get(gap - 2)?.[0] ?? ' ', places.get(gap - 1)?.[0] ?? ' ']).toEqual([' ', ' '])
    }
    const first = [...places].filter(([at]) => at < (columns[0] ?? 0)).map(([, character]) => character)
    const name = first.join('').trim()
    return name === '' ? [] : [name]
  })
}

/** Each character of a line with the column in which it stands. */
function placesOf(line: string): ReadonlyMap<number, string> {
  let at = 0
  const places = new Map<number, string>()
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)) {
    const width = stringWidth(segment)
    for (let column = at; column < at + width; column += 1) places.set(column, segment)
    at += width
  }
  return places
}

test('a paper is named with the line that writes it, a picture is told in its words', () => {
  expect(
    shown(
      200,
      { kind: 'picture', title: 'The wall', alt: 'Of 63: 4 red.', svg: '<svg/>', width: 1, height: 1 },
      { kind: 'paper', title: 'Board paper', name: 'b.docx', body: 'board', meetingDay: '2020-12-08' },
    ),
  ).toBe('Of 63: 4 red.\n\nBoard paper. To write it: wsoa paper board --meeting 2020-12-08')
})
