import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block, Inline } from '../../src/message.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { HOSTILE, hostileText } from '../support/hostile-text.ts'
import { outlineOfMarkdown } from '../support/outline.ts'
import { sampleMessage } from '../support/sample-message.ts'

const markdown = (...blocks: Block[]) => renderMarkdown({ summary: '', blocks })
const line = (...text: Inline[]) => markdown({ kind: 'paragraph', text })
const outlineFor = (words: string) => outlineOfMarkdown(renderMarkdown(sampleMessage(words)))

test('blocks are GitHub-flavoured Markdown', () => {
  expect(
    markdown(
      { kind: 'heading', text: 'Overdue' },
      { kind: 'context', text: 'counted today' },
      { kind: 'quote', text: 'one\ntwo\n\nthree', by: 'SLBI' },
      { kind: 'list', items: ['first', [{ kind: 'strong', text: 'C2' }, ' second']] },
      { kind: 'facts', facts: [{ label: 'Owner', value: 'SLBI' }] },
      {
        kind: 'table',
        caption: 'x',
        columns: [{ title: 'Item' }, { title: 'Late', align: 'right' }],
        rows: [['C2', '9']],
      },
      { kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo' }] },
      {
        kind: 'choices',
        choices: [
          { label: 'Complete', line: 'a' },
          { label: 'Late', line: 'b' },
        ],
      },
    ),
  ).toBe(`## Overdue

_counted today_

> one\\
> two
>
> three
>
> — SLBI

- first
- **C2** second

* **Owner**: SLBI

| Item | Late |
| :--- | ---: |
| C2   |    9 |

Undo: \`undo\`

1. Complete
2. Late`)
})

test.each([
  ['- tender', '\\- tender'],
  ['---', '\\---'],
  ['===', '\\==='],
  [':-', '\\:-'],
  ['1. first', '1\\. first'],
  ['1)', '1\\)'],
  ['2020 was late', '2020 was late'],
  ['1.5 days', '1.5 days'],
  ['# big', '\\# big'],
  ['    code', 'code'],
  ['two  \nlines', 'two lines'],
  ['a|b', 'a\\|b'],
  ['a\\|b', 'a\\\\\\|b'],
  ['snake_case *x* ~y~', 'snake\\_case \\*x\\* \\~y\\~'],
  ['<b>&lt;', '\\<b\\>\\&lt;'],
  ['[a](b)', '\\[a\\](b)'],
  ['$x$', '\\$x\\$'],
  ['@octocat', '\\@&#8203;octocat'],
  ['eve@evil.example', 'eve\\@&#8203;evil.example'],
  ['see #12', 'see \\#&#8203;12'],
])('%j is written as %j', (words, expected) => {
  expect(line(words)).toBe(expected)
})

test('an address does not link itself, and can be copied as it is', () => {
  expect(line('see (https://evil.example/a_b*c). Or WWW.evil.example, or http://')).toBe(
    'see (`https://evil.example/a_b*c`). Or `WWW.evil.example`, or `http://`',
  )
})

test('words of people cannot end the small print or the bold they stand in', () => {
  expect(markdown({ kind: 'context', text: ['It was ', { kind: 'said', text: 'all_ **done** _' }] })).toBe(
    '_It was “all\\_ \\*\\*done\\*\\* \\_”_',
  )
  expect(line({ kind: 'strong', text: ' ** ' }, 'end')).toBe('**\\*\\*** end')
})

test('a line to type keeps its backticks within longer ones', () => {
  expect(line({ kind: 'line', line: 'update C2 note `a` ``b' })).toBe('``` update C2 note `a` ``b ```')
})

test('a cell is cut before it fills the page, and never inside a character', () => {
  const family = '👨‍👩‍👧'
  const table = markdown({
    kind: 'table',
    caption: '',
    columns: [{ title: 'Note' }],
    rows: [[family.repeat(400)]],
  })
  expect(table).toContain(`| ${family.repeat(59)}… |`)
})

test.each(Object.entries(HOSTILE))('%s opens nothing, links nothing and ends nothing', (_, words) => {
  expect(outlineFor(words)).toEqual(outlineFor('word'))
})

test('no text opens, links or ends anything', () => {
  const expected = outlineFor('word')
  fc.assert(
    fc.property(hostileText, (words) => {
      expect(outlineFor(words)).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

test('the outline that the tests rely on sees what Markdown would', () => {
  const seen = (text: string) => outlineOfMarkdown(text)
  expect(seen('word')).toEqual([''])
  for (const markup of [
    '- a',
    '1. a',
    '# a',
    '> a',
    '---',
    '===',
    '    a',
    '*a*',
    '[a](b)',
    '`',
    'a | b',
    '<b>',
    '@a',
    'www.a',
    '&lt;',
  ])
    expect(seen(markup)).not.toEqual([''])
  expect(seen('> a\n> b')).toEqual(['>'])
  expect(seen('> a\n> - b')).not.toEqual(['>'])
})
