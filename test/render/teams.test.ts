import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tone } from '../../src/domain/scale.ts'
import type { Block, Form, Inline, Message, PaperFile, Picture, Table } from '../../src/message.ts'
import type { Card, Element } from '../../src/render/teams/card.ts'
import { renderDialog, renderTeams, type TeamsOptions } from '../../src/render/teams.ts'
import { parserProblems, schemaProblems } from '../support/adaptive-cards.ts'
import { createTestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { editionOf } from '../support/edition.ts'
import { HOSTILE, hostileText } from '../support/hostile-text.ts'
import { pagesOf } from '../support/pages.ts'
import { sampleMessage } from '../support/sample-message.ts'

/** What Teams takes: 80 KB, counted as UTF-16. */
const LIMIT = 80 * 1024

const cards = (message: Message, options?: TeamsOptions) =>
  renderTeams(message, options).map(({ card }) => card)
const bodyOf = (...blocks: Block[]) => cards({ summary: 'x', blocks })[0]?.body ?? []
const line = (...text: Inline[]) => bodyOf({ kind: 'paragraph', text })[0]

/** Every object of a card that has a type, in order. */
function pieces(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(pieces)
  if (typeof value !== 'object' || value === null) return []
  const { data: _, ...shown } = value as Record<string, unknown>
  return [...('type' in shown ? [shown] : []), ...Object.values(shown).flatMap(pieces)]
}

const ofType = (value: unknown, type: string) => pieces(value).filter((piece) => piece.type === type)

/** What a person reads in the runs, a line for each block of text. */
function read(value: unknown): string {
  return ofType(withoutFallbacks(value), 'RichTextBlock')
    .map(({ inlines }) => (inlines as { text: string }[]).map(({ text }) => text).join(''))
    .join('\n')
    .replace(/\u00a0/g, ' ')
}

/** What a client shows that knows tables. */
function withoutFallbacks(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each) => (each?.type === 'Table' ? { ...each, fallback: undefined } : each)),
  )
}

function sizeOf(card: Card): number {
  return JSON.stringify(card).length * 2
}

function expectSound(all: readonly Card[]): void {
  for (const card of all) {
    expect(parserProblems(card)).toEqual([])
    expect(sizeOf(card)).toBeLessThan(LIMIT)
  }
}

describe('what the blocks become', () => {
  test('a card is of version 1.5, as wide as the window, and says in one sentence what it is', () => {
    const [page] = renderTeams({ summary: 'C2 is *late*.', blocks: [{ kind: 'paragraph', text: 'C2' }] })
    expect(page).toEqual({
      summary: 'C2 is *late*.',
      card: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.5',
        fallbackText: 'C2 is \\*late\\*.',
        body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'C2' }] }],
        msteams: { width: 'Full' },
      },
    })
  })

  test('a message without blocks shows its sentence', () => {
    expect(read(cards({ summary: 'Nothing.', blocks: [] }))).toBe('Nothing.')
  })

  test('a heading is announced as one; the only one at the top is larger', () => {
    const heading = (text: string): Block => ({ kind: 'heading', text })
    const [title] = bodyOf(heading('Overdue'), { kind: 'paragraph', text: 'a' })
    expect(title).toMatchObject({ type: 'TextBlock', style: 'heading', size: 'Large', wrap: true })
    const [first] = bodyOf(heading('Worse'), { kind: 'paragraph', text: 'a' }, heading('Better'))
    expect(first).toMatchObject({ style: 'heading', size: 'Medium' })
  })

  const COLOURS: readonly [Tone, string | undefined][] = [
    ['red', 'Attention'],
    ['orange', 'Warning'],
    ['amber', 'Warning'],
    ['yellow', 'Warning'],
    ['green', 'Good'],
    ['blue', 'Accent'],
    ['purple', 'Accent'],
    ['grey', undefined],
  ]
  test.each(COLOURS)(
    'a rating of the tone %s is its mark, in a colour of the theme or none, and its word in the default colour',
    (tone, colour) => {
      expect(line({ kind: 'rating', mark: '◆', label: 'Amber', tone })).toEqual({
        type: 'RichTextBlock',
        inlines: colour
          ? [
              { type: 'TextRun', text: '◆', weight: 'Bolder', color: colour },
              { type: 'TextRun', text: ' Amber', weight: 'Bolder' },
            ]
          : [{ type: 'TextRun', text: '◆ Amber', weight: 'Bolder' }],
      })
    },
  )

  test('people’s words are quoted, a line to type looks like one, and small print is small', () => {
    expect(line({ kind: 'said', text: 'done' }, { kind: 'line', line: 'undo' })).toMatchObject({
      inlines: [{ text: '“done”' }, { text: 'undo', fontType: 'Monospace' }],
    })
    expect(bodyOf({ kind: 'context', text: 'counted' })).toMatchObject([
      { inlines: [{ text: 'counted', size: 'Small', isSubtle: true }] },
    ])
  })

  test('a word wider than a phone can be broken, an address can be copied', () => {
    const address = `https://a.example/${'x'.repeat(60)}`
    expect(read(line('y'.repeat(50), ' ', address))).toBe(
      `${'y'.repeat(24)}\u200b${'y'.repeat(24)}\u200byy ${address}`,
    )
  })

  test('words from right to left stay apart from ours', () => {
    expect(read(line({ kind: 'said', text: 'שלום' }, ' by SLBI'))).toBe('\u2068“שלום”\u2069 by SLBI')
  })

  test('the lines of a quotation stay apart, in a box with who said it', () => {
    const [box] = bodyOf({ kind: 'quote', text: 'one\n\ntwo', by: 'SLBI' })
    expect(box).toMatchObject({ type: 'Container', style: 'emphasis' })
    expect(read(box)).toBe('one\n \ntwo\nSLBI')
  })

  test('lists and facts are lines of their own', () => {
    const facts = bodyOf({ kind: 'facts', facts: [{ label: 'Owner', value: 'SLBI' }] })
    expect(read(facts)).toBe('Owner: SLBI')
    expect(read(bodyOf({ kind: 'list', items: ['one', 'two'] }))).toBe('• one\n• two')
  })

  test('a button sends its line and its nonce, older clients send the same, and inputs are not asked for', () => {
    const action = { title: 'Undo', data: { line: 'undo', nonce: 'n1' }, associatedInputs: 'none' }
    expect(bodyOf({ kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo', nonce: 'n1' }] })).toEqual([
      {
        type: 'ActionSet',
        actions: [
          {
            type: 'Action.Execute',
            verb: 'wsoa',
            ...action,
            fallback: { type: 'Action.Submit', ...action },
          },
        ],
      },
    ])
  })

  test('no row of buttons is wider than a phone, and none is lost', () => {
    const labels = Array.from({ length: 14 }, (_, index) => `Button ${index}`)
    const sets = bodyOf({ kind: 'buttons', buttons: labels.map((label) => ({ label, line: label })) })
    expect(sets.map((set) => ofType(set, 'Action.Execute').length)).toEqual([3, 3, 3, 3, 2])
    expect(ofType(sets, 'Action.Execute').map(({ title }) => title)).toEqual(labels)
  })

  test('choices are numbered, as a number may be typed as well', () => {
    const choices = (...labels: string[]): Block => ({
      kind: 'choices',
      choices: labels.map((label) => ({ label, line: label })),
    })
    const short = bodyOf(choices('Complete', 'Late'))
    expect(ofType(short, 'Action.Execute').map(({ title }) => title)).toEqual(['1. Complete', '2. Late'])
    const long = 'C2(b) and C2(d): complete; C2(a), C2(c) and C2(e): Amber'
    const told = bodyOf(choices(long, 'Neither'))
    expect(read(told)).toBe(`1. ${long}\n2. Neither`)
    expect(ofType(told, 'Action.Execute').map(({ title, tooltip }) => [title, tooltip])).toEqual([
      ['Choose 1', long],
      ['Choose 2', 'Neither'],
    ])
  })

  test('a narrow column of a table has room for its blanks beside its words', () => {
    const body = bodyOf({
      kind: 'table',
      caption: 'Position',
      columns: [{ title: 'Of 63 sub-actions' }, { title: 'Now' }, { title: '23 Oct 2026' }],
      rows: [['Complete, not signed off', '33', '33']],
    })
    const widths = ofType(body, 'Table').map(({ columns }) =>
      (columns as { width: number }[]).map((each) => each.width),
    )
    expect(widths).toEqual([[27, 6, 14]])
  })

  test('a picture has its words for those who cannot see it, opens by itself, and is those words without an address', () => {
    const picture: Picture = {
      kind: 'picture',
      title: 'Course',
      alt: 'It rose.',
      svg: '',
      width: 1,
      height: 1,
    }
    const message = { summary: 'x', blocks: [picture] }
    expect(cards(message, { pictures: new Map([[picture, 'https://a.example/p.png']]) })[0]?.body[1]).toEqual(
      {
        type: 'Image',
        url: 'https://a.example/p.png',
        altText: 'It rose.',
        size: 'Stretch',
        selectAction: { type: 'Action.OpenUrl', title: 'Show it large', url: 'https://a.example/p.png' },
      },
    )
    expect(read(cards(message))).toBe('It rose.')
  })

  test('a picture within the card takes nothing from the room for words', () => {
    const picture: Picture = {
      kind: 'picture',
      title: 'Course',
      alt: 'It rose.',
      svg: '',
      width: 1,
      height: 1,
    }
    const url = `data:image/png;base64,${'A'.repeat(200_000)}`
    const message: Message = { summary: 'x', blocks: [picture, { kind: 'paragraph', text: 'More.' }] }
    expect(cards(message, { pictures: new Map([[picture, url]]) })).toHaveLength(1)
  })

  test('a paper is its title and a short link, or the title alone when there is no address', () => {
    const paper: PaperFile = {
      kind: 'paper',
      title: 'The paper for the Improvement Board’s extraordinary meeting of 8 December',
      name: 'p.docx',
      body: 'b',
      meetingDay: '2020-12-08',
    }
    const message = { summary: 'x', blocks: [paper] }
    const linked = cards(message, { papers: new Map([[paper, 'https://a.example/1']]) })
    expect(ofType(linked, 'Action.OpenUrl')).toEqual([
      { type: 'Action.OpenUrl', title: 'Open the paper', tooltip: paper.title, url: 'https://a.example/1' },
    ])
    expect(read(linked)).toContain(paper.title)
    expect(read(cards(message))).toBe(paper.title)
  })
})

describe('tables', () => {
  const counts: Table = {
    kind: 'table',
    caption: 'Position',
    columns: [{ title: 'Rating' }, { title: 'Now', align: 'right' }],
    rows: [['Red', '5']],
  }
  const overdue: Table = {
    kind: 'table',
    caption: 'Overdue',
    columns: [
      { title: 'Item' },
      { title: 'What' },
      { title: 'Rating' },
      { title: 'Owner' },
      { title: 'Due' },
    ],
    rows: [
      ['C2', 'Rework the annual review so that plans stay current', '○ Not rated', 'SLSESEND', 'Oct 2020'],
    ],
  }

  test('what a phone can show is a grid with heads for its columns, numbers to the right', () => {
    const [grid] = bodyOf(counts)
    expect(grid).toMatchObject({
      type: 'Table',
      firstRowAsHeader: true,
      columns: [{}, { horizontalCellContentAlignment: 'Right' }],
    })
    expect(read(grid)).toBe('Rating\nNow\nRed\n5')
  })

  test('what a phone cannot show is its rows below one another, each cell with the head of its column', () => {
    expect(read(bodyOf(overdue))).toBe(
      'C2 Rework the annual review so that plans stay current\nRating: ○ Not rated · Owner: SLSESEND · Due: Oct 2020',
    )
  })

  test('a long cell has a line of its own', () => {
    const note = 'waiting for the supplier, who promised an answer before the end of the month'
    const moved = { ...overdue, columns: [...overdue.columns, { title: 'Note' }] }
    const shown = read(bodyOf({ ...moved, rows: overdue.rows.map((row) => [...row, note]) }))
    expect(shown.split('\n').at(-1)).toBe(`Note: ${note}`)
  })

  test('a rating never stands without the head of its column', () => {
    const rating: Inline = { kind: 'rating', mark: '▲', label: 'Red', tone: 'red' }
    const note = 'a sentence that is longer than a phone can show in a column'
    const columns = [{ title: 'Item' }, { title: 'Was' }, { title: 'Why' }]
    const rows = [['C2', [rating, ', after a date that was agreed'], note]]
    expect(read(bodyOf({ kind: 'table', caption: 'Moved', columns, rows }))).toBe(
      `C2\nWas: ▲ Red, after a date that was agreed · Why: ${note}`,
    )
  })

  test('a row has the button of its next step beside it, and only where it has one', () => {
    const steps = [{ label: 'Update', line: 'update C2', opens: 'form' as const }, null]
    const table = {
      ...counts,
      rows: [
        ['Red', '5'],
        ['Green', '1'],
      ],
      steps,
    }
    const [first, second] = bodyOf(table)
    expect(ofType(first, 'Action.Execute')).toMatchObject([{ title: 'Update', tooltip: 'Update Red' }])
    expect(read(first)).toBe('Red\nNow: 5')
    expect(ofType(second, 'Action.Execute')).toEqual([])
  })

  test('what has its button in a row has none below the rows', () => {
    const steps = [{ label: 'Update', line: 'update C2' }]
    const buttons = ['C2', 'C1'].map((ref) => ({ label: `Update ${ref}`, line: `update ${ref}` }))
    const page = bodyOf({ ...counts, steps }, { kind: 'buttons', buttons })
    expect(ofType(page, 'Action.Execute').map(({ title }) => title)).toEqual(['Update', 'Update C1'])
  })

  test('where there are dialogs, a button that opens a form opens one', () => {
    const steps = [{ label: 'Update', line: 'update C2', opens: 'form' as const }]
    const page = cards({ summary: 'x', blocks: [{ ...counts, steps }] }, { dialogs: true })
    const [set] = ofType(page, 'ActionSet')
    expect(set?.actions).toEqual([
      {
        type: 'Action.Submit',
        title: 'Update',
        tooltip: 'Update Red',
        associatedInputs: 'none',
        data: { line: 'update C2', msteams: { type: 'task/fetch' } },
      },
    ])
  })
})

describe('forms', () => {
  const form: Form = {
    kind: 'form',
    title: 'Update C2',
    command: 'update',
    settled: { refs: ['C2'] },
    submit: 'Record',
    nonce: 'n1',
    line: 'update C2 <rating> <note>',
    fields: [
      {
        name: 'rating',
        label: 'Rating',
        input: 'choice',
        required: true,
        choices: [{ value: 'amber', label: '◆ Amber: some delay' }],
      },
      { name: 'note', label: 'Note', hint: 'What happened', input: 'paragraph', required: false },
      { name: 'on', label: 'Day', hint: 'When it ended', input: 'day', required: false, value: '2020-11-24' },
    ],
  }
  const onCard = (options?: TeamsOptions) => cards({ summary: 'x', blocks: [form] }, options)

  test('every field has its label, what must be filled in says so, and what may be left out too', () => {
    const [body] = [onCard()[0]?.body]
    expect(ofType(body, 'Input.ChoiceSet')).toMatchObject([
      {
        id: 'rating',
        label: 'Rating',
        isRequired: true,
        errorMessage: 'Choose one: Rating',
        style: 'expanded',
        wrap: true,
      },
    ])
    expect(ofType(body, 'Input.Text')).toMatchObject([
      {
        id: 'note',
        label: 'Note (optional)',
        isMultiline: true,
        placeholder: 'What happened',
        isRequired: false,
      },
    ])
    expect(ofType(body, 'Input.Date')).toMatchObject([
      { id: 'on', label: 'Day (optional). When it ended', value: '2020-11-24' },
    ])
  })

  test('it sends its command, what is settled, which fields are days, and its nonce', () => {
    const [action] = ofType(onCard(), 'ActionSet').flatMap(({ actions }) => actions as { data: unknown }[])
    expect(action).toMatchObject({
      type: 'Action.Execute',
      data: { form: 'update', settled: { refs: ['C2'] }, days: ['on'], nonce: 'n1' },
      fallback: { type: 'Action.Submit', data: { form: 'update', days: ['on'], nonce: 'n1' } },
    })
  })

  test('a card has one form, since all its inputs are sent together', () => {
    const pages = cards({ summary: 'x', blocks: [form, { ...form, settled: { refs: ['C1'] } }] })
    expect(pages.map((page) => ofType(page, 'Input.Date').length)).toEqual([1, 1])
    expectSound(pages)
  })

  test('nothing else on its card can be pressed, as that would forget what was typed', () => {
    const press = { label: 'No change', line: 'confirm C2' }
    const pages = cards(
      {
        summary: 'x',
        blocks: [
          form,
          { kind: 'choices', choices: [press] },
          { kind: 'buttons', buttons: [{ ...press, label: 'Undo' }] },
        ],
      },
      { dialogs: true },
    )
    const titles = pages.flatMap((page) =>
      ofType(page, 'ActionSet').flatMap(({ actions }) =>
        (actions as { title: string }[]).map(({ title }) => title),
      ),
    )
    expect(titles).toEqual(['Record'])
  })

  test('a dialog has the same fields and is submitted', () => {
    const dialog = renderDialog(form)
    expect(dialog).toMatchObject({ title: 'Update C2', width: 'medium' })
    expect(ofType(dialog.card, 'Input.Text')).toEqual(ofType(onCard(), 'Input.Text'))
    expect(ofType(dialog.card, 'ActionSet')[0]?.actions).toEqual([
      {
        type: 'Action.Submit',
        title: 'Record',
        style: 'positive',
        data: { form: 'update', settled: { refs: ['C2'] }, days: ['on'], nonce: 'n1' },
      },
    ])
    expectSound([dialog.card])
  })

  test('what was not accepted comes back as typed, with what was wrong above its field', () => {
    const { card } = renderDialog(form, {
      error: { field: 'note', text: 'A *reason* is needed.' },
      values: { rating: 'amber', note: 'first\nsecond', on: 'no day' },
    })
    const kinds = card.body.map(({ type }) => type)
    expect(kinds.indexOf('RichTextBlock')).toBe(kinds.indexOf('Input.Text') - 1)
    expect(read(card)).toBe('✗ A *reason* is needed.')
    expect(ofType(card, 'Input.ChoiceSet')).toMatchObject([{ value: 'amber' }])
    expect(ofType(card, 'Input.Text')).toMatchObject([{ value: 'first\nsecond' }])
    expect(ofType(card, 'Input.Date')[0]).not.toHaveProperty('value')
  })

  test('what was wrong with none of its fields stands above all', () => {
    const [first] = renderDialog(form, { error: { text: 'Not saved.' } }).card.body
    expect(read([first])).toBe('✗ Not saved.')
  })

  test('one that no card can hold is asked for as a line', () => {
    const choices = Array.from({ length: 900 }, (_, index) => ({
      value: `${index}`,
      label: `Choice ${index}`,
    }))
    const fields = form.fields.map((field) => (field.input === 'choice' ? { ...field, choices } : field))
    const page = cards({ summary: 'x', blocks: [{ ...form, fields }] })
    expect(read(page)).toBe('On one line: update C2 <rating> <note>')
  })
})

describe('pages', () => {
  const rows = Array.from({ length: 400 }, (_, index) => [
    `A${index}`,
    `What item ${index} is about, in a sentence of a usual length`,
    '○ Not rated',
  ])
  const long: Message = {
    summary: 'Everything.',
    blocks: [
      { kind: 'heading', text: 'All items' },
      {
        kind: 'table',
        caption: 'All',
        columns: [{ title: 'Item' }, { title: 'What' }, { title: 'Rating' }],
        rows,
      },
      { kind: 'heading', text: 'Last' },
      { kind: 'paragraph', text: 'The end.' },
    ],
  }

  test('a long list goes on in further cards, whole and in order, each inside what Teams takes', () => {
    const pages = renderTeams(long)
    expect(pages.length).toBeGreaterThan(2)
    expectSound(pages.map(({ card }) => card))
    const shown = read(pages.map(({ card }) => card))
      .split('\n')
      .filter((each) => each.startsWith('A'))
    expect(shown).toEqual(rows.map(([ref, what]) => `${ref} ${what}`))
  })

  test('each says which page it is, to those who only hear of it too', () => {
    const pages = renderTeams(long)
    expect(pages.map(({ summary }) => summary)).toEqual(
      pages.map((_, index) => `Everything. (page ${index + 1} of ${pages.length})`),
    )
    expect(read(pages[1]?.card).split('\n').at(-1)).toBe(`This is page 2 of ${pages.length}.`)
  })

  test('a grid that goes on repeats the heads of its columns', () => {
    const short = Array.from({ length: 90 }, (_, index) => [`A${index}`, `${index}`])
    const columns = [{ title: 'Item' }, { title: 'Days' }]
    const table: Block = { kind: 'table', caption: 'x', columns, rows: short }
    const tables = ofType(cards({ summary: 'x', blocks: [table] }), 'Table')
    expect(tables.map((each) => read(each).slice(0, 10))).toEqual([
      'Item\nDays\n',
      'Item\nDays\n',
      'Item\nDays\n',
    ])
  })

  test('no heading stands at the end of a page', () => {
    const filler = (length: number): Block => ({ kind: 'paragraph', text: 'word '.repeat(length / 5) })
    for (let length = 3_000; length < 5_000; length += 100) {
      const blocks: Block[] = [
        ...Array.from({ length: 7 }, () => filler(length)),
        { kind: 'heading', text: 'Next' },
        filler(4_500),
      ]
      for (const card of cards({ summary: 'x', blocks })) {
        const shown: readonly Element[] = card.body.filter((each) => !read([each]).startsWith('This is page'))
        expect(shown.at(-1)?.type).not.toBe('TextBlock')
      }
    }
  })
})

describe('words of people', () => {
  test.each([
    ['plain words (A2(c)), 50% & more', 'plain words (A2(c)), 50% & more'],
    ['[a](b)', '\\[a\\](b)'],
    ['*x* _y_ `z` ~w~ \\', '\\*x\\* \\_y\\_ \\`z\\` \\~w\\~ \\\\'],
    ['- tender', '\\- tender'],
    ['# big', '\\# big'],
    ['1. first', '1\\. first'],
    ['2020 was late', '2020 was late'],
    ['<b>&lt;', '&lt;b>&amp;lt;'],
    ['{{DATE(2020-11-24T09:00:00Z)}}', '{\u2060{DATE(2020-11-24T09:00:00Z)}}'],
  ])('a heading of %j is written %j', (words, expected) => {
    expect(ofType(bodyOf({ kind: 'heading', text: words }), 'TextBlock')[0]?.text).toBe(expected)
  })

  test('dates are not computed anywhere', () => {
    expect(
      JSON.stringify(cards(sampleMessage('{{TIME(2020-11-24T09:00:00Z)}}')).map(shownOnly)),
    ).not.toContain('{{TIME')
  })

  test.each(Object.entries(HOSTILE))('%s is only text', (_, words) => expectOnlyText(words))

  test('all text is only text, and all of it can be read', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        expectOnlyText(words)
        const shown = read([line(words)]).replace(/[\u2060\u200b]/g, '')
        expect(shown).toBe(words.replace(/\s+/g, ' ').replace(/[\u2060\u200b]/g, ''))
      }),
    )
  })
})

/** Without what only travels: the data of a button, the value of a field. */
function shownOnly(card: Card): unknown {
  return JSON.parse(
    JSON.stringify(card, (key, value) => (key === 'data' || key === 'value' ? undefined : value)),
  )
}

const UNESCAPED = /(?<!\\)(?:\\\\)*[*_`[\]~]|^(?:[-+>#=|]|\d{1,9}[.)])|<[\w/!?]|&(?!amp;|lt;)#?\w+;|\{\{/

function expectOnlyText(words: string): void {
  const message = sampleMessage(words)
  const pages = cards(message)
  expectSound(pages)
  for (const text of [
    ...ofType(pages, 'TextBlock').map((each) => each.text),
    ...pages.map((each) => each.fallbackText),
  ])
    expect(text).not.toMatch(UNESCAPED)
  for (const { choices } of ofType(pages, 'Input.ChoiceSet'))
    for (const { title } of choices as { title: string }[]) expect(title).not.toMatch(UNESCAPED)
  // Long words decide between a grid and rows, and that is all they decide.
  expect(new Set(pieces(pages).map(({ type }) => type))).toEqual(
    new Set([...KINDS, ...(ofType(pages, 'Table').length > 0 ? GRID : [])]),
  )
}

const KINDS = [
  ...['AdaptiveCard', 'TextBlock', 'RichTextBlock', 'TextRun', 'Container', 'ActionSet'],
  ...['Action.Execute', 'Action.Submit', 'Input.Text', 'Input.Date', 'Input.ChoiceSet'],
]
const GRID = ['Table', 'TableRow', 'TableCell']

describe('what people are shown on the sample plan', () => {
  const shown: Record<string, readonly Card[]> = {}

  beforeAll(async () => {
    const bot = await createTestApp()
    const lines: readonly [string, string][] = [
      ['update B5(a) red two providers <refuse> & *wait*', 'SLSPPEP'],
      ['revise B5a to end of January because two providers refuse', 'SLSPPEP'],
      ['update A3 blue via meeting', 'coordinator'],
      ['update C2', 'SLSESEND'],
      ['revise C2(d)', 'SLSESEND'],
      ['C2 b and d done, rest amber', 'coordinator'],
      ['mine', 'SLSESEND'],
      ['overdue', 'coordinator'],
      ['overdue me', 'SLSESEND'],
      ['status', 'coordinator'],
      ['status C2', 'coordinator'],
      ['list', 'coordinator'],
      ['meetings', 'coordinator'],
      ['people', 'coordinator'],
      ['help', 'coordinator'],
      ['updat C2 purple', 'coordinator'],
    ]
    for (const [said, as] of lines) {
      const { message, thread = [] } = await bot.tell(said, { as })
      shown[said] = [message, ...thread].flatMap((page) => cards(page))
    }
    shown.tracker = (await pagesOf(await editionOf(bot, 'operational-group'))).flatMap((page) => cards(page))
    await tickAt(bot, '2020-11-27T12:00:00Z')
    shown.board = (await pagesOf(await editionOf(bot, 'improvement-board'))).flatMap((page) => cards(page))
    await bot.close()
  })

  test('every card parses without a warning and is inside what Teams takes', () => {
    expect(Object.values(shown).flat().length).toBeGreaterThan(20)
    for (const all of Object.values(shown)) expectSound(all)
  })

  test('every card is valid against the published schema', () => {
    for (const [said, all] of Object.entries(shown)) {
      for (const card of all) expect([said, schemaProblems(card)]).toEqual([said, []])
    }
    for (const card of cards(sampleMessage('word'), { dialogs: true }))
      expect(schemaProblems(card)).toEqual([])
  })

  test('one’s own items have a button each, the update is a form, and a receipt can be undone', () => {
    const titles = (said: string) =>
      ofType(shown[said] ?? [], 'Action.Execute').map(({ title }) => title as string)
    expect(new Set(titles('mine'))).toEqual(new Set(['Update']))
    expect(titles('overdue me').length).toBeGreaterThan(3)
    expect(titles('update C2')[0]).toBe('Record')
    expect(titles('update B5(a) red two providers <refuse> & *wait*')).toEqual(['Undo'])
  })

  test('only a mark has a colour, and its word follows in the default one', () => {
    const texts = pieces(Object.values(shown)).flatMap(({ inlines }) =>
      Array.isArray(inlines) ? [inlines as { text: string; color?: string }[]] : [],
    )
    const marks = texts.flatMap((runs) =>
      runs.flatMap(({ text, color }, index) => (color ? [{ text, word: runs[index + 1] }] : [])),
    )
    expect(marks.length).toBeGreaterThan(20)
    for (const { text, word } of marks) {
      expect(text).toMatch(/^[▲◆●★]$/)
      expect(word?.text).toMatch(/^\s(Red|Amber|Green|Blue)$/)
      expect(word?.color).toBeUndefined()
    }
  })

  test('the digests keep their count in a grid with a head', () => {
    for (const name of ['tracker', 'board']) {
      const [grid] = ofType(shown[name], 'Table')
      expect(grid).toMatchObject({ firstRowAsHeader: true })
      expect(read(grid)).toMatch(/^Of 63 sub-actions\nNow\n/)
    }
  })
})

test('the parser that the tests rely on sees what is wrong', () => {
  const card = (...body: unknown[]) => ({ type: 'AdaptiveCard', version: '1.5', body })
  expect(parserProblems(card({ type: 'TextBlok' }))).not.toEqual([])
  expect(parserProblems(card({ type: 'Input.Text', id: 'a' }, { type: 'Input.Text', id: 'a' }))).not.toEqual(
    [],
  )
  expect(parserProblems(card({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'a' }] }))).toEqual(
    [],
  )
})
