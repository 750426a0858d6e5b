import { digitsOf, isInThousands, runs, type Stretch, sizesOf, stretches } from './runs.ts'

const LENGTH = 10

/**
 * Whether a plain text holds an NHS number. One in eleven ten-digit numbers passes its check by chance. So one that nobody
 * calls so must be grouped as NHS numbers are, or begin as they do and be no telephone number, sum, date, reference or
 * part of a link.
 */
export function holdsNhsNumber(text: string): boolean {
  if (runs(text).some((run) => stretches(run, LENGTH).some((stretch) => isNhsNumber(text, stretch))))
    return true
  return amongLetters(text).some(passesCheck)
}

const KEYWORD = /nhs|national health|\b(?:child|pupil|student|patient)(?:ren|s|['’]s)?\b/i
const BEFORE = 40
const AFTER = 20

function isNhsNumber(text: string, stretch: Stretch): boolean {
  if (!passesCheck(digitsOf(stretch))) return false
  const [from, to] = [stretch.groups[0]?.from ?? 0, stretch.groups.at(-1)?.to ?? 0]
  if (KEYWORD.test(text.slice(Math.max(0, from - BEFORE), to + AFTER))) return true
  const around = { before: text.slice(0, from), after: text.slice(to) }
  if (sizesOf(stretch) === '3-3-4') return !isInList(stretch)
  if (!/^[469]/.test(digitsOf(stretch)) || LINK.test(around.before)) return false
  return stretch.groups.length === 1 ? isBareNumber(stretch, around) : isGroupedNumber(stretch)
}

const LINK = /https?:\S*$/i

/** Figures in a list, "12, 943, 476, 5919, 3": what is between them is also before or after them. */
function isInList({ between, before, after }: Stretch): boolean {
  return between.some((signs) => signs.includes(',') && (signs === before || signs === after))
}

function isBareNumber({ before, after }: Stretch, around: { before: string; after: string }): boolean {
  const isDecimal = before === '.' || after === '.'
  return !isDecimal && !SUM.test(around.before) && !isReference(around)
}

const SUM = /[£$€]\s?$/
const REFERENCE =
  /\b(?:ref(?:erence)?s?|invoices?|orders?|po|tickets?|accounts?|isbn|uprn|urn|contracts?|tel(?:ephone)?|phone|fax|sort code)\b[^\p{L}\p{N}]{0,3}(?:no|nos|nr|number|numbers|id|is)?[^\p{L}\p{N}]{0,3}$/iu
/** "INV4010232137": a few capitals and then the number. */
const CODE = /(?<![\p{L}\p{N}])\p{Lu}{2,5}$/u

function isReference({ before, after }: { before: string; after: string }): boolean {
  return REFERENCE.test(before) || (CODE.test(before) && !/^\p{L}/u.test(after))
}

/** In groups of any other size: all of what stands together, in one manner. */
function isGroupedNumber(stretch: Stretch): boolean {
  const { groups, between, before, after } = stretch
  const isSpelled = groups.every(({ digits }) => digits.length === 1)
  const isAlone = !between.some((signs) => signs === before || signs === after)
  const isPlain = between.every((signs) => signs.length <= 3 && !/[:£$€%]/.test(signs))
  const isDecimal = groups.length === 2 && between[0] === '.'
  return (
    isAlone &&
    isPlain &&
    !isDecimal &&
    (isSpelled || !between.some((signs) => signs.includes(','))) &&
    !isInThousands(stretch) &&
    sizesOf(stretch) !== '2-4-4' &&
    !groups.some(({ digits }) => YEAR.test(digits))
  )
}

const YEAR = /^(?:19|20)\d\d$/

/** Digits with letters between them: "943x476x5919", "9a4b3c4d7e6f5g9h1i9". */
function amongLetters(text: string): readonly string[] {
  return [/(?<!\d)\d{3}\p{L}{1,3}\d{3}\p{L}{1,3}\d{4}(?!\d)/gu, /(?<!\d)(?:\d\p{L}{1,2}){9}\d(?!\d)/gu, ALIKE]
    .flatMap((pattern) => text.match(pattern) ?? [])
    .map((found) => found.replace(/\D/g, ''))
    .filter((digits) => digits.length === LENGTH)
}

/** The same letter each time, in groups of any size. */
const ALIKE = /(?<!\d)\d{1,5}(\p{L})\d{1,5}(?:\1\d{1,5})+(?!\d)/gu

/** Weights 10 to 2; the check digit is 11 minus the remainder, with 11 written as 0 and 10 never used. */
function passesCheck(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false
  const sum = [...digits.slice(0, -1)].reduce((all, digit, at) => all + Number(digit) * (LENGTH - at), 0)
  return (11 - (sum % 11)) % 11 === Number(digits.at(-1))
}
