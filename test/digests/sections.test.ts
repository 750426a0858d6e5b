import { describe, expect, test } from 'vitest'
import byException from '../../digests/by-exception.ts'
import tracker from '../../digests/tracker.ts'
import type { Edition } from '../../src/digest.ts'
import type { DecisionFacts, Facts, RequestFacts } from '../../src/domain/facts.ts'
import { approved, madeFacts } from '../support/facts.ts'
import { linesOnPhone, under, wide } from '../support/pages.ts'

const BEFORE = '2020-11-27T12:00:00.000Z'
const NOW = '2020-12-22T12:00:00.000Z'
const PERIOD = { from: BEFORE, previousFrom: '2020-10-30T12:00:00.000Z' }

function edition(facts: Facts, previous: Facts | null = null): Edition {
  return { facts, previous, recommended: null, origin: { kind: 'draft', cutOff: null } }
}

function board(facts: Facts, previous: Facts | null = null) {
  return byException.pages(edition(facts, previous))
}

/** The same for a group that recommends. */
function group(facts: Facts, previous: Facts | null = null) {
  const body = { ...facts.body, decides: [], recommends: true }
  return tracker.pages(edition({ ...facts, body }, previous))
}

const ASKED: RequestFacts = {
  request: 'R1',
  kind: 'date',
  ref: 'A1(a)',
  fromDay: '2020-10-31',
  toDay: '2021-02-26',
  toAsGiven: '26 Feb 2021',
  reason: 'the supplier left',
  askedBy: 'OWNER',
  onBehalfOf: null,
  askedAt: '2020-12-01T09:00:00.000Z',
  deferred: false,
  recommendations: [],
}

describe('what a body has to decide', () => {
  const late = {
    ref: 'A1(a)',
    rating: 'amber',
    dueDate: '2020-10-31',
    dueAsGiven: '31 October 2020',
    daysOverdue: 52,
  }

  test('is told with why, how it stands, what was recommended, and words to adopt', () => {
    const recommendations = [{ body: 'group', bodyName: 'Group', text: 'approve: minute 3.1', at: NOW }]
    const asked = { ...ASKED, deferred: true, onBehalfOf: 'Sam Example', recommendations }
    const item = { ...late, revisions: [approved('2020-10-31', BEFORE)], outstanding: ['evidence' as const] }
    expect(
      under(board(madeFacts({ asAt: NOW, items: [item], requests: [asked] })), /^For decision/),
    ).toMatchInlineSnapshot(`
      "For decision: 1
      R1: A1(a) What A1(a) is about
      The date 26 Feb 2021 is asked for instead of 31 Oct 2020.
      • Why: “the supplier left”
      • Asked by OWNER for Sam Example on 1 Dec 2020; deferred before.
      • Now ◆ Amber, 52 days overdue, re-dated once before, evidence outstanding.
      • The Group recommends to approve: “minute 3.1”.

      Wording to adopt: The Board agrees Friday 26 February 2021 as the new date for A1(a)."
    `)
  })

  test('is refused, not agreed, where the date asked for will have passed by the meeting', () => {
    const facts = madeFacts({ asAt: NOW, items: [late], requests: [{ ...ASKED, toDay: '2020-12-31' }] })
    const meeting = { day: '2021-01-05', previous: null, following: null }
    expect(under(board({ ...facts, meeting }), /^For decision/)).toContain(
      'Wording to adopt: The Board declines Thursday 31 December 2020, which will have passed, and asks OWNER for another date for A1(a).',
    )
  })

  test('that comes round again is no news: since when it waits, and how often it was deferred', () => {
    const deferral = (meetingDay: string) => ({ body: 'board', bodyName: 'Board', meetingDay, at: NOW })
    const again = {
      ...ASKED,
      askedAt: '2020-11-03T09:00:00.000Z',
      deferred: true,
      deferrals: [deferral('2020-11-10'), deferral('2020-12-08')],
    }
    const once = { ...ASKED, request: 'R2', deferred: true, deferrals: [deferral('2020-12-08')] }
    const facts = madeFacts({ asAt: NOW, period: PERIOD, items: [late], requests: [again, once] })
    const meeting = { day: '2021-01-05', previous: '2020-12-08', following: null }
    const pages = board({ ...facts, meeting })
    expect(wide(pages[0])).toContain('For decision, 2: R1 A1(a) 26 Feb 2021 again; R2 A1(a) 26 Feb 2021.')
    const told = under(pages, /^For decision/)
    expect(told).toContain(
      'Asked by OWNER on 3 Nov 2020; it stood before the meeting of 8 Dec 2020 too; deferred 2 times, last by the Board on 8 Dec 2020.',
    )
    expect(told).toContain('Asked by OWNER on 1 Dec 2020; deferred once, by the Board on 8 Dec 2020.')
    expect(wide(group({ ...facts, meeting })[0])).toContain(
      'To recommend on: 2 requests, 1 of them from before the last meeting.',
    )
  })

  test('is only what it decides: another body’s is told to that body', () => {
    const facts = madeFacts({ asAt: NOW, items: [late], requests: [ASKED] })
    const pages = board({ ...facts, body: { ...facts.body, decides: ['sign-off'] } })
    expect(wide(pages[0])).toContain('For decision: nothing.')
    expect(under(pages, /^For decision/)).toBe('')
  })

  test('stands on the first page, three by name and the others by number', () => {
    const requests = [1, 2, 3, 4, 5].map((number) => ({ ...ASKED, request: `R${number}` }))
    const [first] = board(madeFacts({ asAt: NOW, items: [late], requests }))
    expect(wide(first)).toContain(
      'For decision, 5: R1 A1(a) 26 Feb 2021; R2 A1(a) 26 Feb 2021; R3 A1(a) 26 Feb 2021; and 2 more.',
    )
  })

  test('is recommended on once by a group, and listed beside what is overdue until it is decided', () => {
    const facts = madeFacts({ asAt: NOW, items: [late], requests: [ASKED] })
    expect(under(group(facts), /^To recommend on: 1/)).toContain('R1: A1(a) What A1(a) is about')
    const spoken = {
      ...ASKED,
      recommendations: [{ body: 'board', bodyName: 'Board', text: 'approve: 3', at: NOW }],
    }
    const after = group(madeFacts({ asAt: NOW, items: [late], requests: [spoken] }))
    expect(under(after, /^To recommend on/)).toBe('')
    expect(under(after, /^Overdue/)).toContain('26 Feb 2021 asked for (R1)')
  })
})

describe('what was decided', () => {
  const decided: DecisionFacts = {
    ...{
      request: 'R1',
      kind: 'date',
      ref: 'A1(a)',
      outcome: 'approved',
      askedDay: '2021-01-31',
      toDay: '2021-02-26',
    },
    ...{
      body: 'board',
      bodyName: 'Board',
      meetingDay: '2020-12-08',
      chairsAction: false,
      deputyReason: null,
    },
    ...{ note: 'minute 4.2', at: '2020-12-09T10:00:00.000Z' },
  }
  test('stands first in the tracker, before what is to be recommended on', () => {
    const facts = madeFacts({ asAt: NOW, period: PERIOD, items: [{ ref: 'A1(a)' }], requests: [ASKED] })
    const [, second] = group({ ...facts, decisions: [decided] })
    expect(wide(second)).toMatch(/^Board, page 2 of 4\s+Decided since 27 Nov 2020/)
  })

  const row = (decision: Partial<DecisionFacts>, item: object, requests: Facts['requests'] = []) => {
    const facts = madeFacts({ asAt: NOW, period: PERIOD, items: [{ ref: 'A1(a)', ...item }], requests })
    const [, , , line = ''] = under(
      board({ ...facts, decisions: [{ ...decided, ...decision }] }),
      /^Decided/,
    ).split('\n')
    return line.replace(/\s{2,}/g, ' | ')
  }

  test.each<[what: string, decision: Partial<DecisionFacts>, item: object, told: string]>([
    [
      'not done and due',
      {},
      { rating: 'amber', dueDate: '2021-02-26' },
      'A1(a) (R1) | date 26 Feb 2021 approved: “minute 4.2” | Board, 8 Dec 2020 | not done, due 26 Feb 2021',
    ],
    [
      'not done and late',
      {},
      { rating: 'amber', dueDate: '2020-12-12', daysOverdue: 10 },
      'A1(a) (R1) | date 26 Feb 2021 approved: “minute 4.2” | Board, 8 Dec 2020 | not done, 10 days overdue',
    ],
    [
      'done',
      {},
      { state: 'complete' },
      'A1(a) (R1) | date 26 Feb 2021 approved: “minute 4.2” | Board, 8 Dec 2020 | complete',
    ],
    [
      'declined',
      { outcome: 'declined', toDay: null },
      { rating: 'red', dueDate: '2020-12-12', daysOverdue: 10 },
      'A1(a) (R1) | date 31 Jan 2021 declined: “minute 4.2” | Board, 8 Dec 2020 | not done, 10 days overdue',
    ],
    [
      'signed off',
      { kind: 'sign-off', toDay: null, askedDay: null },
      { state: 'complete', rating: 'blue', signedOff: true },
      'A1(a) (R1) | sign-off approved: “minute 4.2” | Board, 8 Dec 2020 | signed off',
    ],
    [
      'a chair’s action',
      { chairsAction: true, meetingDay: null, note: null },
      { dueDate: '2021-02-26' },
      'A1(a) (R1) | date 26 Feb 2021 approved | Chair’s action, 9 Dec 2020 | not done, due 26 Feb 2021',
    ],
    [
      'a deputy’s',
      { chairsAction: true, meetingDay: null, note: null, deputyReason: 'the chair owns it' },
      { dueDate: '2021-02-26' },
      'A1(a) (R1) | date 26 Feb 2021 approved | Chair’s action, by the deputy, 9 Dec 2020 | not done, due 26 Feb 2021',
    ],
  ])('is told with whether it is done: %s', (_, decision, item, told) => {
    expect(row(decision, item)).toBe(told)
  })

  test('and put off stays open until it is decided', () => {
    expect(row({ outcome: 'deferred', toDay: null }, {}, [ASKED])).toContain('date 31 Jan 2021 deferred')
    expect(row({ outcome: 'deferred', toDay: null }, {}, [ASKED])).toContain('not decided yet')
    expect(row({ outcome: 'deferred', toDay: null }, {})).toContain('decided since')
  })
})

describe('notes', () => {
  const red = { ref: 'A1(a)', rating: 'red', ratedSince: '2020-12-10T09:00:00.000Z' }
  const noted = (text: string, at: string) => ({ note: { text, by: 'OWNER', at } })
  const told = (...items: Parameters<typeof madeFacts>[0]['items']) =>
    under(board(madeFacts({ asAt: NOW, period: PERIOD, items })), /^A: /)

  test('of this period and rating stand as they are; older ones with their day', () => {
    expect(told({ ...red, ...noted('the supplier left', '2020-12-10T09:00:00.000Z') })).toMatch(
      /“the supplier left”$/,
    )
    expect(told({ ...red, ...noted('agreed at last', '2020-12-01T09:00:00.000Z') })).toMatch(
      /“agreed at last”, 1 Dec 2020$/,
    )
    expect(told({ ...red, ratedSince: null, ...noted('old', '2020-11-01T09:00:00.000Z') })).toMatch(
      /“old”, 1 Nov 2020$/,
    )
    expect(told(red)).toMatch(/no note$/)
  })

  test('that repeat the row above are not repeated', () => {
    const same = noted('delayed', '2020-12-11T09:00:00.000Z')
    expect(told({ ...red, ...same }, { ...red, ref: 'A1(b)', ...same })).toMatch(/“delayed”\n.*as above$/)
  })

  test('that are long are cut between words; the whole is in the record', () => {
    const text = `${'delay upon delay '.repeat(30)}end`
    const [, shown = ''] = told({ ...red, ...noted(text, NOW) }).match(/“(.*)”$/) ?? []
    expect(shown).toMatch(/ (delay|upon)…$/)
    expect(shown.length).toBeLessThanOrEqual(201)
    expect(shown.length).toBeGreaterThan(180)
  })
})

describe('who has said nothing', () => {
  test('is listed by person, whatever roles they hold; joint owners both, and posts that nobody holds as such', () => {
    const facts = madeFacts({
      asAt: NOW,
      period: PERIOD,
      items: [
        { ref: 'A1(a)', rating: 'amber', owners: ['ONE'] },
        { ref: 'A1(b)', rating: 'amber', owners: ['TWO', 'THREE'] },
        { ref: 'A1(c)', rating: 'amber', owners: ['FOUR'] },
        { ref: 'A1(d)', rating: 'amber', owners: [] },
        { ref: 'A1(e)', state: 'complete', owners: ['ONE'] },
      ],
    })
    const roles = [
      { code: 'ONE', holders: ['Sam Example'] },
      { code: 'TWO', holders: ['Sam Example'] },
      { code: 'THREE', holders: ['Jo Bloggs'] },
      { code: 'FOUR', holders: [] },
    ]
    expect(under(group({ ...facts, roles }), /^No update/)).toMatchInlineSnapshot(`
      "No update this period: 4 of 4 unfinished
      • Sam Example: A1(a) and A1(b), never stated
      • Jo Bloggs: A1(b), never stated
      • FOUR (nobody named yet): A1(c), never stated
      • Nobody owns it: A1(d), never stated"
    `)
  })
})

describe('a first meeting', () => {
  const facts = madeFacts({
    asAt: NOW,
    items: [
      { ref: 'A1(a)', rating: 'red' },
      { ref: 'A1(b)', state: 'complete' },
    ],
  })

  test('has a position and nothing to compare it with', () => {
    expect(wide(board(facts)[0])).toMatchInlineSnapshot(`
      "Board
      Draft as at 22 Dec 2020, 12pm. No meeting is planned.
      Of 2 sub-actions, 1 is complete, none signed off; of the 1 unfinished, 1 is red, and none is overdue.

      Of 2 sub-actions            Now
      ──────────────────────────  ───
      ▲ Red                         1
      ✓ Complete, not signed off    1

      Overdue: 0 of 1 unfinished.
      There is no earlier position to compare with.
      For decision: nothing.
      Updated or confirmed so far: 0 of 2 open."
    `)
  })

  test('asks for nothing that two meetings are needed for', () => {
    expect(under(board(facts), /^Questions/)).toBe('')
  })
})

test('a plan of which nothing is known fits one page', () => {
  const pages = group(
    madeFacts({ asAt: NOW, items: [{ ref: 'A1(a)', owners: [] }] }),
    madeFacts({ asAt: BEFORE, items: [{ ref: 'A1(a)', owners: [] }] }),
  )
  expect(wide(pages[0])).toContain('Of 1 sub-action')
  expect(linesOnPhone(pages[0])).toBeLessThan(30)
})

test('nothing that is complete is told as open', () => {
  const done = { ref: 'A1(a)', state: 'complete' as const, rating: 'red', daysOverdue: null, last: null }
  const facts = madeFacts({ asAt: NOW, period: PERIOD, items: [done] })
  for (const pages of [board(facts), group(facts)]) {
    expect(pages.slice(1).map(wide).join('\n')).not.toContain('A1(a)')
  }
})

describe('what went which way', () => {
  const known = { ref: 'A1(a)', rating: 'amber', ratedAt: BEFORE, ratedSince: BEFORE }
  const asBefore = (...items: Parameters<typeof madeFacts>[0]['items']) => madeFacts({ asAt: BEFORE, items })
  const asNow = (...items: Parameters<typeof madeFacts>[0]['items']) =>
    madeFacts({ asAt: NOW, period: PERIOD, items })

  test('is compared with what was known then: the others had nothing stated', () => {
    const before = asBefore(
      { ...known, dueDate: '2020-11-20', daysOverdue: 7 },
      { ref: 'A1(b)' },
      { ref: 'A1(c)' },
    )
    const now = asNow(
      { ...known, dueDate: '2020-11-20', daysOverdue: 32 },
      { ...known, ref: 'A1(b)' },
      { ref: 'A1(c)' },
    )
    for (const [first] of [board(now, before), group(now, before)])
      expect(wide(first)).toContain('Overdue: 1 of 3 unfinished (was 1 of 1).')
    expect(wide(board(now, before)[0])).toContain('First stated: 1 of 3.')
    expect(wide(board(asNow(known), asBefore(known))[0])).toContain('(was 0 of 1)')
  })

  test('a rating that rose does not hide a date that passed', () => {
    const before = asBefore({ ...known, rating: 'red', dueDate: '2020-12-12' })
    const now = asNow({ ...known, ratedSince: NOW, dueDate: '2020-12-12', daysOverdue: 10 })
    const pages = board(now, before)
    expect(wide(pages[0])).toContain('Better, yet past its date since: A1(a).')
    expect(wide(group(now, before)[0])).toContain('Better, yet past its date since: A1(a).')
    expect(under(pages, /^Better: 1 of 1/)).toContain('◆ Amber, 10 days overdue')
  })

  test('better only because re-dated says whether evidence was given', () => {
    const moved = {
      ...known,
      originalDueDate: '2020-10-31',
      dueDate: '2021-02-26',
      revisions: [approved('2021-02-26', '2020-12-08T17:30:00.000Z')],
    }
    const before = asBefore({ ...known, dueDate: '2020-10-31', daysOverdue: 27 })
    const pages = board(asNow(moved), before)
    expect(under(pages, /^Better/)).toContain('better only because re-dated, no evidence given')
    expect(under(pages, /^Questions/)).toContain('and no evidence was given: what else has changed?')
    const given = board(asNow({ ...moved, evidenceAt: '2020-12-10T09:00:00.000Z' }), before)
    expect(under(given, /^Better/)).toMatch(/better only because re-dated\s*$/)
    expect(under(given, /^Questions/)).toContain('only because re-dated: what else has changed?')
  })

  test('what is overdue and neither red nor amber stands in a table of the board too', () => {
    const late = { dueDate: '2020-12-12', dueAsGiven: '12 December 2020', daysOverdue: 10 }
    const facts = asNow(
      { ...known, ...late },
      { ref: 'A1(b)', state: 'in-progress', ...late },
      { ref: 'A1(c)', rating: 'green', ...late, daysOverdue: 20 },
      { ref: 'A1(d)', ...late },
    )
    const told = under(board(facts), /^Overdue, neither red nor amber/)
    expect(told).toContain('Overdue, neither red nor amber: 2 of 3 overdue')
    expect(told.match(/^A1\(.\)/gm)).toEqual(['A1(c)', 'A1(b)'])
    expect(told).toContain('Past their date too, position not stated: 1 of 1, A1(d).')
  })

  test('every count is one of another', () => {
    const facts = asNow(
      { ...known, rating: 'red', outstanding: ['note'] },
      { ...known, ref: 'A1(b)' },
      { ref: 'A1(c)' },
      { ...known, ref: 'A2', level: 1, place: 'rolled-up', parent: 'A', rating: 'red' },
    )
    const before = asBefore(known, { ...known, ref: 'A1(b)' }, { ref: 'A1(c)' })
    expect(under(board(facts, before), /^Worse: 1 of 3/)).not.toBe('')
    const pages = group(facts, before)
    expect(under(pages, /^Blockers: 1 red of 3 unfinished, and A2 as a whole/)).not.toBe('')
    expect(under(pages, /^Evidence outstanding: 1 of 3 rated/)).not.toBe('')
  })
})
