import { tellsOfBirth } from './childrens-numbers/births.ts'
import { holdsNhsNumber } from './childrens-numbers/nhs-number.ts'
import { holdsPupilNumber } from './childrens-numbers/pupil-number.ts'
import { readings } from './childrens-numbers/readings.ts'

/**
 * Whether a text identifies a child: an NHS number, a unique pupil number (UPN), a date of birth, or a name with an age. It
 * only knows patterns; a person still reads what goes out.
 */
export function holdsChildsNumber(text: string): boolean {
  if (!mayHold(text)) return false
  return readings(text).some(
    (plain) => holdsNhsNumber(plain) || holdsPupilNumber(plain) || tellsOfBirth(plain),
  )
}

/** A number has ten digits or more; most texts have fewer, and no word of a birth or an age, and need no closer look. */
function mayHold(text: string): boolean {
  return LONG.test(text) || UNUSUAL.test(text) || (BIRTH.test(text) && DAY.test(text)) || AGED.test(text)
}

const LONG = /(?:\d\D*){10}/
/** Digits that are not plain, in words, or with letters that look like them. */
const UNUSUAL =
  /[^\P{N}0-9]|[〇零一二三四五六七八九]|\d[OoIl|]|[OoIl|]\d|\b(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)[\s,.-]{1,3}(?:double|triple|zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)\b/iu
const BIRTH =
  /birth|born|d.{0,2}o.{0,2}b|yob|(?<!\p{L})b[.:\s]|&#|[*_~`<\p{Cf}\p{Default_Ignorable_Code_Point}]|\p{M}|[\uff21-\uff5a\u{1d400}-\u{1d6a5}]/iu
const DAY = /\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i
/** A word of an age, or a name that is shortened and followed by a figure. */
const AGED =
  /(?<!\p{L})(?:aged?[\s_-](?:\d|\p{L}{3})|turn(?:s|ed|ing)?\s|(?:he|she|they|be)\s(?:is\s|was\s|be\s)?\d|y\/?o(?!\p{L})|reception[\s,]|(?:year|yr|y)[\s-]?\d)|years?[\s_-]o(?:ld|f\sage)|\dyrs?(?!\p{L})|\d[\s_-]yrs?(?!\p{L})|\d\s?y\/?o(?!\p{L})|(?:was|is|be|became|becomes)\s\d{1,2}\son\s|\p{Ll}\s\p{L}\.?[\s,(:–-]{1,3}\d|\p{L},?\s\(?\d{1,2}[,)]/iu

/** Every string within a typed or stored value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
