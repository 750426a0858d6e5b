import { tellsOfBirth } from './births.ts'
import { holdsNhsNumber } from './nhs-number.ts'
import { personAtEnd } from './person.ts'
import { holdsPupilNumber } from './pupil-number.ts'

/** As much of two texts as is read together where they meet. */
const REACH = 60

/** The places of texts that identify a child only as they stand one after the other: "Jane D, born" and "3 April 2014". */
export function heldTogether(texts: readonly string[]): ReadonlySet<number> {
  const places = new Set<number>()
  for (let place = 1; place < texts.length; place += 1) {
    if (identify((texts[place - 1] ?? '').slice(-REACH), (texts[place] ?? '').slice(0, REACH)))
      places.add(place - 1).add(place)
  }
  return places
}

function identify(before: string, after: string): boolean {
  if (STARTS_WITH_FIGURE.test(after)) {
    if (isNumberSplit(before, after)) return true
    if (WAITS_FOR_DAY.test(before) && isAboutSomebody(before) && tellsOfBirth(`${before.trimEnd()} ${after}`))
      return true
  }
  return STARTS_WITH_AGE.test(after) && tellsOfBirth(`${before.trimEnd()} ${after.trimStart()}`)
}

const STARTS_WITH_FIGURE =
  /^\W{0,4}(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|first|second|third)\p{L}*\s)/iu
const STARTS_WITH_AGE = /^\W{0,4}(?:aged?\s\d|\d{1,2}[\s-]years?\sold|(?:dob|born)\W)/i
/** A text that breaks off before a day of birth. */
const WAITS_FOR_DAY =
  /(?:birth|born|d\W?o\W?b|birthday|turn(?:s|ed|ing)\s\w+)[^\p{L}\p{N}]*(?:(?:is|was|of|on|in)[^\p{L}\p{N}]*)*$/iu
const LABEL_ALONE = /^\W*(?:date of birth|birth date|birthday|d\W?o\W?b|born)\W*(?:on\W*)?$/i
const BREAKS_OFF = /(?:[:=(–-]|\s(?:is|was|on|in))\s*$/i

/** "Record each date of birth" breaks off before no day: a name, a colon or "born on" does. */
function isAboutSomebody(before: string): boolean {
  const [label = ''] = before.match(WAITS_FOR_DAY) ?? []
  const name = personAtEnd(
    before.slice(0, before.length - label.length).replace(/['’]s\s$|\s(?:was|is)\s$/, ''),
  )
  return name !== undefined || LABEL_ALONE.test(before) || BREAKS_OFF.test(before)
}

const DIGITS_LAST = /(?<![\d.,£/])\d[\d\s.-]*$/
const DIGITS_FIRST = /^[\s.-]*\d[\d\s.-]*(?![\d%/£]|,\d)/
const PUPIL_LAST = /(?<![\p{L}\p{N}])[a-z]\d[\d\s.-]{2,}$/iu

/** A number of which each text holds a part. Figures that merely stand side by side have another length. */
function isNumberSplit(before: string, after: string): boolean {
  const [last] = before.match(DIGITS_LAST) ?? []
  const [first] = after.match(DIGITS_FIRST) ?? []
  if (last !== undefined && first !== undefined) {
    const groups = `${last} ${first}`.split(/\D+/).filter((group) => group !== '')
    const isGrouped = groups.map(({ length }) => length).join('-') === '3-3-4'
    if (groups.join('').length === 10 && (isGrouped || /nhs/i.test(before)))
      return holdsNhsNumber(`NHS ${groups.join('')}`)
  }
  const [pupil] = before.match(PUPIL_LAST) ?? []
  return pupil !== undefined && holdsPupilNumber(`UPN ${pupil.trim()}${after.trimStart()}`)
}
