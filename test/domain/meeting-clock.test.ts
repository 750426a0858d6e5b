import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, inject, test } from 'vitest'
import { type Steps, stepsOf } from '../../src/domain/meeting-clock.ts'
import type { Cadence } from '../../src/domain/plan.ts'

const LONDON = { timeZone: 'Europe/London' }
const SIX_WEEKS: Cadence = { every: 6, unit: 'weeks', from: '2020-01-07', time: '17:30' }
const FOUR_WEEKS: Cadence = { every: 4, unit: 'weeks', from: '2020-11-10', time: '17:30' }
const USUAL = { cadence: [SIX_WEEKS], clock: undefined }

/** In words of the clock on the wall: the five steps of a meeting. */
const STEPS_OF: readonly (readonly [meeting: string, ...steps: readonly string[]])[] = [
  // An ordinary meeting in winter.
  [
    '2020-12-08',
    '2020-11-16T09:00Z',
    '2020-11-17T09:00Z',
    '2020-11-24T09:00Z',
    '2020-11-27T12:00Z',
    '2020-11-30T09:00Z',
  ],
  // In summer.
  [
    '2020-07-08',
    '2020-06-16T08:00Z',
    '2020-06-17T08:00Z',
    '2020-06-24T08:00Z',
    '2020-06-29T11:00Z',
    '2020-06-30T08:00Z',
  ],
  // Over the end of summer time, on 25 October 2020.
  [
    '2020-11-05',
    '2020-10-14T08:00Z',
    '2020-10-15T08:00Z',
    '2020-10-22T08:00Z',
    '2020-10-27T12:00Z',
    '2020-10-28T09:00Z',
  ],
  // Over its beginning, which in 2027 is Easter Sunday.
  [
    '2027-04-01',
    '2027-03-08T09:00Z',
    '2027-03-09T09:00Z',
    '2027-03-16T09:00Z',
    '2027-03-19T12:00Z',
    '2027-03-22T09:00Z',
  ],
  // Over Christmas.
  [
    '2028-01-05',
    '2027-12-09T09:00Z',
    '2027-12-10T09:00Z',
    '2027-12-17T09:00Z',
    '2027-12-22T12:00Z',
    '2027-12-23T09:00Z',
  ],
]

test.each(STEPS_OF)('the steps before the meeting of %s stand on the clocks of the plan', (day, ...steps) => {
  expect(shown(stepsOf({ day }, USUAL, LONDON))).toEqual(steps)
})

/** Meetings, and nine o'clock on the day that lies five working days before them. */
const FIVE_BEFORE: Readonly<Record<string, string>> = {
  '2026-04-08': '2026-03-30T08:00Z',
  '2026-05-27': '2026-05-19T08:00Z',
  '2026-09-01': '2026-08-24T08:00Z',
  '2027-01-05': '2026-12-24T09:00Z',
  '2027-03-29': '2027-03-19T09:00Z',
  '2027-03-31': '2027-03-22T09:00Z',
  '2027-04-01': '2027-03-23T09:00Z',
  '2027-06-02': '2027-05-25T08:00Z',
  '2027-11-02': '2027-10-26T08:00Z',
  '2027-12-30': '2027-12-21T09:00Z',
  '2028-01-05': '2027-12-24T09:00Z',
  '2028-04-19': '2028-04-10T08:00Z',
}

test.each(['Pacific/Kiritimati', 'America/St_Johns', 'UTC'])(
  'a process in %s reckons as one in London does',
  (zone) => {
    const reckoned = inProcess(zone, {
      meetings: Object.keys(FIVE_BEFORE),
      days: 5,
      more: STEPS_OF.map(([day]) => day),
    })
    expect(reckoned.fives).toEqual(Object.values(FIVE_BEFORE))
    expect(reckoned.steps).toEqual(STEPS_OF.map(([, ...steps]) => steps))
  },
)

test('a body that meets every four weeks or more often is asked thirteen working days before', () => {
  const collect = (day: string, cadence: readonly Cadence[]) =>
    stepsOf({ day }, { cadence, clock: undefined }, LONDON).collect.toISOString().slice(0, 10)
  expect(collect('2020-12-08', [SIX_WEEKS])).toBe('2020-11-17')
  expect(collect('2020-12-08', [SIX_WEEKS, FOUR_WEEKS])).toBe('2020-11-19')
  expect(collect('2020-11-03', [SIX_WEEKS, FOUR_WEEKS])).toBe('2020-10-13')
  expect(collect('2020-12-08', [{ ...FOUR_WEEKS, every: 1, unit: 'months' }])).toBe('2020-11-17')
})

test('closure days of the council count for every step', () => {
  const closedDays = [{ on: '2020-12-01' }, { on: '2020-11-26' }]
  const steps = stepsOf({ day: '2020-12-08' }, USUAL, { ...LONDON, closedDays })
  expect(shown(steps)).toEqual([
    '2020-11-12T09:00Z',
    '2020-11-13T09:00Z',
    '2020-11-20T09:00Z',
    '2020-11-25T12:00Z',
    '2020-11-27T09:00Z',
  ])
})

test('a body sets what differs from the usual, and no more', () => {
  const clock = { cutOff: { days: 8 }, digest: { days: 5, at: '16:30' } }
  expect(shown(stepsOf({ day: '2020-12-08' }, { ...USUAL, clock }, LONDON))).toEqual([
    '2020-11-16T09:00Z',
    '2020-11-17T09:00Z',
    '2020-11-24T09:00Z',
    '2020-11-26T12:00Z',
    '2020-12-01T16:30Z',
  ])
})

test('a meeting that keeps the facts of an earlier day has the cut-off of that day', () => {
  const { cutOff, digest } = stepsOf({ day: '2020-12-15', factsDay: '2020-12-08' }, USUAL, LONDON)
  expect(cutOff.toISOString()).toBe('2020-11-27T12:00:00.000Z')
  expect(digest.toISOString()).toBe('2020-12-07T09:00:00.000Z')
})

function shown(steps: Steps): readonly string[] {
  return Object.values(steps).map((at: Date) => at.toISOString().replace(':00.000Z', 'Z'))
}

/** Reckons in a process of its own, which has its time zone from the beginning, with what people install. */
function inProcess(
  zone: string,
  { meetings, days, more }: { meetings: readonly string[]; days: number; more: readonly string[] },
): { fives: readonly string[]; steps: readonly (readonly string[])[] } {
  const url = pathToFileURL(join(inject('compiled'), 'src/domain/meeting-clock.js')).href
  const program = `
    import { stepsOf } from ${JSON.stringify(url)}
    const plan = { timeZone: 'Europe/London' }
    const cadence = ${JSON.stringify([SIX_WEEKS])}
    const iso = (at) => at.toISOString().replace(':00.000Z', 'Z')
    const fives = ${JSON.stringify(meetings)}.map((day) =>
      iso(stepsOf({ day }, { cadence, clock: { digest: { days: ${days} } } }, plan).digest))
    const steps = ${JSON.stringify(more)}.map((day) => Object.values(stepsOf({ day }, { cadence }, plan)).map(iso))
    process.stdout.write(JSON.stringify({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, fives, steps }))
  `
  const { PATH = '' } = process.env
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH, TZ: zone },
    encoding: 'utf8',
  })
  const reckoned = JSON.parse(out) as ReturnType<typeof inProcess> & { zone: string }
  expect(reckoned.zone).toBe(zone)
  return reckoned
}
