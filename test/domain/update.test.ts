import { describe, expect, test } from 'vitest'
import { itemStatuses } from '../../src/domain/item-status.ts'
import type { Item } from '../../src/domain/plan.ts'
import type { ItemRecord } from '../../src/domain/position.ts'
import type { Request } from '../../src/domain/request.ts'
import { type Draft, decideUpdate, type UpdateDecision } from '../../src/domain/update.ts'
import { planFrom, SAMPLE } from '../support/app.ts'

const plan = planFrom(SAMPLE)
const TODAY = '2020-11-24'
const NOW = new Date('2020-11-24T09:00:00Z')
const BEFORE = '2020-11-01T00:00:00.000Z'
const DONE_ON = '2020-11-10'
/** The end of that day in London. */
const END_OF_DONE = '2020-11-10T23:59:59.999Z'

const [action, part] = [item(1, 'A1', 1), item(2, 'A1(a)', 2)]

interface Given {
  readonly rating?: { code: string; basis?: 'said' | 'read-from-key' }
  readonly state?: { state: 'not-started' | 'in-progress' | 'complete'; at?: string }
  readonly asked?: readonly Request['kind'][]
}

/** The decision for a note alone. */
const NOTHING: UpdateDecision = {
  rating: null,
  proposesFinal: false,
  state: null,
  stateFrom: null,
  completedOn: null,
  asksForSignOff: false,
  withdraws: [],
}

const now = NOW.toISOString()
const CASES: readonly [what: string, given: Given, draft: Partial<Draft>, does: Partial<UpdateDecision>][] = [
  ['a note alone', { rating: { code: 'red' } }, { note: 'on it' }, {}],
  [
    'a first rating, which in this plan means that it has begun',
    {},
    { rating: 'amber' },
    { rating: { code: 'amber', since: now }, state: 'in-progress', stateFrom: now },
  ],
  [
    'another rating',
    { rating: { code: 'red' }, state: { state: 'in-progress' } },
    { rating: 'amber' },
    { rating: { code: 'amber', since: now } },
  ],
  [
    'the same rating again',
    { rating: { code: 'red' } },
    { rating: 'red' },
    { rating: { code: 'red', since: BEFORE } },
  ],
  ['a state alone', {}, { state: 'in-progress' }, { state: 'in-progress', stateFrom: now }],
  ['complete, today', {}, { state: 'complete' }, { state: 'complete', stateFrom: now, completedOn: TODAY }],
  [
    'complete, on an earlier day',
    {},
    { state: 'complete', completedOn: DONE_ON },
    { state: 'complete', stateFrom: END_OF_DONE, completedOn: DONE_ON },
  ],
  [
    'complete, on a day before something else was said of the state',
    { state: { state: 'in-progress', at: '2020-11-20T10:00:00.000Z' } },
    { state: 'complete', completedOn: DONE_ON },
    { state: 'complete', stateFrom: now, completedOn: DONE_ON },
  ],
  [
    'complete, while another date is asked for',
    { asked: ['date'] },
    { state: 'complete' },
    { state: 'complete', stateFrom: now, completedOn: TODAY, withdraws: [1] },
  ],
  [
    'a rating of a complete item',
    { state: { state: 'complete' } },
    { rating: 'amber' },
    { rating: { code: 'amber', since: now }, state: 'in-progress', stateFrom: now },
  ],
  [
    'the final rating',
    { rating: { code: 'green' } },
    { rating: 'blue' },
    { proposesFinal: true, state: 'complete', stateFrom: now, completedOn: TODAY, asksForSignOff: true },
  ],
  [
    'the final rating, when it is asked for already',
    { rating: { code: 'green' }, state: { state: 'complete' }, asked: ['sign-off'] },
    { rating: 'blue' },
    { proposesFinal: true },
  ],
  [
    'another rating, while the final one is asked for',
    { rating: { code: 'green' }, state: { state: 'in-progress' }, asked: ['sign-off', 'date'] },
    { rating: 'red' },
    { rating: { code: 'red', since: now }, withdraws: [1] },
  ],
  ['no change', { rating: { code: 'red' } }, { kind: 'confirm' }, {}],
  [
    'no change, of a rating that was read from the key',
    { rating: { code: 'green', basis: 'read-from-key' } },
    { kind: 'confirm' },
    { rating: { code: 'green', since: BEFORE } },
  ],
]

describe('what an update does', () => {
  test.each(CASES)('%s', (_, given, draft, does) => {
    expect(decide(part, given, draft)).toEqual({ ...NOTHING, ...does })
  })
})

describe('what is refused', () => {
  test('no change, where nobody has said how the item stands', () => {
    expect(() => decide(part, {}, { kind: 'confirm' })).toThrow('Nobody has said how A1(a) stands')
  })

  test.each([{ state: 'complete' as const }, { rating: 'blue' }])(
    'an action that is complete before its parts are: %o',
    (draft) => {
      expect(() => decide(action, {}, draft)).toThrow('not complete yet: A1(a)')
    },
  )
})

function decide(of: Item, { rating, state, asked = [] }: Given, draft: Partial<Draft>): UpdateDecision {
  const record: ItemRecord = {
    rating: rating
      ? {
          code: rating.code,
          basis: rating.basis ?? 'said',
          at: BEFORE,
          since: BEFORE,
          by: 'Sam',
          updateId: 1,
        }
      : null,
    state: state
      ? { state: state.state, completedOn: null, at: state.at ?? BEFORE, saidAt: BEFORE, by: 'Sam' }
      : null,
    note: null,
    last: null,
    finalProposed: asked.includes('sign-off'),
    evidenceAt: null,
  }
  const statuses = itemStatuses(
    {
      items: [action, part],
      scale: plan.scale,
      records: new Map([[of.id, record]]),
      revisions: new Map(),
      requests: asked.map((kind, index) => request(index + 1, kind, of)),
    },
    TODAY,
  )
  const status = statuses.get(of.id)
  if (!status) throw new Error('no status')
  return decideUpdate({ item: of, kind: 'update', ...draft }, status, { plan, today: TODAY, now: NOW })
}

function item(id: number, ref: string, level: number): Item {
  return {
    id,
    ref,
    level,
    place: level === 2 ? 'counted' : 'rolled-up',
    parentId: level === 2 ? 1 : null,
    title: `What ${ref} is about`,
    sortOrder: id,
    leads: [],
    owners: ['OWNER'],
    supports: [],
    start: null,
    due: { on: '2020-10-31', asGiven: 'Oct 2020' },
    ongoing: false,
    review: null,
    details: {} as Item['details'],
    joinedAt: '0001-01-01T00:00:00.000Z',
    left: null,
  }
}

function request(id: number, kind: Request['kind'], { id: itemId }: Item): Request {
  return {
    id,
    number: id,
    kind,
    itemId,
    state: 'pending',
    fromDay: null,
    toDay: null,
    toAsGiven: null,
    toExact: null,
    reason: '',
    askedBy: 1,
    onBehalfOf: null,
    askedAt: BEFORE,
    change: null,
  }
}
