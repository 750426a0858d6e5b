import { describe, expect, test } from 'vitest'
import { chairsQuestions } from '../../src/domain/chairs-questions.ts'
import { difference } from '../../src/domain/difference.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { approved, madeFacts } from '../support/facts.ts'

const BEFORE = '2020-11-27T12:00:00.000Z'
const NOW = '2020-12-22T12:00:00.000Z'
const PERIOD = { from: BEFORE, previousFrom: '2020-10-30T12:00:00.000Z' }
const HEARD = { by: 'OWNER', at: '2020-12-15T09:00:00.000Z', fromPlan: false }

function asked(facts: Facts, previous: Facts | null = null): readonly string[] {
  return chairsQuestions({ facts, previous, moves: difference(previous, facts) }).map(({ text }) => text)
}

describe('re-dated twice or more', () => {
  const twice = [
    approved('2020-12-31', '2020-09-01T09:00:00.000Z'),
    approved('2021-03-31', '2020-12-08T17:30:00.000Z'),
  ]
  const late = {
    rating: 'amber',
    last: HEARD,
    originalDueDate: '2020-09-30',
    originalDueAsGiven: '30 September 2020',
  }

  test('asks with the dates that it had', () => {
    const facts = madeFacts({ asAt: NOW, items: [{ ref: 'A1(a)', ...late, revisions: twice }] })
    expect(asked(facts)).toEqual([
      'A1(a) (What A1(a) is about) has been re-dated twice, from 30 Sep 2020 to 31 Dec 2020, then to 31 Mar 2021: what makes this date hold?',
    ])
  })

  test.each([
    ['once', twice.slice(1)],
    ['twice, where one may be no revision', twice.map((each, i) => ({ ...each, ambiguous: i === 0 }))],
  ])('does not ask of an item re-dated %s', (_, revisions) => {
    expect(asked(madeFacts({ asAt: NOW, items: [{ ref: 'A1(a)', ...late, revisions }] }))).toEqual([])
  })

  test('does not ask of a finished item', () => {
    const done = { ref: 'A1(a)', ...late, revisions: twice, state: 'complete' as const }
    expect(asked(madeFacts({ asAt: NOW, items: [done] }))).toEqual([])
  })
})

describe('red at two meetings running', () => {
  const red = { ref: 'A1(a)', rating: 'red', last: HEARD }

  test('asks for what has to be decided', () => {
    const previous = madeFacts({ asAt: BEFORE, items: [red] })
    expect(asked(madeFacts({ asAt: NOW, items: [red] }), previous)).toEqual([
      'A1(a) (What A1(a) is about) is red at two meetings running: what has to be decided now to bring it back?',
    ])
  })

  test('does not ask of what became red since, was red before, or is red only by its parts', () => {
    const amber = { ...red, rating: 'amber' }
    expect(
      asked(madeFacts({ asAt: NOW, items: [red] }), madeFacts({ asAt: BEFORE, items: [amber] })),
    ).toEqual([])
    expect(
      asked(madeFacts({ asAt: NOW, items: [amber] }), madeFacts({ asAt: BEFORE, items: [red] })),
    ).toEqual([])
    const rolled = {
      ...red,
      ref: 'A1',
      level: 1,
      place: 'rolled-up' as const,
      parent: 'A',
      basis: 'rolled-up' as const,
    }
    expect(
      asked(madeFacts({ asAt: NOW, items: [rolled] }), madeFacts({ asAt: BEFORE, items: [rolled] })),
    ).toEqual([])
  })
})

describe('green past its date', () => {
  const green = { ref: 'A1(a)', rating: 'green', last: HEARD, dueDate: '2020-11-30', daysOverdue: 22 }

  test('asks which it is', () => {
    expect(asked(madeFacts({ asAt: NOW, items: [green] }))).toEqual([
      'A1(a) (What A1(a) is about) is green past its date: is it complete, late, or in need of a new date?',
    ])
  })

  test('does not ask of amber, nor before the date', () => {
    const items = [
      { ...green, rating: 'amber' },
      { ...green, ref: 'A1(b)', daysOverdue: null },
    ]
    expect(asked(madeFacts({ asAt: NOW, items }))).toEqual([])
  })
})

describe('silent for two periods', () => {
  const said = (at: string) => ({ by: 'OWNER', at, fromPlan: false })
  const silent = { ref: 'A1(a)', rating: 'amber', last: said('2020-10-01T09:00:00.000Z') }

  test('asks its owners', () => {
    expect(asked(madeFacts({ asAt: NOW, period: PERIOD, items: [silent] }))).toEqual([
      'Nobody has reported for two periods on A1(a) (What A1(a) is about), 1 of 1 unfinished: how does it stand, OWNER?',
    ])
  })

  test('says which were never reported on, and draws neighbours together', () => {
    const never = ['A1(b)', 'A1(c)', 'A1(d)'].map((ref) => ({ ref }))
    const facts = madeFacts({
      asAt: NOW,
      period: PERIOD,
      items: [silent, ...never, { ref: 'A2(a)', rating: 'green', last: HEARD }],
    })
    expect(asked(facts)).toEqual([
      'Nobody has reported for two periods on A1(a) to A1(d) (What A1 is about), 4 of 5 unfinished (3 of them never): how do they stand, OWNER?',
    ])
  })

  test.each([
    [
      'of whom a word came in the period before',
      { ...silent, last: said('2020-11-10T09:00:00.000Z') },
      PERIOD,
    ],
    ['for which another date was asked for', { ...silent, askedAt: '2020-12-10T09:00:00.000Z' }, PERIOD],
    ['that are finished', { ...silent, state: 'complete' as const }, PERIOD],
    ['of a body that has met once only', silent, { from: BEFORE, previousFrom: null }],
  ])('does not ask of items %s', (_, item, period) => {
    expect(asked(madeFacts({ asAt: NOW, period, items: [item] }))).toEqual([])
  })
})

test('what looks better only because re-dated is asked about', () => {
  const was = {
    ref: 'A1(a)',
    rating: 'amber',
    last: HEARD,
    originalDueDate: '2020-10-31',
    dueDate: '2020-10-31',
    daysOverdue: 27,
  }
  const is = {
    ...was,
    dueDate: '2021-02-26',
    daysOverdue: null,
    revisions: [approved('2021-02-26', '2020-12-08T17:30:00.000Z')],
  }
  const previous = madeFacts({ asAt: BEFORE, items: [was] })
  expect(asked(madeFacts({ asAt: NOW, items: [is] }), previous)).toEqual([
    'A1(a) (What A1(a) is about) looks better only because re-dated, and no evidence was given: what else has changed?',
  ])
})

test('there are five questions at most, the most pressing first, each asked once', () => {
  const twice = [
    approved('2020-12-31', '2020-09-01T09:00:00.000Z'),
    approved('2021-03-31', '2020-12-08T17:30:00.000Z'),
  ]
  const red = { rating: 'red', last: HEARD }
  const late = {
    rating: 'amber',
    last: HEARD,
    originalDueDate: '2020-10-31',
    dueDate: '2020-10-31',
    daysOverdue: 27,
  }
  const previous = madeFacts({
    asAt: BEFORE,
    items: [
      { ref: 'A1(a)', ...red },
      { ref: 'A1(b)', ...red },
      { ref: 'A1(c)', ...late },
    ],
  })
  const facts = madeFacts({
    asAt: NOW,
    period: PERIOD,
    items: [
      { ref: 'A1(a)', ...red },
      { ref: 'A1(b)', ...red },
      { ref: 'A1(c)', ...late, dueDate: '2021-03-31', daysOverdue: null, revisions: twice },
      { ref: 'A1(d)', rating: 'green', last: HEARD, dueDate: '2020-11-30', daysOverdue: 22 },
      { ref: 'A1(e)' },
    ],
  })
  expect(asked(facts, previous).map((text) => text.replace(/[:,].*/, ''))).toEqual([
    'A1(a) and A1(b) (What A1 is about) are red at two meetings running',
    'A1(c) (What A1(c) is about) looks better only because re-dated',
    'A1(d) (What A1(d) is about) is green past its date',
    'A1(c) (What A1(c) is about) has been re-dated twice',
    'Nobody has ever reported on A1(e) (What A1(e) is about)',
  ])
})
