import { UserError } from '../../errors.ts'

/** Three numbers. Teams takes a package over an older one only if its version is higher. */
export const VERSION = /^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/

/** @throws UserError */
export function checkedVersion(given: string): string {
  if (VERSION.test(given)) return given
  throw new UserError('invalid', `"${given}" is not a version: expected three numbers such as 1.2.0.`)
}

/** The first version after an earlier one, or the program's own if that is higher. */
export function versionAfter(earlier: string, own: string): string {
  const [major = 0, minor = 0, patch = 0] = numbersOf(earlier)
  const next = `${major}.${minor}.${patch + 1}`
  return isHigher(own, next) ? own : next
}

function isHigher(one: string, other: string): boolean {
  const others = numbersOf(other)
  const differing = numbersOf(one).findIndex((number, at) => number !== others[at])
  return differing !== -1 && (numbersOf(one)[differing] ?? 0) > (others[differing] ?? 0)
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number)
}
