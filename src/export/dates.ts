import { endOfMonth } from '../domain/day.ts'
import { exactnessOf } from '../domain/format.ts'
import type { GivenDay, Term } from '../domain/plan.ts'

/** A date as a plan file writes it. */
export interface WrittenDate {
  readonly on: string
  readonly asGiven: string
}

/** As exact as it was given, where a plan file can say so: a month `2020-02`, a quarter `2020-Q1`, a term by its name. */
export function writtenDate(date: GivenDay, terms: readonly Term[]): WrittenDate {
  return { on: daysOf(date, terms), asGiven: date.asGiven }
}

function daysOf(date: GivenDay, terms: readonly Term[]): string {
  const { on } = date
  const isMonthsEnd = on === endOfMonth(on.slice(0, 7))
  switch (exactnessOf(date)) {
    case 'day':
      return on
    case 'month':
      return isMonthsEnd ? on.slice(0, 7) : on
    case 'quarter':
      return isMonthsEnd && Number(on.slice(5, 7)) % 3 === 0
        ? `${on.slice(0, 4)}-Q${Number(on.slice(5, 7)) / 3}`
        : on
    case 'term':
      return termEnding(on, terms) ?? on
  }
}

/** The name of the term that ends on a day, with its year where other years have one of that name. */
function termEnding(day: string, terms: readonly Term[]): string | undefined {
  const found = terms.find(({ to }) => to === day)
  if (!found) return undefined
  const year = day.slice(0, 4)
  return found.name.includes(year) ? found.name : `${found.name} ${year}`
}
