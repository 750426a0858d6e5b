import Holidays from 'date-holidays'
import { describe, expect, test } from 'vitest'
import { readDay } from '../../src/conversation/day.ts'
import {
  addMonths,
  BANK_HOLIDAY_YEARS,
  bankHolidaysOf,
  daysBetween,
  endOfDay,
  endOfMonth,
  instantOf,
  isDay,
  workingDaysBefore,
} from '../../src/domain/day.ts'
import { clockTime, longDay, moment, shortDay } from '../../src/domain/format.ts'
import { sittings } from '../../src/domain/meeting-clock.ts'

/** A Tuesday. */
const TODAY = '2020-11-24'

describe('days', () => {
  test('a month counts to its last day', () => {
    expect(endOfMonth('2020-02')).toBe('2020-02-29')
    expect(endOfMonth('2021-02')).toBe('2021-02-28')
    expect(addMonths('2021-01-31', 1)).toBe('2021-02-28')
    expect(daysBetween('2020-10-31', TODAY)).toBe(24)
  })

  test.each(['2020-02-30', '2020-13-01', '2020-1-1', '24 Nov', ''])('%s is no day', (text) => {
    expect(isDay(text)).toBe(false)
  })

  test('an instant in the plan’s zone is right on both sides of both clock changes', () => {
    expect(instantOf('2021-03-27', '09:00', 'Europe/London').toISOString()).toBe('2021-03-27T09:00:00.000Z')
    expect(instantOf('2021-03-28', '09:00', 'Europe/London').toISOString()).toBe('2021-03-28T08:00:00.000Z')
    expect(instantOf('2021-10-31', '09:00', 'Europe/London').toISOString()).toBe('2021-10-31T09:00:00.000Z')
    expect(endOfDay('2021-06-30', 'Europe/London').toISOString()).toBe('2021-06-30T22:59:59.999Z')
  })

  test('are written as GOV.UK writes them', () => {
    expect(longDay(TODAY)).toBe('Tuesday 24 November 2020')
    expect(shortDay(TODAY)).toBe('24 Nov 2020')
    expect(['17:30', '14:00', '00:15', '12:00', '09:05'].map(clockTime)).toEqual([
      '5:30pm',
      '2pm',
      '12:15am',
      '12pm',
      '9:05am',
    ])
    expect(moment(new Date('2021-06-30T22:30:00Z'), 'Europe/London')).toBe('30 Jun 2021, 11:30pm')
  })
})

describe('a date that was typed', () => {
  test.each([
    ['2021-03-26', '2021-03-26'],
    ['26 March 2021', '2021-03-26'],
    ['26 March', '2021-03-26'],
    ['26th of March', '2021-03-26'],
    ['Friday 26 March 2021', '2021-03-26'],
    ['31/01/2021', '2021-01-31'],
    ['31.01.21', '2021-01-31'],
    ['24 November', '2020-11-24'],
    ['23 November', '2021-11-23'],
    ['Jan 2021', '2021-01-31'],
    ['2021-02', '2021-02-28'],
    ['end of January', '2021-01-31'],
    ['the end of Feb', '2021-02-28'],
    ['November', '2020-11-30'],
    ['October', '2021-10-31'],
    ['in six weeks', '2021-01-05'],
    ['a fortnight', '2020-12-08'],
    ['in 3 months', '2021-02-24'],
    ['next Friday', '2020-12-04'],
    ['Friday week', '2020-12-04'],
    ['a week on Friday', '2020-12-04'],
    ['a fortnight today', '2020-12-08'],
    ['the first Monday in February', '2021-02-01'],
    ['the twenty ninth of January', '2021-01-29'],
    ['tomorrow', '2020-11-25'],
    ['by 26 March', '2021-03-26'],
  ])('%s is %s', (text, day) => {
    expect(readDay(text, TODAY)?.on).toBe(day)
  })

  test.each([
    'Easter',
    'March 26',
    'by Easter',
    'end of term',
    'Q4',
    'soon',
    'mid-December',
    'Friday 26 November 2020',
    '30 February 2021',
    '31/02/2021',
    '13/13/2021',
    'March or April',
    '1 to 5 December',
    'christmas',
    'next week',
    'end of next week',
    '12/25/2020',
    '01/01/99',
    '1 Jan 3000',
    '12',
    'x'.repeat(5_000),
  ])('"%s" is open, and no date', (text) => {
    expect(readDay(text, TODAY)).toBeUndefined()
  })

  test('looking back, a day without a year is the latest gone', () => {
    expect(readDay('1 July', TODAY, { past: true })?.on).toBe('2020-07-01')
    expect(readDay('Friday', TODAY, { past: true })?.on).toBe('2020-11-20')
    expect(readDay('October', TODAY, { past: true })?.on).toBe('2020-10-31')
    expect(readDay('3 December 2019', TODAY, { past: true })?.on).toBe('2019-12-03')
  })

  test('looking back, a day without a year that was nearly a year ago is open', () => {
    expect(readDay('3 December', TODAY, { past: true })).toBeUndefined()
    expect(readDay('December', TODAY, { past: true })).toBeUndefined()
  })
})

describe('a cadence', () => {
  const weekly = { every: 6, unit: 'weeks' as const, from: '2020-08-18', time: '17:30' }

  test('counts weeks from its first day, and gives way to the next on its day', () => {
    const days = sittings([weekly, { every: 4, unit: 'weeks', from: '2020-11-10', time: '17:00' }], {
      from: '2020-08-01',
      to: '2020-12-31',
    })
    expect(days.map(({ day }) => day)).toEqual(['2020-08-18', '2020-09-29', '2020-11-10', '2020-12-08'])
    expect(days.at(-1)?.time).toBe('17:00')
  })

  test('by months may have an nth weekday of its own, and the last one', () => {
    const rule = { every: 1, unit: 'months', from: '2020-11-02', time: '14:00' } as const
    const days = (nth: 1 | 3 | 'last', weekday: number) =>
      sittings([{ ...rule, on: { nth, weekday } }], { from: '2020-11-01', to: '2021-01-31' }).map(
        ({ day }) => day,
      )
    expect(days(3, 3)).toEqual(['2020-11-18', '2020-12-16', '2021-01-20'])
    expect(days('last', 1)).toEqual(['2020-11-30', '2020-12-28', '2021-01-25'])
    // The first Sunday of November stands before the cadence.
    expect(days(1, 0)).toEqual(['2020-12-06', '2021-01-03'])
  })

  test('by terms meets once in each, and given days are only those', () => {
    const terms = [
      { name: 'Autumn', from: '2020-09-02', to: '2020-12-18' },
      { name: 'Spring', from: '2021-01-04', to: '2021-03-26' },
    ]
    const span = { from: '2020-09-01', to: '2021-08-31', terms }
    const termly = { every: 1, unit: 'terms', from: '2020-09-01', time: '09:00' } as const
    const days = sittings([{ ...termly, on: { nth: 2, weekday: 2 } }], span)
    expect(days.map(({ day }) => day)).toEqual(['2020-09-15', '2021-01-12'])
    const given = ['2020-10-01', '2021-09-30']
    expect(
      sittings([{ every: 1, unit: 'days', from: '2020-10-01', time: '09:00', days: given }], span),
    ).toEqual([{ day: '2020-10-01', time: '09:00' }])
  })

  test('by months keeps the weekday of the month; a fifth that does not exist is the last', () => {
    const first = sittings([{ every: 1, unit: 'months', from: '2020-11-05', time: '14:00' }], {
      from: '2020-11-01',
      to: '2021-02-28',
    })
    expect(first.map(({ day }) => day)).toEqual(['2020-11-05', '2020-12-03', '2021-01-07', '2021-02-04'])
    const fifth = sittings([{ every: 1, unit: 'months', from: '2020-12-31', time: '14:00' }], {
      from: '2020-12-01',
      to: '2021-04-30',
    })
    expect(fifth.map(({ day }) => day)).toEqual([
      '2020-12-31',
      '2021-01-28',
      '2021-02-25',
      '2021-03-25',
      '2021-04-29',
    ])
  })
})

test.each([
  ['2026-04-08', '2026-03-30'],
  ['2026-05-27', '2026-05-19'],
  ['2026-09-01', '2026-08-24'],
  ['2027-01-05', '2026-12-24'],
  ['2027-03-29', '2027-03-19'],
  ['2027-03-31', '2027-03-22'],
  ['2027-04-01', '2027-03-23'],
  ['2027-06-02', '2027-05-25'],
  ['2027-11-02', '2027-10-26'],
  ['2027-12-30', '2027-12-21'],
  ['2028-01-05', '2027-12-24'],
  ['2028-04-19', '2028-04-10'],
])('five working days before %s is %s: weekends and bank holidays are left out', (day, before) => {
  expect(workingDaysBefore(day, 5)).toBe(before)
})

test.each([
  ['the early bank holiday that was moved to a Friday in 2020', '2020-05-11', '2020-05-07'],
  ['the two days in June 2022', '2022-06-06', '2022-06-01'],
  ['the day of the state funeral', '2022-09-20', '2022-09-16'],
  ['the coronation', '2023-05-09', '2023-05-05'],
  ['Christmas on a weekend', '2021-12-29', '2021-12-24'],
])('%s is no working day', (_, day, before) => {
  expect(workingDaysBefore(day, 1)).toBe(before)
})

test('a day of its own does not count, and no working day before it is itself', () => {
  expect(workingDaysBefore('2020-11-24', 0)).toBe('2020-11-24')
  expect(workingDaysBefore('2020-11-24', 1)).toBe('2020-11-23')
  expect(workingDaysBefore('2020-11-23', 1)).toBe('2020-11-20')
})

test('a day on which the council is closed is no working day', () => {
  const closedDays = [{ on: '2020-11-20' }, { on: '2020-11-17', name: 'Training day' }]
  expect(workingDaysBefore('2020-11-23', 1, closedDays)).toBe('2020-11-19')
  expect(workingDaysBefore('2020-11-23', 3, closedDays)).toBe('2020-11-16')
})

const { first, last } = BANK_HOLIDAY_YEARS
const YEARS = Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** It knows the days that were proclaimed once, up to the coronation, and no later ones: none has been proclaimed. */
test.each(YEARS)('the bank holidays of %i are those of a library that computes them by rule', (year) => {
  expect(bankHolidaysOf(year)).toEqual(computedOf(year))
})

/** Where a holiday falls on a weekend the library lists both that day and its substitute: only the latter is free. */
function computedOf(year: number): readonly string[] {
  return new Holidays('GB', 'ENG')
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .map(({ date }) => date.slice(0, 10))
    .filter((day) => new Date(day).getUTCDay() % 6 !== 0)
}
