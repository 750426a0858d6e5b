import { holdsChildsNumber } from '../domain/childrens-numbers.ts'
import type { Path, Remark } from './places.ts'

/** Many people see a plan, so data about a child stops the import; the data is not repeated in the error. */
export function childrensNumbers(value: unknown, path: Path = []): readonly Remark[] {
  if (['string', 'number', 'bigint'].includes(typeof value) || value instanceof Date) {
    const text = value instanceof Date ? value.toISOString() : String(value)
    // A key may say what the value is: "dob: 2012-03-12".
    const key = path.findLast((each) => typeof each === 'string') ?? ''
    const isHeld = [text, String(key), `${String(key)}: ${text}`].some(holdsChildsNumber)
    return isHeld ? [{ path, text: SENTENCE }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return members.flatMap(([key, member]) => childrensNumbers(member, [...path, key]))
}

const SENTENCE =
  'this looks like a child’s NHS number, pupil number or date of birth, which no plan may hold: take it out'
