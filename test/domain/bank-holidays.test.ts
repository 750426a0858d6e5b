import Holidays from 'date-holidays'
import { expect, test } from 'vitest'
import { BANK_HOLIDAY_YEARS, bankHolidaysOf } from '../../src/domain/day.ts'

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
