import { describe, expect, test } from 'vitest'
import { isToCome, isUndecided, mayHaveArrived, next } from '../../src/domain/delivery.ts'
import type {
  DeliveryEvent,
  DeliveryState,
  Found,
  Progress,
  Sent,
  Transition,
} from '../../src/domain/delivery-events.ts'

const now = new Date('2020-12-07T09:00:00Z')
const NOW = now.toISOString()
const EARLIER = '2020-12-07T08:00:00.000Z'
const LATER = '2020-12-09T09:00:00.000Z'

const PLANNED: Progress = {
  kind: 'digest',
  state: 'planned',
  personId: null,
  tries: 0,
  looks: 0,
  waitingSince: null,
  firstTriedAt: null,
  triedAt: null,
  outcome: null,
  messageId: null,
  postsArrived: 0,
  postsTotal: 1,
  recheckAt: null,
}
const SENDING: Progress = { ...PLANNED, state: 'sending', tries: 1, waitingSince: EARLIER }
const SENT: Progress = { ...SENDING, state: 'sent' }
const UNKNOWN: Progress = { ...SENDING, state: 'unknown', firstTriedAt: EARLIER, triedAt: EARLIER }
const HELD_BACK: Progress = { ...PLANNED, state: 'held', outcome: 'held by Ada' }
const HELD: Progress = { ...UNKNOWN, state: 'held', outcome: 'its answer was lost' }
const FAILED: Progress = { ...SENDING, state: 'failed', outcome: 'the channel is archived' }
const CANCELLED: Progress = { ...PLANNED, state: 'withdrawn', outcome: 'the meeting is cancelled' }
const NOT_DUE: Progress = { ...PLANNED, state: 'withdrawn', outcome: 'not due any more' }
const LEFT: Progress = { ...PLANNED, state: 'withdrawn', outcome: 'left by Ada' }
const BEGUN: Progress = { ...PLANNED, messageId: 'm1', postsArrived: 1, postsTotal: 3 }
const MISSED: Progress = { ...PLANNED, state: 'missed', tries: 1 }

function answered(answer: Sent): DeliveryEvent {
  return { kind: 'answered', answer, now }
}

function looked(found: Found): DeliveryEvent {
  return { kind: 'looked', found, now }
}

function due(dueAt: string): DeliveryEvent {
  return { kind: 'due', dueAt, now }
}

type Case = readonly [
  name: string,
  delivery: Progress,
  event: DeliveryEvent,
  expected: Transition | undefined,
]

const later = { state: 'later', seconds: null } as const
const atOnce = { state: 'planned', nextAt: NOW } as const
const unclear = {
  state: 'held',
  outcome: 'its answer was lost, and nobody can look whether it arrived',
} as const

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'after a request': [
    [
      'sent',
      SENDING,
      answered({ state: 'sent', messageId: 'm1' }),
      { state: 'sent', sentAt: NOW, messageId: 'm1', outcome: null },
    ],
    [
      'later: in half a minute, and it was no try',
      SENDING,
      answered(later),
      { state: 'planned', tries: 0, nextAt: '2020-12-07T09:00:30.000Z' },
    ],
    [
      'later: when the platform says',
      SENDING,
      answered({ state: 'later', seconds: 300 }),
      { state: 'planned', tries: 0, nextAt: '2020-12-07T09:05:00.000Z' },
    ],
    ...(
      [
        ['a number that is none', Number.NaN, '2020-12-07T09:00:30.000Z'],
        ['less than no time', -5, '2020-12-07T09:00:30.000Z'],
        ['at once: not in the same tick', 0, '2020-12-07T09:00:01.000Z'],
        ['a day', 86_400, '2020-12-08T09:00:00.000Z'],
        ['longer than a day', 1e15, '2020-12-08T09:00:00.000Z'],
        ['for ever', Number.POSITIVE_INFINITY, '2020-12-08T09:00:00.000Z'],
      ] as const
    ).map(
      ([name, seconds, nextAt]): Case => [
        `later: ${name}`,
        SENDING,
        answered({ state: 'later', seconds }),
        { state: 'planned', tries: 0, nextAt },
      ],
    ),
    [
      'later, and it has waited for a day',
      { ...SENDING, waitingSince: '2020-12-06T09:00:00.000Z' },
      answered(later),
      { state: 'planned', tries: 0, nextAt: '2020-12-07T09:00:30.000Z' },
    ],
    [
      'later, and it has waited for longer than a day',
      { ...SENDING, waitingSince: '2020-12-06T08:59:59.999Z' },
      answered(later),
      { state: 'held', nextAt: '2020-12-07T09:00:00.000Z', outcome: 'the platform took nothing for a day' },
    ],
    [
      'refused',
      SENDING,
      answered({ state: 'refused', reason: 'the channel is archived' }),
      { state: 'failed', outcome: 'the channel is archived' },
    ],
    [
      'unknown',
      { ...SENDING, looks: 1 },
      answered({ state: 'unknown' }),
      { state: 'unknown', looks: 0, nextAt: '2020-12-07T09:00:20.000Z' },
    ],
  ],
  'after a look': [
    [
      'found',
      UNKNOWN,
      looked({ state: 'found', messageId: 'm1' }),
      { state: 'sent', sentAt: NOW, messageId: 'm1', outcome: null },
    ],
    [
      'absent: looked for once more',
      UNKNOWN,
      looked({ state: 'absent' }),
      { state: 'unknown', looks: 1, nextAt: '2020-12-07T09:01:10.000Z' },
    ],
    [
      'absent twice: sent again, to be looked for when it is sent',
      { ...UNKNOWN, looks: 1, tries: 2 },
      looked({ state: 'absent' }),
      { ...atOnce, looks: 0, recheckAt: NOW },
    ],
    [
      'its first post found, not the next: looked for once more',
      { ...UNKNOWN, postsTotal: 3 },
      looked({ state: 'found', messageId: 'm1', posts: { arrived: 1, total: 3 } }),
      {
        state: 'unknown',
        looks: 1,
        nextAt: '2020-12-07T09:01:10.000Z',
        messageId: 'm1',
        postsArrived: 1,
        postsTotal: 3,
      },
    ],
    [
      'its first post found twice, not the next: only the rest is sent',
      { ...UNKNOWN, postsTotal: 3, looks: 1 },
      looked({ state: 'found', messageId: 'm1', posts: { arrived: 1, total: 3 } }),
      { ...atOnce, looks: 0, recheckAt: NOW, messageId: 'm1', postsArrived: 1, postsTotal: 3 },
    ],
    [
      'its last post found',
      { ...UNKNOWN, messageId: 'm1', postsArrived: 2, postsTotal: 3 },
      looked({ state: 'found', messageId: 'm1', posts: { arrived: 3, total: 3 } }),
      { state: 'sent', sentAt: NOW, messageId: 'm1', outcome: null },
    ],
    [
      'absent twice after three tries',
      { ...UNKNOWN, looks: 1, tries: 3 },
      looked({ state: 'absent' }),
      { state: 'held', outcome: 'it was not there after 3 tries' },
    ],
    ['no way to look', UNKNOWN, looked({ state: 'cannot-look' }), unclear],
    ['no way to look for an edit', { ...UNKNOWN, kind: 'amend' }, looked({ state: 'cannot-look' }), atOnce],
    [
      'an edit after three tries',
      { ...UNKNOWN, kind: 'amend', tries: 3 },
      looked({ state: 'cannot-look' }),
      unclear,
    ],
  ],
  'a lease that was lost': [
    ['before the request: it was no try', SENDING, { kind: 'lease-lost', now }, { ...atOnce, tries: 0 }],
    [
      'before the request of a later try',
      { ...SENDING, firstTriedAt: EARLIER, tries: 2 },
      { kind: 'lease-lost', now },
      { ...atOnce, tries: 1 },
    ],
    [
      'after the request',
      { ...SENDING, triedAt: EARLIER },
      { kind: 'lease-lost', now },
      { state: 'unknown', looks: 0, nextAt: '2020-12-07T09:00:20.000Z' },
    ],
  ],
  'a message that was sent again': [
    [
      'is looked for two minutes later',
      { ...SENDING, recheckAt: EARLIER, looks: 1 },
      answered({ state: 'sent', messageId: 'm2' }),
      {
        state: 'sent',
        sentAt: NOW,
        looks: 0,
        recheckAt: '2020-12-07T09:02:00.000Z',
        messageId: 'm2',
        outcome: null,
      },
    ],
    ...[8, 20, 30].map(
      (minutes, looks): Case => [
        `is looked for ${minutes} minutes after look ${looks + 1}`,
        { ...SENT, messageId: 'm2', looks },
        { kind: 'rechecked', found: { state: 'found', messageId: 'm2' }, now },
        {
          state: 'sent',
          looks: looks + 1,
          recheckAt: new Date(now.getTime() + minutes * 60_000).toISOString(),
        },
      ],
    ),
    [
      'is not looked for after an hour',
      { ...SENT, messageId: 'm2', looks: 3 },
      { kind: 'rechecked', found: { state: 'absent' }, now },
      { state: 'sent', looks: 4, recheckAt: null },
    ],
  ],
  'a look before it is sent, after a restore': [
    [
      'found',
      SENDING,
      { kind: 'looked-first', found: { state: 'found', messageId: 'm1' }, now },
      { state: 'sent', sentAt: NOW, messageId: 'm1', outcome: null },
    ],
    [
      'no way to look',
      SENDING,
      { kind: 'looked-first', found: { state: 'cannot-look' }, now },
      {
        state: 'held',
        outcome: 'it may have gone out before the database was restored, and nobody can look whether it did',
      },
    ],
  ],
  'a claim without a request': [
    ['a step that is done', SENDING, { kind: 'done', now }, { state: 'sent', sentAt: NOW }],
    [
      'nothing to replace',
      SENDING,
      { kind: 'done', now, outcome: 'nothing to change' },
      { state: 'sent', sentAt: NOW, outcome: 'nothing to change' },
    ],
    [
      'nobody needs it',
      SENDING,
      { kind: 'not-needed', outcome: 'everybody has answered' },
      { state: 'withdrawn', outcome: 'everybody has answered' },
    ],
    ['its meeting moved', SENDING, { kind: 'outdated' }, { state: 'planned', tries: 0 }],
    ['its time passed', SENDING, { kind: 'too-late' }, { state: 'missed', outcome: 'its time had passed' }],
    [
      'a person has to act',
      SENDING,
      { kind: 'blocked', outcome: 'it holds a number' },
      { state: 'held', outcome: 'it holds a number' },
    ],
    [
      'it cannot be composed',
      SENDING,
      { kind: 'impossible', outcome: 'it could not be composed' },
      { state: 'failed', outcome: 'it could not be composed' },
    ],
    [
      'a body that nobody can be told for',
      SENDING,
      { kind: 'no-address' },
      { state: 'failed', outcome: 'it has no channel, and no coordinator an account' },
    ],
    [
      'an alert for a coordinator without an account',
      { ...SENDING, kind: 'alert', personId: 4 },
      { kind: 'no-address' },
      { state: 'failed', outcome: 'the coordinator has no account' },
    ],
    [
      'news for a person without an account',
      { ...SENDING, kind: 'notice', personId: 4 },
      { kind: 'no-address' },
      { state: 'withdrawn', outcome: 'no account of theirs is linked' },
    ],
  ],
  'a calendar that changes': [
    ['planned: moves', PLANNED, due(LATER), { state: 'planned', dueAt: LATER, nextAt: LATER }],
    [
      'held back: moves, and stays held',
      HELD_BACK,
      due(LATER),
      { state: 'held', dueAt: LATER, nextAt: LATER },
    ],
    ['held because it may have arrived: stays', HELD, due(LATER), undefined],
    [
      'cancelled and added again',
      CANCELLED,
      due(LATER),
      { state: 'planned', dueAt: LATER, nextAt: LATER, outcome: null },
    ],
    [
      'not due and due again',
      { ...NOT_DUE, kind: 'chase' },
      due(NOW),
      { state: 'planned', dueAt: NOW, nextAt: NOW, outcome: null },
    ],
    ['a call for updates whose time is over', { ...NOT_DUE, kind: 'chase' }, due(EARLIER), undefined],
    [
      'a digest whose time is over',
      NOT_DUE,
      due(EARLIER),
      { state: 'planned', dueAt: EARLIER, nextAt: EARLIER, outcome: null },
    ],
    ['left by the coordinator: stays', LEFT, due(LATER), undefined],
    ['missed, and still over', MISSED, due(NOW), undefined],
    [
      'missed, and not over after all',
      { ...MISSED, outcome: 'its time had passed' },
      { kind: 'due', dueAt: EARLIER, last: new Date(LATER), now },
      { state: 'planned', dueAt: EARLIER, nextAt: EARLIER, outcome: null },
    ],
    [
      'held back, then missed, and not over after all',
      { ...MISSED, tries: 0, outcome: 'held by Ada' },
      due(LATER),
      { state: 'held', dueAt: LATER, nextAt: LATER },
    ],
    [
      'refused, then missed, and not over after all',
      { ...MISSED, outcome: 'the channel is archived' },
      due(LATER),
      { state: 'failed', dueAt: LATER, nextAt: LATER },
    ],
    [
      'missed, and the meeting moved on',
      MISSED,
      due(LATER),
      { state: 'planned', dueAt: LATER, nextAt: LATER, outcome: null },
    ],
    [
      'planned: called off',
      PLANNED,
      { kind: 'called-off', outcome: 'the meeting is cancelled' },
      { state: 'withdrawn', outcome: 'the meeting is cancelled' },
    ],
    [
      'held back: called off',
      HELD_BACK,
      { kind: 'called-off', outcome: 'not due any more' },
      { state: 'withdrawn', outcome: 'not due any more' },
    ],
    ['held: not called off', HELD, { kind: 'called-off', outcome: 'the meeting is cancelled' }, undefined],
    ['refused, and the meeting began', FAILED, { kind: 'meeting-begun' }, { state: 'missed' }],
    ['held back, and the meeting began', HELD_BACK, { kind: 'meeting-begun' }, { state: 'missed' }],
    ['held, and the meeting began', HELD, { kind: 'meeting-begun' }, undefined],
    [
      'a paper that failed, and the meeting began',
      { ...FAILED, kind: 'paper' },
      { kind: 'meeting-begun' },
      undefined,
    ],
  ],
  'the coordinator': [
    ['holds', PLANNED, { kind: 'hold', by: 'Ada' }, { state: 'held', outcome: 'held by Ada' }],
    ['holds again', HELD_BACK, { kind: 'hold', by: 'Bo' }, { state: 'held', outcome: 'held by Bo' }],
    ['sends before the hour', PLANNED, { kind: 'release', now }, { ...atOnce, outcome: null }],
    ['sends what was held back', HELD_BACK, { kind: 'release', now }, { ...atOnce, outcome: null }],
    [
      'sends again what was held',
      { ...HELD, tries: 3, looks: 1 },
      { kind: 'send-again', now },
      { ...atOnce, tries: 0, looks: 0, outcome: null, lookFrom: null, recheckAt: NOW },
    ],
    [
      'sends again what failed',
      FAILED,
      { kind: 'send-again', now },
      { ...atOnce, tries: 0, looks: 0, outcome: null, lookFrom: null },
    ],
    ['does not send again what is held back', HELD_BACK, { kind: 'send-again', now }, undefined],
    [
      'leaves what was held',
      HELD,
      { kind: 'leave', by: 'Ada' },
      { state: 'withdrawn', outcome: 'left by Ada' },
    ],
    [
      'leaves what failed',
      FAILED,
      { kind: 'leave', by: 'Ada' },
      { state: 'withdrawn', outcome: 'left by Ada' },
    ],
    [
      'has seen it',
      HELD,
      { kind: 'it-is-there', by: 'Ada', now },
      { state: 'sent', sentAt: NOW, outcome: 'seen by Ada' },
    ],
    [
      'has seen a post, not the last',
      { ...HELD, messageId: 'm1', postsArrived: 1, postsTotal: 3 },
      { kind: 'it-is-there', by: 'Ada', now },
      { ...atOnce, tries: 0, looks: 0, outcome: null, postsArrived: 2 },
    ],
    ['has not seen what failed', FAILED, { kind: 'it-is-there', by: 'Ada', now }, undefined],
  ],
}

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('%s', (_name, delivery, event, expected) => {
    expect(next(delivery, event)).toEqual(expected)
  })
})

describe('what each event makes of a delivery, and what leaves it as it is', () => {
  const by = 'Ada'
  const outcome = 'why'
  const EVENTS: readonly DeliveryEvent[] = [
    answered({ state: 'sent', messageId: 'm1' }),
    looked({ state: 'found', messageId: 'm1' }),
    { kind: 'lease-lost', now },
    { kind: 'looked-first', found: { state: 'cannot-look' }, now },
    { kind: 'rechecked', found: { state: 'absent' }, now },
    { kind: 'done', now },
    { kind: 'not-needed', outcome },
    { kind: 'outdated' },
    { kind: 'too-late' },
    { kind: 'blocked', outcome },
    { kind: 'impossible', outcome },
    { kind: 'no-address' },
    due(LATER),
    { kind: 'called-off', outcome },
    { kind: 'meeting-begun' },
    { kind: 'hold', by },
    { kind: 'release', now },
    { kind: 'send-again', now },
    { kind: 'leave', by },
    { kind: 'it-is-there', by, now },
  ]

  test.each<
    [name: string, delivery: Progress, becomes: Partial<Record<DeliveryEvent['kind'], DeliveryState>>]
  >([
    ['planned', PLANNED, { due: 'planned', 'called-off': 'withdrawn', hold: 'held', release: 'planned' }],
    [
      'sending',
      SENDING,
      {
        answered: 'sent',
        'lease-lost': 'planned',
        'looked-first': 'held',
        done: 'sent',
        'not-needed': 'withdrawn',
        outdated: 'planned',
        'too-late': 'missed',
        blocked: 'held',
        impossible: 'failed',
        'no-address': 'failed',
      },
    ],
    ['sent', SENT, { rechecked: 'sent' }],
    ['begun', BEGUN, {}],
    ['unknown', UNKNOWN, { looked: 'sent' }],
    [
      'held back',
      HELD_BACK,
      { due: 'held', 'called-off': 'withdrawn', 'meeting-begun': 'missed', hold: 'held', release: 'planned' },
    ],
    ['held', HELD, { 'send-again': 'planned', leave: 'withdrawn', 'it-is-there': 'sent' }],
    [
      'failed',
      FAILED,
      { 'called-off': 'withdrawn', 'meeting-begun': 'missed', 'send-again': 'planned', leave: 'withdrawn' },
    ],
    ['missed', MISSED, { due: 'planned' }],
    ['cancelled', CANCELLED, { due: 'planned' }],
    ['left', LEFT, {}],
  ])('%s', (_, delivery, becomes) => {
    const changed = EVENTS.flatMap((event) => {
      const to = next(delivery, event)
      return to ? [[event.kind, to.state]] : []
    })
    expect(Object.fromEntries(changed)).toEqual(becomes)
  })
})

test('what is still to come, waits for a decision, or may have arrived', () => {
  const all = { PLANNED, SENDING, UNKNOWN, HELD_BACK, HELD, FAILED, MISSED, LEFT, SENT, BEGUN }
  const names = (holds: (delivery: Progress) => boolean) =>
    Object.entries(all).flatMap(([name, delivery]) => (holds(delivery) ? [name] : []))
  expect(names(isToCome)).toEqual(['PLANNED', 'HELD_BACK'])
  expect(names(isUndecided)).toEqual(['HELD', 'FAILED'])
  expect(names(mayHaveArrived)).toEqual(['SENDING', 'UNKNOWN', 'HELD', 'SENT', 'BEGUN'])
})
