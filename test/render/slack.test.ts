import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Block, Form, Inline, Message, Picture, Table } from '../../src/message.ts'
import { renderModal } from '../../src/render/slack/modal.ts'
import type { SlackPage } from '../../src/render/slack/plainer.ts'
import { renderHome, renderSlack } from '../../src/render/slack.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { editionOf } from '../support/edition.ts'
import { HOSTILE, hostileText } from '../support/hostile-text.ts'
import { pagesOf } from '../support/pages.ts'
import { sampleMessage } from '../support/sample-message.ts'
import { isTooLong, liveTokens, problemsOfBlocks, problemsOfView } from '../support/slack/block-kit.ts'
import { readSlack } from '../support/slack/reading.ts'

const amber: Inline = { kind: 'rating', mark: '◆', label: 'Amber', tone: 'amber' }
const rendered = (...blocks: Block[]) => renderSlack({ summary: 'Summary', blocks })
const shown = (...blocks: Block[]) =>
  rendered(...blocks)
    .map(readSlack)
    .join('\n--\n')
const blocksOf = (...blocks: Block[]) => rendered(...blocks).flatMap((page) => page.blocks)

/** What Slack would refuse of a message, and what in it would notify or link. */
function wrongIn(page: SlackPage): readonly string[] {
  return [
    ...problemsOfBlocks(page.blocks, 'message'),
    ...liveTokens(page),
    ...(isTooLong(page.blocks) ? ['too long'] : []),
    ...(page.text === '' || [...page.text].length > 20_000 ? ['no fallback'] : []),
  ]
}

/** With a next step in every row of a table too. */
function wrong(message: Message): readonly string[] {
  const stepped = message.blocks.map((block) => {
    if (block.kind !== 'table') return block
    return { ...block, steps: block.rows.map(() => ({ label: message.summary, line: message.summary })) }
  })
  return [...wrongAsItIs(message), ...wrongAsItIs({ ...message, blocks: stepped })]
}

function wrongAsItIs(message: Message): readonly string[] {
  const home = renderHome(message)
  const windows = message.blocks.flatMap((block) =>
    block.kind === 'form' ? [renderModal(block, { privateMetadata: '{}' })] : [],
  )
  return [
    ...renderSlack(message).flatMap(wrongIn),
    ...[home, ...windows].flatMap((view) => [...problemsOfView(view), ...liveTokens(view)]),
  ]
}

describe('a message', () => {
  test('reads in the order in which it was said', () => {
    expect(
      shown(
        { kind: 'heading', text: 'Overdue' },
        {
          kind: 'paragraph',
          text: ['Recorded: C2 is ', amber, ' now. ', { kind: 'strong', text: 'Twice.' }],
        },
        { kind: 'context', text: ['Undo: ', { kind: 'line', line: 'undo' }] },
        { kind: 'quote', text: 'one\ntwo', by: 'SLBI' },
        { kind: 'list', items: ['first', ['Try: ', { kind: 'line', line: 'overdue' }]] },
        {
          kind: 'facts',
          facts: [
            { label: 'Owner', value: 'SLBI' },
            { label: 'Rating', value: [amber] },
          ],
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
    ).toBe(`# Overdue
Recorded: C2 is *◆ Amber* now. *Twice.*
(Undo: “undo”)
> one
> two
> _— SLBI_
• first
• Try: \`overdue\`
*Owner:* SLBI
*Rating:* *◆ Amber*
[Undo]
[1 Complete] [2 Late]`)
  })

  test('says its summary where blocks are not shown, and which page it is', () => {
    const [first, second] = renderSlack({
      summary: 'Two items are <late> & red',
      blocks: Array.from({ length: 60 }, (_, number) => ({ kind: 'paragraph', text: `Line ${number}` })),
    })
    expect(first?.text).toBe('Two items are &lt;late&gt; &amp; red')
    expect(second?.text).toBe('Page 2 of 2. Two items are &lt;late&gt; &amp; red')
  })

  test('of nothing but its summary shows that', () => {
    expect(renderSlack({ summary: 'Left *as it is*.', blocks: [] }).map(readSlack)).toEqual([
      'Left *as it is*.',
    ])
  })

  test('has its buttons say a line, and the nonce by which it counts once', () => {
    expect(
      blocksOf({
        kind: 'buttons',
        buttons: [
          { label: 'Undo', line: 'undo', nonce: 'n-1' },
          { label: 'History', line: 'history C2' },
        ],
      }),
    ).toEqual([
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'wsoa:1',
            text: { type: 'plain_text', text: 'Undo', emoji: false },
            value: '{"line":"undo","nonce":"n-1"}',
          },
          {
            type: 'button',
            action_id: 'wsoa:2',
            text: { type: 'plain_text', text: 'History', emoji: false },
            value: '{"line":"history C2"}',
          },
        ],
      },
    ])
  })

  test('writes choices out where one is too long for a button, and numbers the buttons', () => {
    const long = `Record ${'several words '.repeat(8).trim()}`
    const choices = [
      { label: long, line: 'a' },
      { label: 'Neither', line: 'b' },
    ]
    expect(shown({ kind: 'choices', choices })).toBe(`1. ${long}\n2. Neither\n[1] [2]`)
  })

  test('shows a line that no button can carry, to be typed', () => {
    const line = `update C2 amber ${'x'.repeat(2_500)}`
    expect(shown({ kind: 'buttons', buttons: [{ label: 'Again', line }] })).toBe(`Again: \`${line}\``)
  })

  test('opens a form with the line that asks for it', () => {
    const [actions] = blocksOf(updateForm)
    expect(readSlack({ blocks: actions ? [actions] : [], text: '' })).toBe('[Update C2]')
    expect(JSON.stringify(actions)).toContain('{\\"line\\":\\"update C2\\"}')
  })

  test('shows a picture that was uploaded with its words for those who cannot see it, else those words', () => {
    const picture: Picture = {
      kind: 'picture',
      title: 'Ratings',
      alt: '4 red, 10 amber',
      svg: '',
      width: 1,
      height: 1,
    }
    const message: Message = { summary: 's', blocks: [picture] }
    expect(renderSlack(message)[0]?.blocks).toEqual([
      { type: 'context', elements: [{ type: 'plain_text', text: '4 red, 10 amber', emoji: false }] },
    ])
    expect(renderSlack(message, { files: new Map([[picture, 'F1']]) })[0]?.blocks).toEqual([
      {
        type: 'image',
        slack_file: { id: 'F1' },
        alt_text: '4 red, 10 amber',
        title: { type: 'plain_text', text: 'Ratings', emoji: false },
      },
    ])
  })

  test('goes on on further pages, and no page ends with a heading', () => {
    const section = (number: number): Block[] => [
      { kind: 'heading', text: `Part ${number}` },
      { kind: 'paragraph', text: `Words ${number} ${'and more '.repeat(150)}` },
    ]
    const pages = rendered(...Array.from({ length: 30 }, (_, number) => section(number)).flat())
    expect(pages.length).toBeGreaterThan(3)
    expect(pages.flatMap(wrongIn)).toEqual([])
    expect(pages.map(({ blocks }) => blocks.at(-1)?.type)).not.toContain('header')
    const read = pages.map(readSlack).join('\n')
    expect(read.match(/# Part \d+\nWords/g)).toHaveLength(30)
  })

  test('keeps every word of what is longer than Slack lets one text be', () => {
    const words = Array.from({ length: 1_500 }, (_, number) => `w${number}`).join(' ')
    const pages = rendered({ kind: 'paragraph', text: words }, { kind: 'quote', text: words, by: 'SLBI' })
    expect(pages.flatMap(wrongIn)).toEqual([])
    expect(
      pages
        .map(readSlack)
        .join(' ')
        .match(/\bw\d+/g),
    ).toHaveLength(3_000)
  })
})

const counts: Table = {
  kind: 'table',
  caption: 'Counts',
  columns: [{ title: 'Of 63' }, { title: 'Now', align: 'right' }, { title: '27 Oct', align: 'right' }],
  rows: [
    [[amber], '10', ''],
    ['○ Not rated', '15', '9'],
  ],
}

const late: Table = {
  kind: 'table',
  caption: 'Overdue',
  columns: [{ title: 'Item' }, { title: 'What' }, { title: 'Rating' }, { title: 'Owner' }, { title: 'Note' }],
  rows: [
    [
      'C1(c)',
      'Identify training needs of each caseworker',
      [amber],
      'SLSESEND',
      [{ kind: 'said', text: 'two providers wait for their contracts' }],
    ],
    ['B2(b)', 'Co-design all commissioning', '○ Not rated', '', ''],
  ],
}

describe('a table', () => {
  test('is Slack’s own where a phone has room for it', () => {
    expect(blocksOf(counts)).toEqual([
      {
        type: 'table',
        column_settings: [
          { align: 'left', is_wrapped: true },
          { align: 'right', is_wrapped: true },
          { align: 'right', is_wrapped: true },
        ],
        rows: [
          [
            { type: 'raw_text', text: 'Of 63' },
            { type: 'raw_text', text: 'Now' },
            { type: 'raw_text', text: '27 Oct' },
          ],
          [
            {
              type: 'rich_text',
              elements: [
                {
                  type: 'rich_text_section',
                  elements: [{ type: 'text', text: '◆ Amber', style: { bold: true } }],
                },
              ],
            },
            { type: 'raw_text', text: '10' },
            { type: 'raw_text', text: '–' },
          ],
          [
            { type: 'raw_text', text: '○ Not rated' },
            { type: 'raw_text', text: '15' },
            { type: 'raw_text', text: '9' },
          ],
        ],
      },
    ])
  })

  test('is aligned text when the message has one already', () => {
    expect(shown(counts, counts)).toBe(`\
| Of 63 | Now | 27 Oct |
| *◆ Amber* | 10 | – |
| ○ Not rated | 15 | 9 |
Of 63        Now  27 Oct
◆ Amber       10
○ Not rated   15       9`)
  })

  test('is a short paragraph for each row where its columns are too wide for a phone', () => {
    expect(shown(late)).toBe(`\
• *C1(c)* Identify training needs of each caseworker
  ◆ Amber · Owner: SLSESEND
  Note: “two providers wait for their contracts”
• *B2(b)* Co-design all commissioning
  ○ Not rated`)
  })

  test('has the next step of each row beside it', () => {
    const update = (ref: string) => ({ label: 'Update', line: `update ${ref}`, opens: 'form' as const })
    const blocks = blocksOf({ ...late, steps: [update('C1(c)'), null] })
    expect(readSlack({ blocks, text: '' })).toBe(`\
C1(c) Identify training needs of each caseworker
◆ Amber · Owner: SLSESEND
Note: “two providers wait for their contracts” [Update]
B2(b) Co-design all commissioning
○ Not rated`)
    expect(blocks[0]).toMatchObject({
      accessory: { accessibility_label: 'Update C1(c)', value: '{"line":"update C1(c)"}' },
    })
  })

  test('repeats its heading on each page that it takes', () => {
    const rows = Array.from({ length: 400 }, (_, number) => [`A${number}`, String(number), 'x'])
    const pages = rendered({ ...counts, rows })
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flatMap(wrongIn)).toEqual([])
    const read = pages.map(readSlack)
    expect(read.every((text) => text.startsWith('| Of 63 |'))).toBe(true)
    expect(read.join('\n').match(/\bA\d+/g)).toHaveLength(400)
  })
})

const updateForm: Form = {
  kind: 'form',
  title: 'Update C2',
  command: 'update',
  settled: { refs: ['C2'], filled: true },
  submit: 'Record',
  line: 'update C2 <rating> <note>',
  fields: [
    {
      name: 'rating',
      label: 'Rating',
      input: 'choice',
      required: true,
      value: 'amber',
      choices: [
        { value: 'red', label: `▲ Red: ${'a long definition of the plan’s key '.repeat(3).trim()}` },
        { value: 'amber', label: '◆ Amber: started, some delay' },
      ],
    },
    {
      name: 'state',
      label: 'State',
      input: 'choice',
      required: false,
      choices: [{ value: 'complete', label: 'Complete' }],
    },
    {
      name: 'note',
      label: 'Note',
      hint: 'What comes next',
      input: 'paragraph',
      value: 'so far',
      required: false,
    },
    { name: 'date', label: 'New date', input: 'day', value: '2021-03-31', required: false },
  ],
}

describe('a form', () => {
  test('is a window with an input for each field, and what was settled before', () => {
    const window = renderModal(updateForm, { privateMetadata: '{"nonce":"n"}' })
    expect(problemsOfView(window)).toEqual([])
    expect(window).toMatchObject({
      type: 'modal',
      callback_id: 'wsoa:form',
      title: { text: 'Update C2' },
      submit: { text: 'Record' },
      private_metadata: '{"nonce":"n"}',
    })
    expect(window.blocks.map((block) => ('block_id' in block ? block.block_id : ''))).toEqual([
      'rating',
      'state',
      'note',
      'date',
    ])
  })

  test('shows each rating with what it means, in whole below where Slack would cut it', () => {
    const [rating] = renderModal(updateForm, { privateMetadata: '' }).blocks
    expect(rating).toMatchObject({
      optional: false,
      hint: { text: expect.stringMatching(/^▲ Red: a long definition .*key$/) },
      element: {
        type: 'radio_buttons',
        action_id: 'entry',
        options: [
          { value: 'red', text: { text: '▲ Red' }, description: { text: expect.stringMatching(/…$/) } },
          { value: 'amber', text: { text: '◆ Amber' }, description: { text: 'started, some delay' } },
        ],
        initial_option: { value: 'amber' },
      },
    })
  })

  test('keeps what was typed, and lets a choice without meaning be taken back', () => {
    const [, state, note, date] = renderModal(updateForm, { privateMetadata: '' }).blocks
    expect(state).toMatchObject({ optional: true, element: { type: 'static_select' } })
    expect(note).toMatchObject({ element: { multiline: true, max_length: 3000, initial_value: 'so far' } })
    expect(date).toMatchObject({ element: { type: 'datepicker', initial_date: '2021-03-31' } })
  })

  test('says its whole title inside where the window’s bar is too short', () => {
    const title = 'Another date for A2(c), A2(d), A2(e) and A2(f)'
    const window = renderModal({ ...updateForm, title }, { privateMetadata: '' })
    expect(window.title.text).toBe('Another date for…')
    expect(JSON.stringify(window.blocks[0])).toContain(title)
  })
})

describe('the Home tab', () => {
  test('has no native table, and says so when not all fits', () => {
    const blocks: Block[] = [counts, ...Array.from({ length: 120 }, () => late)]
    const home = renderHome({ summary: 's', blocks })
    expect(problemsOfView(home)).toEqual([])
    expect(home.blocks).toHaveLength(100)
    expect(home.blocks.at(-1)).toMatchObject({
      type: 'context',
      elements: [{ text: expect.stringMatching(/^There is more/) }],
    })
  })
})

describe('words of people', () => {
  test.each([
    ...Object.entries(HOSTILE),
    ['broadcasts', '<!channel> <!here|here> <!everyone> @channel @here'],
    ['mentions of Slack', '<@U0OWNER> <@U0OWNER|owner> <#C0BOARD|board> <!subteam^S1>'],
    ['links of Slack', '<https://evil.example|the audit> <mailto:eve@evil.example|mail>'],
    ['entities', '&lt;!channel&gt; &amp;lt;!channel&amp;gt;'],
    ['a split mention', '<!chan\u0000nel> <\u200b!channel>'],
    ['4,000 letters', 'x'.repeat(4_000)],
    ['4,000 quotation marks', '"'.repeat(4_000)],
    ['4,000 emoji', '👩‍👩‍👧'.repeat(800)],
  ])('%s stay words', (_, words) => {
    expect(wrong(sampleMessage(words))).toEqual([])
  })

  test('stay words whatever they are', () => {
    const tokens = fc.constantFrom(
      '<!channel>',
      '<@U0OWNER>',
      '<https://x|y>',
      '&lt;!here&gt;',
      '<!',
      '`',
      '*',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileText, tokens), { minLength: 1, maxLength: 6 }), (all) => {
        expect(wrong(sampleMessage(all.join(' ')))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('neither format nor link where blocks are not shown', () => {
    const [page] = renderSlack({
      summary: '*bold* _so_ ~gone~ `code` > https://evil.example snake_case',
      blocks: [],
    })
    expect(page?.text).toBe('∗bold∗ ＿so＿ ∼gone∼ ˋcodeˋ &gt; https: //evil.example snake_case')
  })
})

describe('the sample plan', () => {
  let bot: TestApp
  beforeAll(async () => {
    bot = await createTestApp()
  })
  afterAll(() => bot.close())

  test.each(['board', 'group'])(
    'the digest of the %s fits Slack, one message for each of its pages',
    async (code) => {
      const name = code === 'board' ? 'improvement-board' : 'operational-group'
      const pages = await pagesOf(await editionOf(bot, name))
      expect(pages.flatMap(wrong)).toEqual([])
      expect(pages.map((page) => renderSlack(page).length)).toEqual(pages.map(() => 1))
    },
  )

  test.each(['list', 'overdue', 'status', 'status C2', 'help', 'meetings', 'changes', 'people'])(
    'the answer to "%s" fits Slack',
    async (line) => {
      const { message, thread = [] } = await bot.tell(line)
      expect([message, ...thread].flatMap(wrong)).toEqual([])
    },
  )

  test('no line of an answer in columns is wider than a phone', async () => {
    const { message } = await bot.tell('overdue')
    const preformatted = renderSlack(message).flatMap(({ blocks }) =>
      JSON.stringify(blocks).includes('preformatted'),
    )
    expect(preformatted).not.toContain(true)
  })
})

test('the checker that the tests rely on sees what Slack refuses', () => {
  const text = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) })
  const piece = { type: 'text', text: 'x' }
  const section = { type: 'rich_text_section', elements: [piece] }
  const row = [{ type: 'raw_text', text: 'x' }]
  const refused: readonly unknown[] = [
    { type: 'header', text: text(151) },
    { type: 'header', text: text(0) },
    { type: 'header' },
    { type: 'header', text: text(1), colour: 'red' },
    { type: 'heading', text: text(1) },
    { type: 'section' },
    { type: 'context', elements: [] },
    { type: 'context', elements: Array.from({ length: 11 }, () => text(1)) },
    { type: 'actions', elements: [{ type: 'button', text: text(76), action_id: 'a' }] },
    {
      type: 'actions',
      elements: [{ type: 'button', text: text(1), action_id: 'a', value: 'x'.repeat(2_001) }],
    },
    { type: 'actions', elements: [1, 2].map(() => ({ type: 'button', text: text(1), action_id: 'a' })) },
    { type: 'rich_text', elements: [] },
    { type: 'rich_text', elements: [piece] },
    { type: 'rich_text', elements: [{ ...section, elements: [{ type: 'text', text: '' }] }] },
    { type: 'rich_text', elements: [{ ...section, elements: [{ type: 'text', text: 'a\ud800' }] }] },
    { type: 'table', rows: Array.from({ length: 101 }, () => row) },
    { type: 'table', rows: [row, [...row, ...row]] },
    { type: 'table', rows: [[{ type: 'raw_text', text: '' }]] },
    { type: 'image', slack_file: { id: 'F1' } },
    { type: 'image', alt_text: 'x' },
    { type: 'input', label: text(1), element: { type: 'datepicker', action_id: 'a' } },
  ]
  expect(refused.filter((block) => problemsOfBlocks([block], 'message').length === 0)).toEqual([])
  const table = { type: 'table', rows: [row] }
  expect(problemsOfBlocks([table], 'message')).toEqual([])
  expect(problemsOfBlocks([table, table], 'message')).not.toEqual([])
  expect(problemsOfBlocks([table], 'home')).not.toEqual([])
  expect(problemsOfBlocks(Array(51).fill({ type: 'divider' }), 'message')).not.toEqual([])
  for (const words of ['<!channel>', '<@U1> hello', 'see https://x.example', '<unfinished']) {
    expect(liveTokens({ text: words })).not.toEqual([])
    expect(liveTokens({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: words } }] })).not.toEqual(
      [],
    )
  }
  expect(
    liveTokens({ blocks: [{ type: 'rich_text', elements: [{ type: 'user', user_id: 'U1' }] }] }),
  ).not.toEqual([])
})
