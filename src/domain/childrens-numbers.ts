import { holdsBirth } from './childrens-numbers/birth.ts'
import { holdsNhsNumber } from './childrens-numbers/nhs-number.ts'
import { holdsPupilNumber } from './childrens-numbers/pupil-number.ts'
import { readings } from './childrens-numbers/readings.ts'

/**
 * Whether a text identifies a child: an NHS number, a unique pupil number (UPN), or a date of birth. It only knows
 * patterns; a person still reads what goes out.
 */
export function holdsChildsNumber(text: string): boolean {
  if (!mayHold(text)) return false
  return readings(text).some((plain) => holdsNhsNumber(plain) || holdsPupilNumber(plain) || holdsBirth(plain))
}

/** A number has ten digits or more; most texts have fewer, and no word of a birth, and need no closer look. */
function mayHold(text: string): boolean {
  return LONG.test(text) || UNUSUAL.test(text) || (BIRTH.test(text) && DAY.test(text))
}

const LONG = /(?:\d\D*){10}/
/** Digits that are not plain, in words, or with letters that look like them. */
const UNUSUAL =
  /[^\P{N}0-9]|[〇零一二三四五六七八九]|\d[OoIl|]|[OoIl|]\d|\b(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)[\s,.-]{1,3}(?:double|triple|zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)\b/iu
const BIRTH =
  /birth|born|d.{0,2}o.{0,2}b|(?<!\p{L})b[.:\s]|&#|[*_~`<\p{Cf}\p{Default_Ignorable_Code_Point}]|\p{M}|[\uff21-\uff5a\u{1d400}-\u{1d6a5}]/iu
const DAY = /\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i

/** Every string within a typed or stored value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
