import { holdsBirth } from './birth.ts'
import { holdsBirthday } from './birthday.ts'
import { holdsNamedAge } from './named-age.ts'

/** Whether a plain text tells when a child was born, or how old a child is whom it names. */
export function tellsOfBirth(plain: string): boolean {
  return holdsBirth(plain) || holdsBirthday(plain) || holdsNamedAge(plain)
}
