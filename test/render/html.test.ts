import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block } from '../../src/message.ts'
import { renderHtml } from '../../src/render/html.ts'
import { HOSTILE, hostileText } from '../support/hostile-text.ts'
import { outlineOfHtml } from '../support/outline.ts'
import { sampleMessage } from '../support/sample-message.ts'

const html = (...blocks: Block[]) => renderHtml({ summary: '', blocks })
/** Line ends in a quotation become `<br>`, the one element that words can ask for. */
const tagsFor = (words: string) =>
  outlineOfHtml(renderHtml(sampleMessage(words))).tags.filter((tag) => tag !== 'br')

test('a table has a caption, heads for its columns and its rows, and marks its numbers', () => {
  const table = html({
    kind: 'table',
    caption: 'Overdue',
    columns: [{ title: 'Item' }, { title: 'Days late', align: 'right' }],
    rows: [['C2', '12'], ['A1']],
  })
  expect(table).toBe(
    [
      '<table><caption>Overdue</caption><thead><tr><th scope="col">Item</th><th scope="col" class="number">Days late</th></tr></thead><tbody>',
      '<tr><th scope="row">C2</th><td class="number">12</td></tr>',
      '<tr><th scope="row">A1</th><td class="number"></td></tr>',
      '</tbody></table>',
    ].join('\n'),
  )
})

test('a rating is read by its word, its mark is for the eye, and its colour is only a class', () => {
  expect(
    html({ kind: 'paragraph', text: { kind: 'rating', mark: '◆', label: 'Amber', tone: 'amber' } }),
  ).toBe('<p><span class="rating amber"><span aria-hidden="true">◆</span> Amber</span></p>')
})

test('words of people are quotations that keep their own direction', () => {
  expect(html({ kind: 'paragraph', text: ['Note: ', { kind: 'said', text: 'שלום' }] })).toBe(
    '<p>Note: <q dir="auto">שלום</q></p>',
  )
  expect(html({ kind: 'quote', text: 'one\ntwo', by: 'SLBI' })).toBe(
    '<figure><blockquote dir="auto"><p>one<br>two</p></blockquote><figcaption>SLBI</figcaption></figure>',
  )
})

test('every field of a form has a label of its own, its hint belongs to it, and what may be left out says so', () => {
  const form = (ref: string): Block => ({
    kind: 'form',
    title: `Update ${ref}`,
    command: 'update',
    settled: { refs: [ref] },
    submit: 'Record',
    line: `update ${ref}`,
    fields: [
      { name: 'note', label: 'Note', hint: 'What happened', input: 'paragraph', required: false },
      { name: 'on', label: 'Day', input: 'day', required: true },
    ],
  })
  const page = html(form('A1'), form('A2'))
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1])
  expect(new Set(ids).size).toBe(6)
  for (const name of ['update-A1-note', 'update-A2-on']) expect(page).toContain(`<label for="${name}">`)
  expect(page).toContain('aria-describedby="update-A1-note-hint"')
  expect(page).toContain('<label for="update-A1-note">Note (optional)</label>')
  expect(page).toContain('<input type="date" id="update-A1-on" name="on" required value="">')
  expect(page).toContain('<legend>Update A1</legend>')
})

test('a sentence without words leaves nothing behind', () => {
  expect(html({ kind: 'paragraph', text: ['', ''] }, { kind: 'context', text: '' })).toBe('')
})

test('a button carries its line and its nonce', () => {
  expect(html({ kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo', nonce: 'n1' }] })).toBe(
    '<p class="actions"><button type="button" data-line="undo" data-nonce="n1">Undo</button></p>',
  )
})

test.each(Object.entries(HOSTILE))('%s changes no element and no attribute', (_, words) => {
  expect(tagsFor(words)).toEqual(tagsFor('word'))
})

test('no text changes an element or an attribute, and all of it can be read', () => {
  const expected = tagsFor('word')
  fc.assert(
    fc.property(hostileText, (words) => {
      expect(tagsFor(words)).toEqual(expected)
      expect(outlineOfHtml(html({ kind: 'paragraph', text: words })).text).toBe(words)
    }),
  )
})

test('what steers a screen does not reach the page, even if it was never cleaned', () => {
  expect(html({ kind: 'heading', text: 'a\u0000b\u001b[31m\u202ec' })).toBe('<h2>abc</h2>')
})
