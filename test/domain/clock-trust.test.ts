import { describe, expect, test } from 'vitest'
import { type ClockReading, type ClockTrust, judgeClock, needsAnswer } from '../../src/domain/clock-trust.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START: ClockReading = { wall: new Date('2020-11-30T09:00:00Z'), steady: 5_000 }

/** What is thought of a clock after each minute, given by how much it is set in each. */
function lived(steps: readonly number[]): readonly string[] {
  let trust: ClockTrust = { kind: 'trusted', at: START }
  let { wall, steady } = START
  return steps.map((step) => {
    wall = new Date(wall.getTime() + MINUTE + step)
    steady += MINUTE
    trust = judgeClock(trust, { wall, steady })
    return trust.kind === 'held' ? (needsAnswer(trust) ? 'asks' : 'held') : 'trusted'
  })
}

/** The same, as runs: "3 × trusted, 15 × held". */
function told(steps: readonly number[]): string {
  const runs: [string, number][] = []
  for (const kind of lived(steps)) {
    const last = runs.at(-1)
    if (last?.[0] === kind) last[1] += 1
    else runs.push([kind, 1])
  }
  return runs.map(([kind, times]) => `${times} ${kind}`).join(', ')
}

const even = (minutes: number) => Array.from({ length: minutes }, () => 0)

describe('a wall clock that is set', () => {
  test.each([
    ['never', even(100), '100 trusted'],
    ['by three minutes: it is believed all the same', [...even(5), 3 * MINUTE, ...even(30)], '36 trusted'],
    ['forward by more', [...even(5), 3 * MINUTE + 1, ...even(30)], '5 trusted, 15 held, 16 trusted'],
    ['back by more', [...even(5), -3 * MINUTE - 1, ...even(30)], '5 trusted, 15 held, 16 trusted'],
    ['back by two hours', [-2 * HOUR, ...even(30)], '15 held, 16 trusted'],
    ['forward by a day, as a machine that slept', [DAY, ...even(30)], '15 held, 16 trusted'],
    ['forward by more than a day', [DAY + 1, ...even(60)], '61 asks'],
    ['back by more than a day', [-DAY - 1, ...even(60)], '61 asks'],
    [
      'forward by 40 days and back after three minutes',
      [40 * DAY, 0, 0, -40 * DAY, ...even(30)],
      '3 asks, 15 held, 16 trusted',
    ],
    ['again while it is watched', [HOUR, ...even(9), HOUR, ...even(30)], '25 held, 16 trusted'],
    ['to and fro in each minute', even(30).map((_, at) => (at % 2 ? -HOUR : HOUR)), '30 held'],
    ['hour after hour, a day in all', even(26).map(() => HOUR), '24 held, 2 asks'],
    ['little by little, within an hour', even(40).map(() => 30_000), '6 trusted, 34 held'],
    ['so little that it takes months', even(60 * 24).map(() => 10), '1440 trusted'],
    ['to before 1970', [-60 * 365 * DAY, ...even(20)], '21 asks'],
  ])('%s', (_, steps, expected) => {
    expect(told(steps)).toBe(expected)
  })
})
