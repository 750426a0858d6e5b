import { describe, expect, test } from 'vitest'
import { difference } from '../../src/domain/difference.ts'
import type { ItemFacts } from '../../src/domain/facts.ts'
import { approved, madeFacts } from '../support/facts.ts'

const BEFORE = '2020-11-27T12:00:00.000Z'
const NOW = '2020-12-22T12:00:00.000Z'

/** How one item went from the earlier edition to this one. */
function went(was: Partial<ItemFacts>, now: Partial<ItemFacts>) {
  const previous = madeFacts({ asAt: BEFORE, items: [{ ref: 'A1(a)', ...was }] })
  const [move] = difference(previous, madeFacts({ asAt: NOW, items: [{ ref: 'A1(a)', ...now }] }))
  return move?.onlyRedated ? `${move.direction}, only re-dated` : (move?.direction ?? 'same')
}

const RED = { rating: 'red', ratedAt: '2020-11-10T09:00:00.000Z' }
const AMBER = { rating: 'amber', ratedAt: '2020-11-10T09:00:00.000Z' }
const COMPLETE = {
  state: 'complete',
  completedOn: '2020-12-10',
  stateSaidAt: '2020-12-11T09:00:00.000Z',
} as const
const EARLIER = { completedOn: '2020-11-26' }
const LATE = { originalDueDate: '2020-10-31', dueDate: '2020-10-31', daysOverdue: 27 }
const MOVED = {
  originalDueDate: '2020-10-31',
  dueDate: '2021-02-26',
  revisions: [approved('2021-02-26', '2020-12-08T17:30:00.000Z')],
}

describe('how an item went between two editions', () => {
  test.each<[string, Partial<ItemFacts>, Partial<ItemFacts>, string]>([
    ['a rating that stands', AMBER, AMBER, 'same'],
    ['a worse rating', AMBER, RED, 'worse'],
    ['a better rating', RED, AMBER, 'better'],
    ['a first rating after a state', { state: 'in-progress' }, { ...AMBER, state: 'in-progress' }, 'changed'],
    [
      'a first rating that is the worst',
      { state: 'in-progress' },
      { ...RED, state: 'in-progress' },
      'changed',
    ],
    ['a first word that it is red', {}, RED, 'first-stated'],
    [
      'a date that passed',
      { ...AMBER, dueDate: '2020-11-30' },
      { ...AMBER, dueDate: '2020-11-30', daysOverdue: 22 },
      'worse',
    ],
    [
      'a better rating past its date',
      { ...RED, dueDate: '2020-11-30' },
      { ...AMBER, dueDate: '2020-11-30', daysOverdue: 22 },
      'better',
    ],
    ['a completion', AMBER, { ...AMBER, ...COMPLETE }, 'finished'],
    ['a completion of a day before', AMBER, { ...AMBER, ...COMPLETE, ...EARLIER }, 'finished-earlier'],
    ['a completion that says no day', AMBER, { ...AMBER, ...COMPLETE, completedOn: null }, 'finished'],
    ['a completion taken back', { state: 'complete' }, { state: 'in-progress' }, 'worse'],
    [
      'a sign-off of what was complete',
      { state: 'complete' },
      { state: 'complete', rating: 'blue', signedOff: true },
      'finished',
    ],
    ['a first word', {}, AMBER, 'first-stated'],
    ['a first word that it is complete', {}, COMPLETE, 'finished'],
    ['a first word that it was complete before', {}, { ...COMPLETE, ...EARLIER }, 'finished-earlier'],
    [
      'a date that moved with nothing else',
      { ...AMBER, dueDate: '2021-01-31' },
      { ...AMBER, dueDate: '2021-03-31' },
      'changed',
    ],
    [
      'a date of an item that nobody ever reported on',
      { dueDate: '2020-10-31', daysOverdue: 27 },
      { dueDate: '2020-10-31', daysOverdue: 52 },
      'same',
    ],
  ])('%s', (_, was, now, direction) => {
    expect(went(was, now)).toBe(direction)
  })

  test('without an earlier edition nothing went anywhere', () => {
    expect(difference(null, madeFacts({ asAt: NOW, items: [{ ref: 'A1(a)', ...RED }] }))).toEqual([])
  })

  test('of an action only what was said of it as a whole counts, not what rolls up', () => {
    const whole = { ref: 'A1', level: 1, place: 'rolled-up', parent: 'A' } as const
    expect(went({ ...whole, ...AMBER, basis: 'rolled-up' }, { ...whole, ...RED, basis: 'rolled-up' })).toBe(
      'same',
    )
    expect(went({ ...whole, ...AMBER }, { ...whole, ...RED })).toBe('worse')
    expect(went({ ...whole, basis: 'not-rated' }, { ...whole, ...RED })).toBe('first-stated')
  })

  test('an action whose rating the plan brought, and that fell since, is worse', () => {
    const whole = { ref: 'A1', level: 1, place: 'rolled-up', parent: 'A' } as const
    const first = { at: '2020-12-01T23:59:59.999Z', rating: 'amber', state: null, fromPlan: true } as const
    const before = { ...whole, basis: 'not-rated', positionStated: true } as const
    expect(went(before, { ...whole, ...RED, firstStated: first })).toBe('worse')
    expect(went(before, { ...whole, rating: 'green', basis: 'stated', firstStated: first })).toBe('better')
    expect(went(before, { ...whole, ...AMBER, firstStated: first })).toBe('first-stated')
    expect(went(before, { ...whole, ...RED, firstStated: { ...first, fromPlan: false } })).toBe(
      'first-stated',
    )
  })

  test('a sign-off of a whole action is told once, not for each of its parts', () => {
    const parts = (state: Partial<ItemFacts>) => [
      { ref: 'A1', level: 1, place: 'rolled-up' as const, parent: 'A', ...state },
      { ref: 'A1(a)', ...state },
      { ref: 'A1(b)', ...state },
    ]
    const previous = madeFacts({ asAt: BEFORE, items: parts({ state: 'complete' }) })
    const facts = madeFacts({
      asAt: NOW,
      items: parts({ state: 'complete', rating: 'blue', signedOff: true }),
    })
    expect(difference(previous, facts).map(({ now, direction }) => [now.ref, direction])).toEqual([
      ['A1', 'finished'],
    ])
  })

  test('what the imported plan said first is what an item moved from; a plan’s round alone moves nothing', () => {
    const first = {
      at: '2020-12-01T23:59:59.999Z',
      rating: 'amber',
      state: 'in-progress',
      fromPlan: true,
    } as const
    expect(went({}, { ...AMBER, state: 'in-progress', firstStated: first })).toBe('first-stated')
    expect(went({}, { ...RED, state: 'in-progress', firstStated: first })).toBe('worse')
    expect(went({}, { ...COMPLETE, rating: 'amber', firstStated: first })).toBe('finished')
    expect(went({}, { ...AMBER, firstStated: { ...first, fromPlan: false } })).toBe('first-stated')
  })
})

describe('better only because re-dated', () => {
  test('an overdue item whose date moved and whose rating did not', () => {
    expect(went({ ...AMBER, ...LATE }, { ...AMBER, ...MOVED })).toBe('better, only re-dated')
  })

  test('an overdue item that nobody rated, whose date moved', () => {
    expect(went({ state: 'in-progress', ...LATE }, { state: 'in-progress', ...MOVED })).toBe(
      'better, only re-dated',
    )
  })

  test('a rating that rose with the date, and nothing handed in', () => {
    const green = {
      rating: 'green',
      ratedAt: '2020-12-10T09:00:00.000Z',
      ratedSince: '2020-12-10T09:00:00.000Z',
    }
    expect(went({ ...RED, ...LATE }, { ...green, ...MOVED })).toBe('better, only re-dated')
  })

  test('a rating that rose after the date had moved, said against the old date until then', () => {
    const moved = { ...MOVED, revisions: [approved('2021-02-26', '2020-11-20T17:30:00.000Z')] }
    const green = {
      rating: 'green',
      ratedAt: '2020-12-10T09:00:00.000Z',
      ratedSince: '2020-12-10T09:00:00.000Z',
    }
    expect(went({ ...RED, ...moved }, { ...green, ...moved })).toBe('better, only re-dated')
  })

  test('not a rating that was said again against the new date, and rose later', () => {
    const moved = { ...MOVED, revisions: [approved('2021-02-26', '2020-11-20T17:30:00.000Z')] }
    const red = { rating: 'red', ratedAt: '2020-11-25T09:00:00.000Z' }
    const green = {
      rating: 'green',
      ratedAt: '2020-12-10T09:00:00.000Z',
      ratedSince: '2020-12-10T09:00:00.000Z',
    }
    expect(went({ ...red, ...moved }, { ...green, ...moved })).toBe('better')
  })

  test('not a rating that rose before the date moved', () => {
    const amber = {
      rating: 'amber',
      ratedAt: '2020-12-01T09:00:00.000Z',
      ratedSince: '2020-12-01T09:00:00.000Z',
    }
    expect(went({ ...RED, ...LATE }, { ...amber, ...MOVED })).toBe('better')
    const again = { ...amber, ratedAt: '2020-12-10T09:00:00.000Z' }
    expect(went({ ...RED, ...LATE }, { ...again, ...MOVED })).toBe('better')
  })

  test('not a rating that rose with evidence since', () => {
    const green = {
      rating: 'green',
      ratedAt: '2020-12-10T09:00:00.000Z',
      ratedSince: '2020-12-10T09:00:00.000Z',
      evidenceAt: '2020-12-10T09:00:00.000Z',
    }
    expect(went({ ...RED, ...LATE }, { ...green, ...MOVED })).toBe('better')
  })

  test('evidence of before the earlier edition shows nothing new', () => {
    const green = {
      rating: 'green',
      ratedAt: '2020-12-10T09:00:00.000Z',
      ratedSince: '2020-12-10T09:00:00.000Z',
      evidenceAt: '2020-11-01T09:00:00.000Z',
    }
    expect(went({ ...RED, ...LATE }, { ...green, ...MOVED })).toBe('better, only re-dated')
  })

  test('not a rating that rose without any other date', () => {
    expect(went({ ...RED, ...LATE }, { ...AMBER, ...LATE, daysOverdue: 52 })).toBe('better')
  })

  test('not a rating that rose with an earlier date', () => {
    const earlier = {
      ...MOVED,
      dueDate: '2020-10-15',
      revisions: [approved('2020-10-15', '2020-12-08T17:30:00.000Z')],
    }
    expect(went({ ...RED, ...LATE }, { ...AMBER, ...earlier })).toBe('better')
  })

  test('not what is finished, and not what got worse with its new date', () => {
    expect(went({ ...AMBER, ...LATE }, { ...AMBER, ...MOVED, ...COMPLETE })).toBe('finished')
    expect(went({ ...AMBER, ...LATE }, { ...RED, ...MOVED })).toBe('worse')
  })
})
