import { describe, expect, test } from 'vitest'
import { shownDay } from '../../src/domain/format.ts'
import type { GivenDay } from '../../src/domain/plan.ts'

describe('a date is shown as exactly as it was given', () => {
  test.each<[on: string, asGiven: string, exact: GivenDay['exact'], shown: string]>([
    ['2020-12-01', '1 December 2020', 'day', '1 Dec 2020'],
    ['2020-12-01', 'Tuesday 1st Dec 2020', 'day', '1 Dec 2020'],
    ['2020-12-01', '01/12/2020', 'day', '1 Dec 2020'],
    ['2020-12-01', '1.12.20', 'day', '1 Dec 2020'],
    ['2020-12-01', '2020-12-01', 'day', '1 Dec 2020'],
    ['2020-12-31', '31 December', 'day', '31 Dec 2020'],
    ['2020-12-31', 'Dec 2020', 'month', 'Dec 2020'],
    ['2020-12-31', 'Dec2020', 'month', 'Dec 2020'],
    ['2020-12-31', '2020-12', 'month', 'Dec 2020'],
    ['2021-03-31', 'March 21', 'month', 'Mar 2021'],
    ['2020-09-30', 'Sept 2020', 'month', 'Sep 2020'],
    ['2020-07-31', 'Oct 2019July 2020', 'month', 'Jul 2020'],
    ['2020-12-31', 'Q4 2020', 'quarter', 'Q4 2020'],
    ['2020-12-18', 'Autumn term 2020', 'term', 'Autumn term 2020'],
  ])('%s, printed “%s” and meant as a %s: %s', (on, asGiven, exact, shown) => {
    expect(shownDay({ on, asGiven, exact })).toBe(shown)
  })
})

describe('printed words that say something else stand beside the date', () => {
  test.each<[on: string, asGiven: string, exact: GivenDay['exact'], shown: string]>([
    ['2021-04-05', 'by Easter', 'day', 'by Easter: 5 Apr 2021'],
    ['2020-12-01', 'Dec 2020', 'day', 'Dec 2020: 1 Dec 2020'],
    ['2020-12-31', 'New Year’s Eve', 'day', 'New Year’s Eve: 31 Dec 2020'],
    ['2020-08-31', 'summer 2020', 'month', 'summer 2020: Aug 2020'],
    ['2019-10-31', 'Oct 2109', 'month', 'Oct 2109: Oct 2019'],
    ['2020-12-31', 'autumn term', 'quarter', 'autumn term: Q4 2020'],
    ['2020-12-31', 'Q3 2020/21', 'quarter', 'Q3 2020/21: Q4 2020'],
  ])('%s, printed “%s” and meant as a %s: %s', (on, asGiven, exact, shown) => {
    expect(shownDay({ on, asGiven, exact })).toBe(shown)
  })
})

describe('where it is not recorded how exact a date is, its words tell, and a day never becomes a month', () => {
  test.each<[on: string, asGiven: string, shown: string]>([
    ['2020-12-31', 'Dec 2020', 'Dec 2020'],
    ['2020-12-31', '', 'Dec 2020'],
    ['2020-08-31', 'summer 2020', 'Aug 2020'],
    ['2020-12-31', '31 Dec 2020', '31 Dec 2020'],
    ['2020-12-31', 'Thursday 31 Dec 2020', '31 Dec 2020'],
    ['2021-04-05', 'by Easter', '5 Apr 2021'],
    ['2020-12-31', 'Q4 2020', 'Q4 2020'],
  ])('%s, printed “%s”: %s', (on, asGiven, shown) => {
    expect(shownDay({ on, asGiven })).toBe(shown)
  })
})
