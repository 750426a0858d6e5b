import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FIRST,
  next,
  openIn,
  type SocketEvent,
  type SocketState,
} from '../../../src/platforms/slack/socket-state.ts'

const AT = { now: 100_000, chance: 1 }

const trying = (kind: 'connecting' | 'hello', more: object = {}): SocketState =>
  ({ kind, connection: 2, leaving: 1, failures: 0, ...more }) as SocketState
const current = (more: object = {}): SocketState =>
  ({ kind: 'current', connection: 2, leaving: 1, failures: 0, greetedAt: 60_000, ...more }) as SocketState
const waiting = (more: object = {}): SocketState =>
  ({ kind: 'waiting', connection: 2, leaving: 1, failures: 1, wait: 1_000, ...more }) as SocketState
const stopping = (...open: number[]): SocketState => ({ kind: 'stopping', open })
const STOPPED: SocketState = { kind: 'stopped' }

const lost = (connection: number): SocketEvent => ({ kind: 'lost', connection, pause: 'usual' })
const noticed = (connection: number): SocketEvent => ({ kind: 'noticed', connection, pause: 'usual' })

describe('what an event makes of the connection', () => {
  test.each<[string, SocketState, SocketEvent, SocketState]>([
    ['the line is open', trying('connecting'), { kind: 'opened', connection: 2 }, trying('hello')],
    ['Slack greets', trying('hello'), { kind: 'greeted', connection: 2 }, current({ greetedAt: AT.now })],
    [
      'Slack greets before the line is known to be open',
      trying('connecting'),
      { kind: 'greeted', connection: 2 },
      current({ greetedAt: AT.now }),
    ],
    ['the attempt fails', trying('connecting'), lost(2), waiting()],
    ['no greeting comes', trying('hello'), lost(2), waiting()],
    ['Slack sends away before it greets', trying('hello'), noticed(2), waiting()],
    [
      'the attempt fails for the fourth time',
      trying('connecting', { failures: 3 }),
      lost(2),
      waiting({ failures: 4, wait: 8_000 }),
    ],
    [
      'the attempt fails for the hundredth time',
      trying('connecting', { failures: 99 }),
      lost(2),
      waiting({ failures: 100, wait: 60_000 }),
    ],
    [
      'the attempt is refused',
      trying('connecting'),
      { kind: 'lost', connection: 2, pause: 'long' },
      waiting({ wait: 60_000 }),
    ],
    [
      'Slack asks to wait longer',
      trying('connecting'),
      { kind: 'lost', connection: 2, pause: 90 },
      waiting({ wait: 90_000 }),
    ],
    [
      'a connection that lasted is lost',
      current({ failures: 7, leaving: null }),
      lost(2),
      trying('connecting', { connection: 3, leaving: null, failures: 1 }),
    ],
    [
      'the first connection is lost at once',
      current({ greetedAt: AT.now }),
      lost(2),
      trying('connecting', { connection: 3, failures: 1 }),
    ],
    [
      'the next one does not last either',
      current({ greetedAt: AT.now, failures: 1 }),
      lost(2),
      waiting({ failures: 2, wait: 2_000 }),
    ],
    [
      'Slack announces that it renews',
      current({ leaving: null }),
      noticed(2),
      trying('connecting', { connection: 3, leaving: 2, failures: 1 }),
    ],
    [
      'Slack announces it while another one is still leaving',
      current(),
      noticed(2),
      trying('connecting', { connection: 3, leaving: 2, failures: 1 }),
    ],
    [
      'Slack announces it of each new one at once',
      current({ greetedAt: AT.now, failures: 3 }),
      noticed(2),
      waiting({ leaving: 2, failures: 4, wait: 8_000 }),
    ],
    [
      'Socket Mode is switched off',
      current(),
      { kind: 'noticed', connection: 2, pause: 'long' },
      waiting({ leaving: 2, wait: 60_000 }),
    ],
    ['the leaving one is closed', current(), lost(1), current({ leaving: null })],
    ['the leaving one is announced again', current(), noticed(1), current()],
    [
      'the leaving one has had its time',
      current(),
      { kind: 'left', connection: 1 },
      current({ leaving: null }),
    ],
    ['the leaving one is closed meanwhile', waiting(), lost(1), waiting({ leaving: null })],
    ['the wait is over', waiting(), { kind: 'waited' }, trying('connecting', { connection: 3, failures: 1 })],
    ['it is stopped while connected', current(), { kind: 'stop' }, stopping(2, 1)],
    ['it is stopped while connecting', trying('connecting'), { kind: 'stop' }, stopping(1)],
    ['it is stopped before the greeting', trying('hello', { leaving: null }), { kind: 'stop' }, stopping()],
    ['it is stopped while waiting', waiting({ leaving: null }), { kind: 'stop' }, stopping()],
    ['a connection closes while stopping', stopping(2, 1), lost(2), stopping(1)],
    ['all is answered', stopping(2, 1), { kind: 'answered' }, STOPPED],
  ])('%s', (_, before, event, after) => {
    expect(next(before, event, AT)).toEqual(after)
  })

  test.each<[string, SocketState, SocketEvent]>([
    ['an old connection’s end', current(), lost(0)],
    ['an old connection’s greeting', current(), { kind: 'greeted', connection: 1 }],
    ['a wait that is over already', current(), { kind: 'waited' }],
    ['an end that is known', waiting(), lost(2)],
    ['a greeting after the stop', stopping(1), { kind: 'greeted', connection: 2 }],
    ['a wait after the stop', stopping(), { kind: 'waited' }],
    ['anything after the end', STOPPED, { kind: 'waited' }],
  ])('nothing: %s', (_, before, event) => {
    expect(next(before, event, AT)).toBe(before)
  })
})

const anyEvent = fc.oneof(
  fc.record({
    kind: fc.constantFrom('opened', 'greeted', 'left'),
    connection: fc.integer({ min: 0, max: 12 }),
  }),
  fc.record({
    kind: fc.constantFrom('lost', 'noticed'),
    connection: fc.integer({ min: 0, max: 12 }),
    pause: fc.constantFrom('usual', 'long'),
  }),
  fc.constant({ kind: 'waited' }),
) as fc.Arbitrary<SocketEvent>

describe('whatever happens', () => {
  test('there is one attempt at a time, at most two lines, and no wait over a minute', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEvent, fc.double({ min: 0, max: 1, noNaN: true }))), (events) => {
        let state = FIRST
        for (const [index, [event, chance]] of events.entries()) {
          const before = state
          state = next(before, event, { now: index * 7_000, chance })
          expect(openIn(state).length).toBeLessThanOrEqual(2)
          expect(new Set(openIn(state)).size).toBe(openIn(state).length)
          if (state.kind === 'waiting') expect(state.wait).toBeLessThanOrEqual(60_000)
          // A new attempt only follows a wait, or the end of a connection that Slack had greeted.
          if (state.kind === 'connecting' && before.kind !== 'connecting')
            expect(['waiting', 'current']).toContain(before.kind)
        }
      }),
    )
  })

  test('after the stop nothing is opened any more', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.array(anyEvent), (before, after) => {
        const at = { now: 0, chance: 0 }
        const stopped = [...before, { kind: 'stop' } as const].reduce(
          (state, event) => next(state, event, at),
          FIRST,
        )
        const open = openIn(stopped)
        const later = after.reduce((state, event) => next(state, event, at), stopped)
        expect(openIn(later).filter((each) => !open.includes(each))).toEqual([])
      }),
    )
  })
})
