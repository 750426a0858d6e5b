/**
 * Whether a text identifies a child: an NHS number, a unique pupil number (UPN), or a labelled date of birth. It only
 * knows patterns; a person still reads what goes out.
 */
export function holdsChildsNumber(text: string): boolean {
  const plain = asciiDigits(text.normalize('NFKC').replace(/\p{Cf}/gu, ''))
  return runs(plain).some((run) => isNhsNumber(plain, run)) || holdsPupilNumber(plain) || holdsBirth(plain)
}

/** Every string within a typed or stored value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Separators between the digits of one number when typed, pasted or wrapped. */
const SEPARATORS = '[\\s.\\-\\u2010-\\u2015\\u2212/\\\\_]{0,3}'
/** Digits in groups; a run that begins inside a word is a reference. */
const RUN = new RegExp(`(?<![\\p{L}\\d])\\d+(?:${SEPARATORS}\\d+)*`, 'gu')

interface Run {
  readonly groups: readonly string[]
  readonly from: number
  readonly to: number
}

function runs(text: string): readonly Run[] {
  return [...text.matchAll(RUN)].map(({ 0: found, index }) => ({
    groups: found.match(/\d+/g) ?? [],
    from: index,
    to: index + found.length,
  }))
}

const DIGITS = 10
const KEYWORD = /\bnhs\b|\bnational health\b|\b(?:child|pupil|student|patient)s?\b/i
const BEFORE = 40
const AFTER = 20

/**
 * One in eleven ten-digit numbers passes the check by chance. Those neither called an NHS number nor grouped like one
 * must therefore stand alone, begin as NHS numbers do, and not be a telephone number, a date or part of a link.
 */
function isNhsNumber(text: string, { groups, from, to }: Run): boolean {
  const isNamed = KEYWORD.test(text.slice(Math.max(0, from - BEFORE), to + AFTER))
  return groups.some((_, start) => {
    const window = windowOf(groups.slice(start))
    if (!window || !passesNhsCheck(window.join(''))) return false
    const sizes = window.map(({ length }) => length).join('-')
    if (isNamed || sizes === '3-3-4') return true
    const isAlone = window.length === groups.length && !LINK.test(text.slice(0, from))
    const isBare = window.length === 1
    return (
      isAlone &&
      !(isBare && !/^[469]/.test(window[0] ?? '')) &&
      !isTelephone(window, sizes) &&
      !window.some((group) => YEAR.test(group))
    )
  })
}

const LINK = /https?:\S*$/i
const YEAR = /^(?:19|20)\d\d$/

/** The leading groups that make exactly ten digits. */
function windowOf(groups: readonly string[]): readonly string[] | undefined {
  let length = 0
  for (const [index, group] of groups.entries()) {
    length += group.length
    if (length === DIGITS) return groups.slice(0, index + 1)
    if (length > DIGITS) return undefined
  }
  return undefined
}

/** A mobile or London number without its leading 0. */
function isTelephone(groups: readonly string[], sizes: string): boolean {
  return /^7\d/.test(groups[0] ?? '') || sizes === '2-4-4'
}

/** Weights 10 to 2; the check digit is 11 minus the remainder, with 11 written as 0 and 10 never used. */
function passesNhsCheck(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false
  const sum = [...digits.slice(0, -1)].reduce((all, digit, at) => all + Number(digit) * (DIGITS - at), 0)
  return (11 - (sum % 11)) % 11 === Number(digits.at(-1))
}

/** Check letters of a pupil number, by remainder. */
const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'
const PUPIL = new RegExp(
  `(?<![\\p{L}\\d])[a-z](?:${SEPARATORS}\\d){11}${SEPARATORS}(?:\\d(?!\\d)|[a-z](?![\\p{L}\\d]))`,
  'giu',
)

/** A letter and twelve digits; the last may be a letter in a temporary number. */
function holdsPupilNumber(text: string): boolean {
  return [...text.matchAll(PUPIL)].some(({ 0: found }) => {
    const [check = '', ...rest] = found.toUpperCase().replace(/[^A-Z\d]/g, '')
    const sum = rest.reduce((all, each, at) => all + worthOf(each) * (at + 2), 0)
    return LETTERS[sum % LETTERS.length] === check
  })
}

function worthOf(character: string): number {
  return /\d/.test(character) ? Number(character) : LETTERS.indexOf(character)
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const DATE = `(?:\\d{1,2}(?:st|nd|rd|th)?[\\s./\\-]{1,3}(?:\\d{1,2}|${MONTH})[\\s./,\\-]{1,3}(?:19|20)?\\d\\d\\b|(?:19|20)\\d\\d[./\\-]\\d{1,2}[./\\-]\\d{1,2})`
const LABELLED = new RegExp(
  `\\b(?:d\\.?o\\.?b\\.?|date of birth|birth ?date|birthday)(?![a-z])[\\s:=(\\-]{0,4}(?:(?:is|was|of)\\s)?${DATE}`,
  'iu',
)
const NAME_BORN = /\p{Lu}[\p{L}'’-]+\s+\p{Lu}[\p{L}'’-]+[\s,(]{1,3}(?:was\s+)?born\s+(?:on\s+)?/gu
const BEGINS_WITH_DATE = new RegExp(`^${DATE}`, 'iu')

/** "DOB 12/03/2012", or a name followed by "born on 3 March 2012". */
function holdsBirth(text: string): boolean {
  if (LABELLED.test(text)) return true
  return [...text.matchAll(NAME_BORN)].some(({ 0: found, index }) =>
    BEGINS_WITH_DATE.test(text.slice(index + found.length)),
  )
}

/** Converts digits of other scripts to 0–9: Unicode encodes each script's ten digits in a row, zero first. */
function asciiDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let value = 0
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
    return String(value)
  })
}
