import type { Inline, Message } from '../../src/message.ts'

const amber: Inline = { kind: 'rating', mark: '◆', label: 'Amber', tone: 'amber' }

/** A message with every kind of block, and the given words wherever somebody's words can stand. */
export function sampleMessage(words: string): Message {
  const said: Inline = { kind: 'said', text: words }
  const line: Inline = { kind: 'line', line: words }
  const strong: Inline = { kind: 'strong', text: words }
  return {
    summary: words,
    blocks: [
      { kind: 'heading', text: words },
      { kind: 'paragraph', text: words },
      { kind: 'paragraph', text: ['Note: ', said, ' now ', amber, ', ', strong, ' and more'] },
      { kind: 'context', text: words },
      { kind: 'context', text: ['It was ', said] },
      { kind: 'quote', text: words, by: words },
      { kind: 'list', items: [words, ['Try: ', line]] },
      {
        kind: 'facts',
        facts: [
          { label: words, value: words },
          { label: 'Rating', value: [amber] },
        ],
      },
      {
        kind: 'table',
        caption: words,
        columns: [{ title: 'Item' }, { title: words }, { title: 'Days late', align: 'right' }],
        rows: [
          [words, [amber, ' ', said], '12'],
          ['A1', [strong, ' ', line], words],
          ['A2', '', ''],
        ],
      },
      { kind: 'heading', text: words, count: words },
      {
        kind: 'counts',
        caption: words,
        counts: [{ number: 5, text: ['rated ', amber, words], label: amber, line: words }],
      },
      {
        kind: 'timeline',
        caption: words,
        entries: [
          {
            of: 'said',
            at: '2020-11-24T09:00:00Z',
            day: '24 Nov 2020',
            number: '7',
            ref: words,
            who: words,
            what: said,
          },
        ],
      },
      {
        kind: 'paragraph',
        text: [
          { kind: 'reference', ref: words },
          ' ',
          { kind: 'link', text: words, address: 'javascript:alert(1)' },
          ' ',
          { kind: 'link', text: words, address: '/page' },
        ],
      },
      { kind: 'buttons', buttons: [{ label: words, line: words, nonce: words }] },
      {
        kind: 'choices',
        choices: [
          { label: words, line: words },
          { label: 'Late', line: 'update A1 amber' },
        ],
      },
      {
        kind: 'form',
        title: words,
        command: 'update',
        settled: { refs: [words] },
        submit: words,
        line: words,
        fields: [
          { name: 'note', label: words, hint: words, input: 'paragraph', value: words, required: true },
          { name: 'evidence', label: 'Evidence', input: 'text', value: words, required: false },
          { name: 'on', label: 'Day', input: 'day', value: words, required: false },
          {
            name: 'rating',
            label: 'Rating',
            input: 'choice',
            value: 'amber',
            choices: [
              { value: words, label: words },
              { value: 'amber', label: 'Amber' },
            ],
            required: true,
          },
        ],
      },
    ],
  }
}
