import { expect, test } from 'vitest'
import { workingDaysBefore } from '../../src/domain/day.ts'

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
