import { holdsBirth } from './childrens-numbers/birth.ts'
import { holdsNhsNumber } from './childrens-numbers/nhs-number.ts'
import { holdsPupilNumber } from './childrens-numbers/pupil-number.ts'
import { readings } from './childrens-numbers/readings.ts'

/**
 * Whether a text identifies a child: an NHS number, a unique pupil number (UPN), or a date of birth. It only knows
 * patterns; a person still reads what goes out.
 */
export function holdsChildsNumber(text: string): boolean {
  if (!MAY_HOLD.test(text)) return false
  return readings(text).some((plain) => holdsNhsNumber(plain) || holdsPupilNumber(plain) || holdsBirth(plain))
}

/** Most texts hold no digits and no word of a birth, and need no closer look. */
const MAY_HOLD =
  /[\p{N}〇零一二三四五六七八九]|birth|born|d.{0,2}o.{0,2}b|(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)[\s,.-]/iu

/** Every string within a typed or stored value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
