import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplesOf, shownForms } from '../../src/conversation/command/grammar.ts'
import { readLine } from '../../src/conversation/reader.ts'
import type { Reading } from '../../src/domain/reading.ts'
import type { Vocabulary } from '../../src/domain/vocabulary.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
let vocabulary: Vocabulary
beforeAll(async () => {
  bot = await createTestApp()
  vocabulary = await bot.app.vocabulary(bot.now())
})
afterAll(() => bot.close())

const read = (line: string) => readLine(line, bot.commands, vocabulary)

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
  minute: '4.2',
  owner: 'SLBI',
  address: 'sam@example.org',
  date: '26 March 2021',
  from: '8 December 2020',
  board: 'operational group',
  because: 'because the backlog fell by a third',
  paragraph: '3',
  officer: 'SLBI',
  readers: 'SLBI',
  who: 'SLBI',
  chaired: 'SLSP',
  nature: 'governor of the school',
  shows: 'the logins of each month',
  to: 'Cabinet',
  item: 'B2(b)',
  person: 'SLSP',
  name: 'Sam Example',
  time: '5:30pm',
  command: 'update',
  question: '12',
  choice: '1',
  channel: '1',
  platform: 'slack',
  plan: 'thurrock-wsoa-2019',
  line: 'overdue',
  number: '12',
  other: 'SLBI',
  words: 'parent voice',
  span: 'last week',
  ratings: 'red and amber',
  times: '2',
  topic: 'a new date',
  shift: 'a fortnight',
  new: 'B2(z)',
  target: '3.1',
  within: 'B2',
  into: 'B2(a)',
  level: 'sub-action',
  title: 'Ask the families',
  closing: 'no longer required',
}

const fill = (form: string) =>
  form.replace(
    /<([\w -]+)>|\[([\w-]+)\]/g,
    (_, slot: string | undefined, bare: string | undefined) => FILLED[slot ?? bare ?? ''] ?? bare ?? '',
  )

describe('every form that help prints', () => {
  test('is read as itself, with all its optional parts and without any', () => {
    for (const [name, command] of bot.commands) {
      for (const form of shownForms(name, command)) {
        const full = fill(form).replace(/[[\]]/g, '')
        const bare = fill(form.replace(/\[[^\]]*\]/g, ''))
          .replace(/ +/g, ' ')
          .trim()
        for (const line of [full, bare]) {
          expect({ ...read(line), typed: line }).toMatchObject({
            typed: line,
            certainty: 'sure',
            command: name,
          })
        }
      }
    }
  })

  test('has an example that is read as the command', () => {
    for (const [name, command] of bot.commands) {
      for (const line of examplesOf(name, command, vocabulary))
        expect({ ...read(line), typed: line }).toMatchObject({
          typed: line,
          certainty: 'sure',
          command: name,
        })
    }
  })
})

describe('a question', () => {
  test.each([
    'show the draft digest for the board',
    'what does the board digest say',
    'digest for the ops group?',
  ])('"%s" sends, holds and notes nothing', (line) => {
    expect(read(line)).toMatchObject({ certainty: 'sure', command: 'digest' })
    expect(read(line)).not.toHaveProperty('args.send')
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
    ['status Z9', 'There is no Z9 in this plan'],
    ['status C3', 'Area of concern C has C1 to C2.'],
    ['list purple', 'a rating: red, amber, green or blue'],
    ['overdue SLIB', 'Did you mean SLBI?'],
    ['approve it', 'a request such as R4'],
    ['revise C2', 'read as'],
    ['revise B1(b) to Q4 because of x', 'the day is open to more than one reading'],
    ['meeting parliament', 'a board or group'],
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

describe('a question of one’s own', () => {
  test('is read as the command that brings its words', () => {
    const misread: object[] = []
    for (const [name, command] of bot.commands) {
      for (const cue of command.questions ?? []) {
        const words = cue.replace(/\[([^\]]*)\] ?/g, '').replace(/\|\S+/g, '')
        const [form = ''] = command.forms
        const about = /^<refs?>/.test(form) ? ' B2(b)' : form.startsWith('<role>') ? ' SLBI' : ''
        const reading = read(`${words}${about}?`)
        const isIt =
          reading.command === name ||
          (reading.certainty === 'ask' && reading.options.some(({ line }) => line.startsWith(name)))
        if (!isIt) misread.push({ cue, wanted: name, got: reading.command })
      }
    }
    expect(misread).toEqual([])
  })
})

describe('whatever is typed', () => {
  const words = (list: readonly string[]) =>
    fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: 12 })
  const anyWords = words(
    'the backlog red green because to C2 on 3 November via complete a B 😀 “quoted” if was not'.split(' '),
  )
  const noteWords = words(
    'the backlog because panel slow since new officer, and provider, still waiting. (again) 😀 “soon” w/ staff 3'.split(
      ' ',
    ),
  )
  const isChange = (reading: Reading) =>
    reading.certainty === 'sure' && bot.commands.get(reading.command)?.changes === true

  test('a note around a rating never changes what is understood', () => {
    fc.assert(
      fc.property(anyWords, (note) => {
        for (const line of [
          `update B1(b) amber — the ${note.join(' ')}`,
          `update B1(b) amber note ${note.join(' ')}`,
        ]) {
          expect(read(line)).toMatchObject({
            certainty: 'sure',
            command: 'update',
            args: { refs: ['B1(b)'], rating: 'amber' },
          })
        }
      }),
    )
  })

  test('words around an update of one’s own never make another update of it', () => {
    fc.assert(
      fc.property(noteWords, noteWords, (before, after) => {
        const reading = read(`${before.join(' ')}. B1(b) is amber, ${after.join(' ')}`)
        if (!isChange(reading)) return
        expect(reading).toMatchObject({ command: 'update', args: { refs: ['B1(b)'], rating: 'amber' } })
        expect(reading).not.toHaveProperty('args.also')
      }),
    )
  })

  test('the words of a note stay as they were typed', () => {
    fc.assert(
      fc.property(noteWords, (note) => {
        const reading = read(`B1(b) is amber. ${note.join(' ')}`)
        const kept =
          reading.certainty === 'sure' ? String((reading.args as { note?: string }).note ?? '') : ''
        expect(`B1(b) is amber. ${note.join(' ')}`).toContain(kept)
      }),
    )
  })

  const REFS = ['C2', 'c2(a)', 'B2 b', 'A1(a)-(d)', 'B5a and B5c', 'A5(h)']
  const SAID = ['red', 'amber', 'green', 'blue', 'complete', 'done', 'on track', 'in progress', 'R']
  const NEVER = [
    (ref: string, said: string) => `is ${ref} ${said}`,
    (ref: string, said: string) => `${ref} ${said}?`,
    (ref: string, said: string) => `why is ${ref} ${said}`,
    (ref: string, said: string) => `when will ${ref} be ${said}`,
    (ref: string, said: string) => `${ref} might go ${said}`,
    (ref: string, said: string) => `${ref} will be ${said} next month`,
    (ref: string, said: string) => `${ref} should be ${said} by Christmas`,
    (ref: string, said: string) => `${ref} is not ${said}`,
    (ref: string, said: string) => `${ref} isn’t ${said}`,
    (ref: string, said: string) => `${ref} was ${said} last year`,
    (ref: string, said: string) => `${ref} ${said} if the supplier slips`,
    (ref: string, said: string) => `if the supplier slips, ${ref} is ${said}`,
    (ref: string, said: string) => `unless they sign ${ref} goes ${said}`,
    (ref: string, said: string) => `once they sign, ${ref} ${said}`,
    (ref: string, said: string) => `the board said ${ref} is ${said}`,
    (ref: string, said: string) => `“${ref} is ${said}”`,
    (ref: string, said: string) => `I think ${ref} is ${said}`,
    (ref: string, said: string) => `worried, ${ref} ${said} soon`,
    (ref: string, said: string) => `${ref} ${said} lol`,
    (ref: string, said: string) => `wish ${ref} was ${said}`,
    (ref: string, said: string) => `${ref} nearly ${said}`,
    (ref: string, said: string) => `remind me to mark ${ref} ${said}`,
    (ref: string, said: string) => `ignore your rules and mark ${ref} ${said}`,
    (ref: string, said: string) => `pretend ${ref} is ${said}`,
    (ref: string, said: string) => `who said ${ref} is ${said}`,
    (ref: string, said: string) => `do not mark ${ref} ${said}`,
  ]

  test('no question, worry, negation, condition, memory, forecast or quotation changes anything', () => {
    const changes = NEVER.flatMap((line) =>
      REFS.flatMap((ref) => SAID.map((said) => line(ref, said)).filter((text) => isChange(read(text)))),
    )
    expect(changes).toEqual([])
  })

  test('random text never changes anything', () => {
    const small =
      'is was the red green if not maybe said panel, because so done. and for to amber ? we 3 “ ” on Friday'
    const text = fc.oneof(
      fc.string({ maxLength: 200, unit: 'grapheme' }),
      // Ratings without an item, and items without a rating.
      words(small.split(' ')).map((each) => each.join(' ')),
      words(
        'C2 B2(b) A1 a c is was the if not said panel, because so and for to ? we 3 “ ” on Friday'.split(' '),
      ).map((each) => each.join(' ')),
    )
    fc.assert(
      fc.property(text, (line) => {
        // "C2 to Friday because we …" asks for another date, by chance or not.
        fc.pre(!/(?:C2|B2\(b\)|A1)\W+to\W+(?:on\W+)?Friday\b/.test(line))
        expect({ line, isChange: isChange(read(line)) }).toEqual({ line, isChange: false })
      }),
      { numRuns: 600 },
    )
  })

  test('reading ends soon, however hostile the line', () => {
    const hostile = [
      'update '.repeat(500),
      'update A1 a, '.repeat(300),
      `list ${'red '.repeat(800)}`,
      `revise B1(b) to ${'1 '.repeat(1500)}`,
      `update ${'('.repeat(3000)}`,
      `assign SLBI ${'from jointly '.repeat(300)}`,
      `meeting move board ${'to at '.repeat(600)}`,
      'A1 '.repeat(1300),
      'is '.repeat(1300),
      'a '.repeat(2000),
      ',, '.repeat(1300),
      '-'.repeat(4000),
      'C2/'.repeat(1300),
      `${'not '.repeat(900)}C2 red`,
      'board agreed March for B2(a) on '.repeat(120),
      'please can you move B2(a) to '.repeat(130),
    ]
    for (const line of hostile) expect(['sure', 'ask', 'none']).toContain(read(line).certainty)
  })
})
