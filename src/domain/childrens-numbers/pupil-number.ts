import { isInThousands } from './runs.ts'

/** Check letters of a pupil number, by remainder. */
const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'
const SIGNS = '[^\\p{L}\\p{N}]{0,6}'
const PUPIL = new RegExp(`[a-z](?:${SIGNS}\\d){11}${SIGNS}(?:\\d(?!\\d)|[a-z](?!\\p{L}))`, 'giu')

/** Whether a plain text holds a unique pupil number: a letter and twelve digits, the last of which may be a letter. */
export function holdsPupilNumber(text: string): boolean {
  return [...text.matchAll(PUPIL)].some(({ 0: found, index }) => {
    if (!passesCheck(found)) return false
    const around = { before: text.slice(0, index), after: text.slice(index + found.length) }
    return KEYWORD.test(around.before.slice(-40)) || (!isReference(found, around) && !isOfOtherKind(found))
  })
}

const KEYWORD = /upn|\b(?:child|pupil|student)(?:ren|s|['’]s)?\b/i

/** "INV801200005001": a few capitals and then the number; or a word and then one. */
function isReference(found: string, { before, after }: { before: string; after: string }): boolean {
  if (!/\p{L}$/u.test(before)) return false
  // The end of a word, and then a number.
  if (!/^\p{L}\d/u.test(found)) return true
  return /(?<![\p{L}\p{N}])\p{Lu}{1,4}$/u.test(before) && /^\p{Lu}/u.test(found) && !/^\p{L}/u.test(after)
}

/** A reference with a day, a sum or a list of figures behind it. */
function isOfOtherKind(found: string): boolean {
  const groups = (found.match(/\d+/g) ?? []).map((digits) => ({ digits, from: 0, to: 0 }))
  const isSpelled = groups.every(({ digits }) => digits.length === 1)
  return (
    (groups.length > 5 && !isSpelled) ||
    DAY.test(found) ||
    /[:£$€%+]/.test(found) ||
    isInThousands({ groups })
  )
}

const DAY = /(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})(?!\d)/

function passesCheck(found: string): boolean {
  const [check = '', ...rest] = found.toUpperCase().replace(/[^A-Z\d]/g, '')
  const sum = rest.reduce((all, each, at) => all + worthOf(each) * (at + 2), 0)
  return LETTERS[sum % LETTERS.length] === check
}

function worthOf(character: string): number {
  return /\d/.test(character) ? Number(character) : LETTERS.indexOf(character)
}
