import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE, TINY } from '../support/app.ts'

const tiny = readFileSync(projectFile(TINY), 'utf8')

/** The tiny plan with some of its text put otherwise. */
function changed(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the tiny plan has no "${from}"`)
    return text.replace(from, to)
  }, tiny)
}

/** The first line of a text that begins so, and the column where its mark stands. */
function placeIn(yaml: string, mark: string): { line: number; column: number } {
  const before = yaml.slice(0, yaml.indexOf(mark)).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

describe('a good file', () => {
  test.each([SAMPLE, TINY])('%s has no errors', (path) => {
    const { plan, errors } = readPlanFile(readFileSync(projectFile(path), 'utf8'))
    expect(errors).toEqual([])
    expect(plan).not.toBeNull()
  })

  test('may begin with a byte order mark and end its lines as Windows does', () => {
    const { plan } = readPlanFile(`\ufeff${tiny.replaceAll('\n', '\r\n')}`)
    expect(plan).toEqual(readPlanFile(tiny).plan)
  })

  test('has its columns counted without the byte order mark', () => {
    expect(readPlanFile('\ufeffcode: @harbour\n').errors).toMatchObject([{ line: 1, column: 7 }])
  })

  test('needs no quotes around numbers that are text', () => {
    const { plan } = readPlanFile(
      changed(['title: Collections', 'title: 1999'], ['code: HEAD', 'code: 007']).replaceAll('HEAD', '007'),
    )
    expect(plan?.version).toBe('3')
    expect(plan?.items.flatMap(({ level, title }) => (level === 0 ? [title] : []))).toEqual([
      'Readers',
      '1999',
    ])
    expect(plan?.items.flatMap(({ parent, ref, lead }) => (parent === '1' ? [[ref, lead]] : []))).toEqual([
      ['1.1', '007'],
      ['1.10', '007'],
    ])
    expect(plan?.scale.ratings.map(({ code, letter }) => code + letter)).toEqual([
      '55',
      '44',
      '33',
      '22',
      '11',
    ])
    expect(plan?.policies.undoMinutes).toBe(5)
  })

  test('reads a month as its last day and keeps how it was given', () => {
    const { plan } = readPlanFile(
      changed(['on: 2020-10, asGiven: October 2020', 'on: 2024-02, asGiven: "Feb ’24"']),
    )
    expect(plan?.items.find(({ level }) => level === 2)?.due).toEqual({
      on: '2024-02-29',
      asGiven: 'Feb ’24',
      exact: 'month',
    })
  })

  test('folds a title of several lines into one', () => {
    const { plan } = readPlanFile(
      changed(['title: Collections', 'title: |\n      Books,\n      pictures\n      and ledgers']),
    )
    expect(plan?.items.filter(({ level }) => level === 0)[1]?.title).toBe('Books, pictures and ledgers')
  })
})

describe('an error stands at its line and column:', () => {
  const ramp = 'title: Lay a ramp to the side door'
  test.each<[name: string, yaml: string, mark: string, text: string]>([
    [
      'a tab',
      changed(['    - code: 5', '\t- code: 5']),
      '\t- code',
      'a tab stands before the text: indent with spaces',
    ],
    [
      'a colon in bare text',
      changed([ramp, 'title: Lay a ramp: the side door']),
      'Lay a ramp: the',
      'a second ": " in one line: put text that holds a colon in quotes',
    ],
    [
      'an open bracket',
      changed(['owners: [ HEAD ]', 'owners: [ HEAD']),
      'start: 2020-11-02',
      'a bracket is opened before this and not closed',
    ],
    [
      'a key one column off',
      changed(['      label: Slipping', '     label: Slipping']),
      '     label: Slipping',
      'the indentation does not fit: what belongs together starts in one column',
    ],
    [
      'bare text that begins with a sign of YAML’s own',
      changed(['code: harbour-library', 'code: @harbour']),
      '@harbour',
      'text that begins with such a sign has to be in quotes',
    ],
    [
      'a key that stands twice',
      changed([ramp, `${ramp}\n            title: Lay two ramps`]),
      'title: Lay two',
      '"title" stands a second time in this block: expected once',
    ],
    [
      'a second document',
      `${tiny}---\ncode: other\n`,
      '---\ncode: other',
      '"---" begins a second document: a plan file holds one',
    ],
    [
      'an alias',
      changed(['owners: [ HEAD ]', 'owners: &head [ HEAD ]'], ['owners: [ ARCHIVE ]', 'owners: *head']),
      '*head',
      '"*head" stands for what is written elsewhere: write it out here',
    ],
    [
      'a tag',
      changed(['owners: [ HEAD ]', 'owners: !!set [ HEAD ]']),
      '!!set',
      'a tag such as !text has no meaning in a plan file: take it out',
    ],
    ['a missing key', changed([`            ${ramp}\n`, '']), 'ref: 1.10.1', '1.10.1 has no "title"'],
    [
      'a key without a value',
      changed([ramp, 'title:']),
      '\n            owners: [ HEAD ]\n            start',
      '1.10.1, title is empty: expected text',
    ],
    [
      'a list where text belongs',
      changed([ramp, 'title: [ a ramp ]']),
      '[ a ramp ]',
      '1.10.1, title: expected text, found a list',
    ],
    [
      'yes and no where text belongs',
      changed([ramp, 'title: true']),
      'true\n            owners',
      '1.10.1, title: expected text, found true (put it in quotes if it is text)',
    ],
    [
      'text where a list belongs',
      changed(['owners: [ HEAD ]', 'owners: HEAD']),
      'HEAD\n            start',
      '1.10.1, owners: expected a list, found "HEAD"',
    ],
    [
      'text where a date belongs',
      changed(['due: { on: 2021-03, asGiven: March 2021 }', 'due: March 2021']),
      'March 2021',
      '1.10.1, due: expected { on: 2020-02, asGiven: Feb 2020 }, found "March 2021"',
    ],
    [
      'a misspelt key',
      changed(['owners: [ HEAD ]', 'owner: [ HEAD ]']),
      'owner: [ HEAD ]',
      '1.10.1: unknown key "owner": expected one of ref, title, owners, start, due, ongoing, review, revisions, certainty, aspects, opening, notes',
    ],
    [
      'a month that does not exist',
      changed(['on: 2021-03', 'on: 2021-13']),
      '2021-13',
      '1.10.1, due, on: "2021-13" is not a quarter (2020-Q1), a month (2020-02) or a day (2020-02-29)',
    ],
    [
      'a day that does not exist',
      changed(['on: 2021-03', 'on: 2021-02-29']),
      '2021-02-29',
      '1.10.1, due, on: "2021-02-29" is not a quarter (2020-Q1), a month (2020-02) or a day (2020-02-29)',
    ],
    [
      'a start that is no day',
      changed(['start: 2020-11-02', 'start: November']),
      'November\n',
      '1.10.1, start: "November" is not a day such as 2020-11-24',
    ],
    [
      'a word outside a choice',
      changed(['tone: yellow', 'tone: pink']),
      'pink',
      'rating 3, tone: expected one of red, orange, amber, yellow, green, blue, purple, grey, found "pink"',
    ],
    [
      'a choice not made',
      changed(['  notStarted: unrated\n', '']),
      'ratings:',
      'scale has no "notStarted": expected one of red, red-when-start-passed, unrated',
    ],
    [
      'a long letter',
      changed(['letter: 5', 'letter: five']),
      'five',
      'rating 5, letter: "five" is not one or two letters or digits',
    ],
    [
      'a mark of two signs',
      changed(['mark: ■', 'mark: ■■']),
      '■■',
      'rating 5, mark: "■■" is not a single sign such as ▲',
    ],
    [
      'an unknown time zone',
      changed(['timeZone: Europe/London', 'timeZone: Dublin']),
      'Dublin',
      'timeZone: "Dublin" is not a time zone such as Europe/London',
    ],
    [
      'an unknown rhythm',
      changed(['every: 1 month', 'every: monthly']),
      'monthly',
      'body steering-group, cadence no. 1, every: "monthly" is not a rhythm such as 6 weeks, 1 month or 1 term',
    ],
    [
      'an impossible time',
      changed(['time: 10:00', 'time: 25:00']),
      '25:00',
      'body steering-group, cadence no. 1, time: "25:00" is not a time such as 14:00',
    ],
    [
      'a body that has met since before there were such plans',
      changed(['from: 2020-09-10', 'from: 1020-09-10']),
      '1020-09-10',
      'body steering-group, cadence no. 1, from: "1020-09-10" is too long ago: expected a day since 2000',
    ],
    [
      'a step at an hour in which nobody reads',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { digest: { at: 03:30 } }\n']),
      '03:30',
      'body steering-group, clock, digest, at: "03:30" is not a time from 04:00 to 23:00 such as 09:00',
    ],
    [
      'a step at no hour',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { digest: { at: noon } }\n']),
      'noon',
      'body steering-group, clock, digest, at: "noon" is not a time from 04:00 to 23:00 such as 09:00',
    ],
    [
      'a step further back than a cycle',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { collect: { days: 61 } }\n']),
      '61',
      'body steering-group, clock, collect, days: "61" is not a number of working days from 1 to 60',
    ],
    [
      'a step on the day of the meeting',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { digest: { days: 0 } }\n']),
      '0 } }',
      'body steering-group, clock, digest, days: "0" is not a number of working days from 1 to 60',
    ],
    [
      'a step that is only a number',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { digest: 6 }\n']),
      '6 }',
      'body steering-group, clock, digest: expected { days: 7, at: 12:00 }, found "6"',
    ],
    [
      'an unknown step',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { reminder: { days: 3 } }\n']),
      'reminder',
      'body steering-group, clock: unknown key "reminder": expected one of roster, collect, chase, cutOff, digest',
    ],
    [
      'a closure day that does not exist',
      changed(['words:', 'closedDays: [ { on: 2020-12-32 } ]\nwords:']),
      '2020-12-32',
      'closedDays no. 1, on: "2020-12-32" is not a day such as 2020-11-24',
    ],
    [
      'minutes in words',
      changed(['undoMinutes: 5', 'undoMinutes: five']),
      'five',
      'policies, undoMinutes: "five" is not a whole number above 0',
    ],
    [
      'a title without an end',
      changed([ramp, `title: ${'x'.repeat(4_001)}`]),
      'xxx',
      '1.10.1, title is longer than 4000 characters',
    ],
    [
      'a theme without objectives',
      `${tiny.slice(0, tiny.indexOf('    actions:'))}    actions: []\n`,
      '[]',
      'area 1, actions: expected at least 1, found an empty list',
    ],
    [
      'an unknown role',
      changed(['owners: [ HEAD ]', 'owners: [ HAED ]']),
      'HAED',
      '1.10.1, owners no. 1: unknown role "HAED": expected one of HEAD, OUTREACH, ARCHIVE',
    ],
    [
      'an unknown lead',
      changed(['lead: HEAD', 'lead: LEAD']),
      'LEAD',
      '1.1, lead: unknown role "LEAD": expected one of HEAD, OUTREACH, ARCHIVE',
    ],
    [
      'an unknown body',
      changed(['decidesDates: steering-group', 'decidesDates: the-board']),
      'the-board',
      'policies, decidesDates: unknown body "the-board": expected one of steering-group',
    ],
    [
      'an unknown rating',
      changed(['rating: 3,', 'rating: 6,']),
      '6, note',
      '1.1.2, opening no. 1, rating: unknown rating "6": expected one of 5, 4, 3, 2, 1',
    ],
    [
      'a reference in another spelling',
      changed(['ref: 1.1.2', 'ref: 1.1(1)']),
      '1.1(1)',
      '1.1(1), ref: "1.1(1)" stands for another item already, written "1.1.1": expected each name once',
    ],
    [
      'a theme numbered like an objective',
      changed(['ref: 2.1\n', 'ref: 2\n']),
      '2\n        title: Put',
      '2, ref: "2" stands for another item already: expected each name once',
    ],
    [
      'a reference that nobody can type',
      changed(['ref: 1.1.2', 'ref: "—"']),
      '"—"',
      '—, ref: "—" has no letter or digit: nobody could type it',
    ],
    [
      'a letter that two ratings share',
      changed(['letter: 4', 'letter: 5']),
      '5\n      mark: ▼',
      'rating 4, letter: "5" stands for another rating already: expected each name once',
    ],
    [
      'a mark that two ratings share',
      changed(['mark: ▼', 'mark: ■']),
      '■\n      tone: orange',
      'rating 4, mark: "■" stands for another rating already: expected each name once',
    ],
    [
      'a word that two ratings share, in capitals',
      changed(['words: [ stuck ]', 'words: [ SETTLED ]']),
      'Settled\n      letter',
      'rating 1, label: "Settled" stands for another rating already, written "SETTLED": expected each name once',
    ],
    [
      'a role that differs in capitals only',
      changed(['code: ARCHIVE', 'code: head']),
      'head, title: Keeper',
      'role head, code: "head" stands for another role already, written "HEAD": expected each name once',
    ],
    [
      'a role by the name of one that is always there',
      changed(['code: ARCHIVE', 'code: Coordinator']),
      'Coordinator',
      'role Coordinator, code: "Coordinator" is a name of the program\'s own: expected another code',
    ],
    [
      'an owner named twice',
      changed(['owners: [ HEAD, OUTREACH ]', 'owners: [ HEAD, HEAD ]']),
      'HEAD ]\n            due: { on: 2020-10',
      '1.1.1, owners no. 2: "HEAD" owns 1.1.1 twice: expected each owner once',
    ],
    [
      'two final ratings',
      changed(['impliesState: in-progress\n      demands', 'final: true\n      demands']),
      'true\n      demands:\n        - { kind: sign-off',
      'rating 1, final: Settled is final, and so is Strong: expected one final rating at most',
    ],
    [
      'an ongoing item with a date',
      changed(['ongoing: true', 'ongoing: true\n            due: { on: 2021-01, asGiven: Jan 2021 }']),
      'true\n            due',
      '1.1.2, ongoing: 1.1.2 is ongoing and has a due date: expected one of the two',
    ],
    [
      'a cadence that begins before the one above it',
      changed(['time: 10:00 }', 'time: 10:00 }\n      - { every: 2 weeks, from: 2020-09-03, time: 10:00 }']),
      '2020-09-03',
      'body steering-group, cadence no. 2, from: the cadence from 2020-09-03 stands after the one from 2020-09-10: expected the earliest first',
    ],
    [
      'a digest before its cut-off',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { digest: { days: 8 } }\n']),
      '{ days: 8 } }',
      'body steering-group, clock, digest: cut-off (7 working days before, 12:00) does not come before digest (8 before, 09:00): expected roster, collect, chase, cut-off, digest in this order',
    ],
    [
      'a cut-off at the hour of the digest',
      changed(['time: 10:00 }\n', 'time: 10:00 }\n    clock: { cutOff: { days: 6, at: 09:00 } }\n']),
      '{ days: 6, at',
      'body steering-group, clock, cutOff: cut-off (6 working days before, 09:00) does not come before digest (6 before, 09:00): expected roster, collect, chase, cut-off, digest in this order',
    ],
    [
      'a chase before the asking of a body that meets often',
      changed([
        '- { every: 1 month, from: 2020-09-10, time: 10:00 }\n',
        '- { every: 4 weeks, from: 2020-09-10, time: 10:00 }\n    clock: { chase: { days: 14 } }\n',
      ]),
      '{ days: 14',
      'body steering-group, clock, chase: collect (13 working days before, 09:00) does not come before chase (14 before, 09:00): expected roster, collect, chase, cut-off, digest in this order',
    ],
    [
      'a time that the clocks of the plan skip',
      changed(
        ['timeZone: Europe/London', 'timeZone: America/Godthab'],
        ['time: 10:00 }\n', 'time: 10:00 }\n    clock: { digest: { at: 22:30 } }\n'],
      ),
      '22:30',
      'body steering-group, clock, digest, at: the clocks of America/Godthab skip or repeat 22:30 on 30 Mar 2019: expected a time of another hour',
    ],
  ])('%s', (_, yaml, mark, text) => {
    const { plan, errors } = readPlanFile(yaml)
    expect(plan).toBeNull()
    const found = errors.map((error) => ({
      ...error,
      text: error.text.replace(/ \(first on line \d+\)$/, ''),
    }))
    expect(found).toContainEqual({ ...placeIn(yaml, mark), text })
  })
})

test('what tells of one child stops a plan at its line, and is not said back', () => {
  const { plan, errors } = readPlanFile(changed(['title: Collections', 'title: Collections of 943 476 5919']))
  expect(plan).toBeNull()
  expect(errors).toEqual([{ ...placeIn(tiny, 'Collections'), text: expect.stringContaining('take it out') }])
  expect(JSON.stringify(errors)).not.toContain('5919')
})

test('the second of two like names is told the line of the first', () => {
  const yaml = changed(['ref: 1.1.2', 'ref: 1.1(1)'])
  const first = placeIn(yaml, '1.1.1')
  expect(readPlanFile(yaml).errors[0]?.text).toMatch(new RegExp(` \\(first on line ${first.line}\\)$`))
})

test('several mistakes are told at once, in the order of the file', () => {
  const yaml = changed(
    ['tone: yellow', 'tone: pink'],
    ['on: 2021-03', 'on: 2021-13'],
    ['title: Readers', 'titel: Readers'],
  )
  expect(readPlanFile(yaml).errors.map(({ line }) => line)).toEqual(
    ['tone: pink', 'code: 1\n    titel', 'titel', '{ on: 2021-13'].map((mark) => placeIn(yaml, mark).line),
  )
})

describe('a question stands at its line:', () => {
  const ledgers = 'due: { on: 2020-09, asGiven: September 2020 }'
  test.each<[name: string, yaml: string, mark: string, text: string]>([
    ['an objective without a lead', tiny, '2.1\n', '2.1 has no lead: who rates the objective as a whole?'],
    [
      'a task without an owner',
      changed(['owners: [ OUTREACH ]', 'owners: []']),
      '1.1.2\n',
      '1.1.2 has no owner: who answers for it?',
    ],
    [
      'a date that is missing',
      changed([`            ${ledgers}\n`, '']),
      '2.1.2\n',
      '2.1.2 has no due date and is not ongoing: when is it due?',
    ],
    [
      'an objective with neither tasks nor a date',
      changed([
        '  - code: 2\n    title',
        '      - ref: 1.3\n        title: Later\n        lead: HEAD\n  - code: 2\n    title',
      ]),
      '1.3\n',
      '1.3 has no due date and no task: when is it due?',
    ],
    [
      'an ongoing task without a review date',
      changed(['            review: { on: 2021-01-15, asGiven: 15 January 2021 }\n', '']),
      'true\n            opening',
      '1.1.2 is ongoing without a review date: when is it looked at next?',
    ],
    [
      'a year that is far from all others',
      changed([ledgers, 'due: { on: 2109-09, asGiven: Sept 2109 }']),
      '{ on: 2109-09',
      "2.1.2: Sept 2109 (2109-09-30) is more than ten years from the plan's other dates: is the year right?",
    ],
    [
      'a year far off in a revision',
      changed([
        ledgers,
        `${ledgers}\n            revisions:\n              - due: { on: 2202-12, asGiven: Dec 2202 }`,
      ]),
      '{ on: 2202-12',
      "2.1.2: Dec 2202 (2202-12-31) is more than ten years from the plan's other dates: is the year right?",
    ],
    [
      'a year that was read otherwise than printed',
      changed([ledgers, 'due: { on: 2020-09, asGiven: Sept 2002 }']),
      '{ on: 2020-09',
      '2.1.2: "Sept 2002" is printed and read as 2020-09-30: is that the year meant?',
    ],
    [
      'a revised date before the original one',
      changed([
        ledgers,
        `${ledgers}\n            revisions:\n              - due: { on: 2020-08, asGiven: Aug 2020 }`,
      ]),
      'due: { on: 2020-08',
      '2.1.2: the revised date Aug 2020 is not after September 2020: are they in order?',
    ],
    [
      'a revised date without an original one',
      changed([ledgers, 'revisions:\n              - due: { on: 2021-08, asGiven: Aug 2021 }']),
      '2.1.2\n',
      '2.1.2 has a revised date and no original one: when was it due first?',
    ],
    [
      'a start after the end',
      changed(['start: 2020-11-02', 'start: 2021-11-02']),
      '2021-11-02',
      '1.10.1 starts on 2021-11-02, after it is due (March 2021): which is right?',
    ],
    [
      'an approval that is not recorded',
      changed([
        ledgers,
        `${ledgers}\n            revisions:\n              - due: { on: 2021-08, asGiven: Aug 2021 }`,
      ]),
      'due: { on: 2021-08',
      '2.1.2: the approval of Aug 2021 is not recorded: who approved it?',
    ],
    [
      'a revision that may be a range',
      changed([
        ledgers,
        `${ledgers}\n            revisions:\n              - due: { on: 2021-08, asGiven: Aug 2021 }\n                ambiguous: true`,
      ]),
      'due: { on: 2021-08',
      '2.1.2: Aug 2021 may be a range, not a revision: which is it?',
    ],
    [
      'a date that may belong elsewhere',
      changed([
        ledgers,
        `${ledgers}\n            certainty: { match: column-order, uncertain: true, reason: The column slipped. }`,
      ]),
      '{ match:',
      '2.1.2: it is not certain that this date belongs here. The column slipped.',
    ],
    [
      'a rating read from the key',
      changed(['{ rating: 3, note', '{ rating: 3, basis: read-from-key, note']),
      '{ rating: 3',
      "1.1.2: Steady is read from the wording of the plan's key, not stated: does the owner confirm it?",
    ],
    [
      'a final rating to begin with',
      changed(['{ state: complete, note', '{ rating: 1, state: complete, note']),
      '{ rating: 1',
      '2.1.1 begins as Settled, the final rating: who signed it off?',
    ],
    [
      'a position without a day',
      changed(['positionAt: { on: 2020-10-30, asGiven: 30 October 2020 }\n', '']),
      '{ rating: 4',
      '1.1.1 has a position without a day, and the plan no positionAt: since when does it hold?',
    ],
    [
      'a role whose meaning is not known',
      changed(['title: Keeper of the archive }', 'title: ARCHIVE, titleBasis: not expanded }']),
      '{ code: ARCHIVE',
      'ARCHIVE: what does it stand for? Noted: not expanded',
    ],
    [
      'a role whose meaning is a guess',
      changed(['title: Keeper of the archive }', 'title: Keeper of the archive, titleBasis: letters only }']),
      '{ code: ARCHIVE',
      'ARCHIVE: is its title "Keeper of the archive"? Noted: letters only',
    ],
    [
      'a body that decides and has no meetings',
      changed(['      - { every: 1 month, from: 2020-09-10, time: 10:00 }\n', ''], ['    cadence:\n', '']),
      'code: steering-group',
      'Steering Group has no meeting cadence: when does it sit?',
    ],
    [
      'a final rating that is not the best',
      changed(
        ['impliesState: in-progress\n', 'final: true\n'],
        ['final: true\n      demands:\n        - { kind: sign-off', 'demands:\n        - { kind: sign-off'],
      ),
      'code: 3\n',
      'Steady is final and not the last rating: do they stand in order, the worst first?',
    ],
  ])('%s', (_, yaml, mark, text) => {
    const { plan, errors, questions } = readPlanFile(yaml)
    expect(errors).toEqual([])
    expect(plan).not.toBeNull()
    expect(questions).toContainEqual({ ...placeIn(yaml, mark), text })
  })

  test('two dates printed as one are not taken for an odd year', () => {
    const { questions } = readPlanFile(
      changed([ledgers, 'due: { on: 2020-09, asGiven: Sept 2019Sept 2020 }']),
    )
    expect(questions.filter(({ text }) => text.startsWith('2.1.2'))).toEqual([])
  })

  test('nothing else is asked of a plan that leaves nothing open', () => {
    expect(
      readPlanFile(
        changed([
          'title: Put the archive in order',
          'title: Put the archive in order\n        lead: ARCHIVE',
        ]),
      ).questions,
    ).toEqual([])
  })
})

function stair(steps: number): string {
  return Array.from({ length: steps }, (_, i) => `${' '.repeat(i)}a:`).join('\n')
}

describe('a file that is no plan is turned down in one sentence:', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7_919 + (i >> 3) * 31) % 256)
  test.each<[name: string, text: string, problem: RegExp]>([
    ['nothing at all', '', /^the file is empty/],
    ['comments alone', '# to be written\n\n', /^the file is empty/],
    ['a list', '- code: a\n- code: b\n', /^this is no plan file/],
    ['a word', 'plan', /^this is no plan file/],
    ['prose', 'Dear all,\nplease find the plan attached.\n', /^this is no plan file/],
    [
      'five megabytes of prose',
      'All work and no play. '.repeat(240_000),
      /^the file is too long for a plan: 5,280,000 characters/,
    ],
    ['bytes', Buffer.from(bytes).toString('utf8'), /^this is not text in UTF-8/],
    [
      'another encoding',
      Buffer.from(`\ufeff${tiny}`, 'utf16le').toString('utf8'),
      /^this is not text in UTF-8/,
    ],
    [
      'a table',
      'Ref,Title,Owner\n1.1,"Bring more, people",HEAD\n',
      /^(this is no plan file|this does not belong here|expected)/,
    ],
    [
      'a page',
      '<!doctype html>\n<title>Plan: 2020</title>\n<p>Hello',
      /^(a second ": "|this is no plan file|expected)/,
    ],
    ['thousands of brackets', '['.repeat(50_000), /^this is nested too deeply/],
    ['forty brackets', `code: ${'['.repeat(40)}${']'.repeat(40)}`, /^this is nested too deeply/],
    ['a stair of 40 keys', stair(40), /^this is nested too deeply/],
    ['a stair of 700 keys', stair(700), /^this is nested too deeply/],
    ['a stair of 1,400 keys', stair(1_400), /^this is nested too deeply/],
    [
      'aliases that multiply',
      ['a: &a [ x, x, x, x, x, x, x, x ]', ...'bcdefghijkl'].reduce(
        (text, name, i) =>
          i === 0
            ? name
            : `${text}\n${name}: &${name} [ ${Array(8)
                .fill(`*${'abcdefghijkl'[i - 1]}`)
                .join(', ')} ]`,
        '',
      ),
      /^"\*a" stands for what is written elsewhere/,
    ],
    ['an alias of nothing', 'code: *nowhere\n', /^"\*nowhere" stands for what is written elsewhere/],
    ['a key that is a list', '? [ a, b ]\n: c\n', /^a key is a word/],
  ])('%s', (_, text, problem) => {
    const { plan, errors, questions } = readPlanFile(text)
    expect(plan).toBeNull()
    expect(errors[0]?.text).toMatch(problem)
    expect(errors[0]?.text).not.toMatch(/\n|\bat .*:\d+:\d+|Error/)
    expect(questions).toEqual([])
  })

  test('JSON of something else lacks what a plan has, and says so key by key', () => {
    const { errors } = readPlanFile('{ "name": "wsoa", "version": "0.1.0" }')
    expect(errors.map(({ text }) => text)).toContain(
      'the file: expected items (with levels) or areas, found neither',
    )
    expect(errors.map(({ text }) => text).find((text) => text.includes('"name"'))).toContain(
      'unknown key "name"',
    )
  })

  test('a hundred thousand like mistakes are counted, not listed', () => {
    const { errors } = readPlanFile(changed(['roles:\n', `roles:\n${'  - {}\n'.repeat(100_000)}`]))
    expect(errors).toHaveLength(201)
    expect(errors.at(-1)?.text).toMatch(/^and 199800 more mistakes/)
  })

  test('a block of thousands of unknown keys is told by a few of them', () => {
    const { errors } = readPlanFile(Array.from({ length: 40_000 }, (_, i) => `key${i}: x`).join('\n'))
    expect(errors.filter(({ text }) => text.includes('unknown key'))).toHaveLength(5)
  })
})

describe('text that could steer a terminal or a page', () => {
  const HOSTILE = '"\\e[31mLoud\\e[0m \\u202eeman\\u202c\\a \\x07bell\\0"'

  test('is cleaned before it is stored, wherever it stands', async () => {
    const yaml = changed(
      ['title: Harbour Library Renewal', `title: ${HOSTILE}`],
      ['title: Lay a ramp to the side door', `title: ${HOSTILE}`],
      ['note: The mason comes after the frost', `note: ${HOSTILE}`],
      ['label: Steady', `label: ${HOSTILE}`],
      ['name: Steering Group', `name: ${HOSTILE}`],
      ['title: Head librarian', `title: ${HOSTILE}`],
      ['title: Readers', `title: ${HOSTILE}`],
      ['asGiven: March 2021', `asGiven: ${HOSTILE}`],
      ['source: Written for the tests', `source: ${HOSTILE}`],
    )
    const { plan, errors } = readPlanFile(yaml)
    expect(errors).toEqual([])
    if (!plan) return
    const { db, close } = await createTestApp()
    await importPlan(db, plan, { now: new Date('2020-11-24T09:00:00Z'), today: '2020-11-24' })
    for (const table of [
      'plans',
      'planVersions',
      'itemChanges',
      'roles',
      'bodies',
      'people',
      'updates',
      'trail',
    ] as const) {
      const stored = JSON.stringify(await db.selectFrom(table).selectAll().execute())
      expect(stored, table).not.toMatch(/\\u00|[^\P{Cc}\n\t]|[\u202a-\u202e]|\[31m/u)
    }
    const { items } = await loadPlan(db, plan.code)
    expect(items.find(({ ref }) => ref === '1.10.1')?.title).toBe('Loud eman bell')
    await close()
  })

  test('is shown in an error so that it can be seen and does nothing', () => {
    const [error] = readPlanFile(changed(['code: HEAD', 'code: "\\e[31mHEAD\\n"'])).errors
    expect(error?.text).toBe(
      'role \\u001b[31mHEAD\\u000a, code: "\\u001b[31mHEAD\\u000a" is not a code of letters, digits and hyphens',
    )
  })

  test('is cleaned out of the name of an alias, which only YAML gives a meaning', () => {
    const [error] = readPlanFile('code: *lo\u202eud\u0007\n').errors
    expect(error?.text).toBe('"*loud" stands for what is written elsewhere: write it out here')
  })

  test('is not said back at length', () => {
    const [error] = readPlanFile(changed(['code: HEAD', `code: ${'x y '.repeat(10_000)}`])).errors
    expect(error?.text.length).toBeLessThan(250)
  })
})
