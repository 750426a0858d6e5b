import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shownForms } from '../../src/conversation/command/forms.ts'
import { readLine } from '../../src/conversation/reader.ts'
import type { Vocabulary } from '../../src/conversation/vocabulary.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let it: TestApp
let vocabulary: Vocabulary
beforeAll(async () => {
  it = await createTestApp()
  vocabulary = await it.app.vocabulary(it.now())
})
afterAll(() => it.close())

const read = (line: string) => readLine(line, it.commands, vocabulary)

/** Something that fits each slot that help names. */
const FILLED: Readonly<Record<string, string>> = {
  refs: 'A1(a), B2(b)',
  ref: 'B2(b)',
  rating: 'amber',
  state: 'in progress',
  on: '3 November 2020',
  day: '1 July 2020',
  source: 'e-mail',
  note: 'the backlog is still being cleared',
  reason: 'the supplier starts later',
  'link-or-text': 'audit report of October',
  entry: '#12',
  instead: '#12',
  requests: 'R2 and R4',
  text: 'the post-16 officers answer for that now',
  whole: '#12',
  area: 'B',
  role: 'SLBI',
  when: 'this month',
  since: 'the last board',
  request: 'R4',
  date: '26 March 2021',
  from: '8 December 2020',
  body: 'operational group',
  person: 'SLSP',
  name: 'Sam Example',
  time: '5:30pm',
  command: 'update',
  question: '12',
  choice: '1',
}

const fill = (form: string) =>
  form.replace(
    /<([\w -]+)>|\[([\w-]+)\]/g,
    (_, slot: string | undefined, bare: string | undefined) => FILLED[slot ?? bare ?? ''] ?? bare ?? '',
  )

describe('every form that help prints', () => {
  test('is read as itself, with all its optional parts and without any', () => {
    for (const [name, command] of it.commands) {
      for (const form of shownForms(name, command)) {
        const full = fill(form).replace(/[[\]]/g, '')
        const bare = fill(form.replace(/\[[^\]]*\]/g, ''))
          .replace(/ +/g, ' ')
          .trim()
        for (const line of [full, bare]) {
          expect({ line, ...read(line) }).toMatchObject({ line, certainty: 'sure', command: name })
        }
      }
    }
  })

  test('has an example that is read as the command', () => {
    for (const [name, command] of it.commands) {
      for (const line of command.examples(vocabulary))
        expect({ line, ...read(line) }).toMatchObject({ line, certainty: 'sure', command: name })
    }
  })
})

describe('a line', () => {
  test.each([
    ['stauts C2', 'Did you mean status?', 'status C2'],
    ['udpate C2 red x y', 'Did you mean update?', 'update C2 red x y'],
  ])('"%s" is nearly a command, and asked about', (line, question, option) => {
    expect(read(line)).toMatchObject({
      certainty: 'ask',
      question: expect.stringContaining(question),
      options: [{ line: option }],
    })
  })

  test.each([
    ['status Z9', 'I do not know "Z9" here. Expected a reference such as A1(a)'],
    ['status C3', 'Did you mean'],
    ['list purple', 'Expected a rating: red, amber, green or blue'],
    ['overdue SLIB', 'Did you mean SLBI?'],
    ['approve it', 'a request such as R4'],
    ['revise C2', 'read as'],
    ['revise B1(b) to Q4 because of x', 'the day is open to more than one reading'],
    ['meeting parliament', 'a board or group'],
    ['help udpate', 'Did you mean update?'],
    ['delegate SLBI nobody until Friday', 'somebody who is listed by: people'],
  ])('"%s" says what was expected, the nearest, and an example', (line, words) => {
    expect(read(line).reason).toContain(words)
  })

  test.each([
    ['overdue', {}],
    ['list amber B SLSPPEP', { rating: 'amber', area: 'B', role: 'SLSPPEP' }],
    ['list SLSPPEP B amber', { rating: 'amber', area: 'B', role: 'SLSPPEP' }],
    [
      'update C2 amber annual review backlog still being cleared',
      { refs: ['C2'], rating: 'amber', note: 'annual review backlog still being cleared' },
    ],
    [
      'update B2 a, b and d: red - forum closed',
      { refs: ['B2(a)', 'B2(b)', 'B2(d)'], rating: 'red', note: 'forum closed' },
    ],
    [
      'update A1a complete on 3 Nov: done',
      { refs: ['A1(a)'], state: 'complete', on: { on: '2020-11-03', asGiven: '3 Nov 2020' }, note: 'done' },
    ],
    [
      'revise A5h to Feb 2021 because of x',
      { ref: 'A5(h)', date: { on: '2021-02-28', asGiven: 'Feb 2021' }, reason: 'of x' },
    ],
    ['status C2 as at 1 July', { ref: 'C2', day: { on: '2020-07-01', asGiven: '1 Jul 2020' } }],
    ['sign off A1 minute 5', { ref: 'A1', note: 'minute 5' }],
    [
      'meeting move improvement board to 15 december at 5pm',
      { body: 'improvement-board', date: { on: '2020-12-15', asGiven: '15 Dec 2020' }, time: '17:00' },
    ],
  ])('"%s" is read with its arguments', (line, args) => {
    const reading = read(line)
    expect(reading).toMatchObject({ certainty: 'sure', args })
  })
})

describe('whatever is typed', () => {
  const words = fc.array(
    fc.constantFrom(
      'the',
      'backlog',
      'red',
      'green',
      'because',
      'to',
      'C2',
      'on',
      '3',
      'November',
      'via',
      'complete',
      'a',
      'B',
      '😀',
      '“quoted”',
    ),
    { minLength: 1, maxLength: 12 },
  )

  test('a note around a rating never changes what is understood', () => {
    fc.assert(
      fc.property(words, (note) => {
        const line = `update B1(b) amber — the ${note.join(' ')}`
        const reading = read(line)
        expect(reading).toMatchObject({
          certainty: 'sure',
          command: 'update',
          args: { refs: ['B1(b)'], rating: 'amber' },
        })
      }),
    )
  })

  test('text that does not begin with a command is never carried out', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
        const first = text.trim().split(/\s+/)[0]?.toLowerCase() ?? ''
        fc.pre(![...it.commands.keys()].some((name) => first.includes(name.split('-')[0] ?? '')))
        expect(read(text).certainty).not.toBe('sure')
      }),
    )
  })

  test('reading ends, however hostile the line', () => {
    const hostile = [
      'update '.repeat(500),
      'update A1 a, '.repeat(300),
      `list ${'red '.repeat(800)}`,
      `revise B1(b) to ${'1 '.repeat(1500)}`,
      `update ${'('.repeat(3000)}`,
      `assign SLBI ${'from jointly '.repeat(300)}`,
      `meeting move board ${'to at '.repeat(600)}`,
    ]
    for (const line of hostile) expect(['sure', 'ask', 'none']).toContain(read(line).certainty)
  })
})
