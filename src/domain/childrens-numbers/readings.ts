/**
 * The ways in which a text can be read, in plain letters and the digits 0–9. People and programs write a digit in many
 * ways: in another script or width, as an entity, with marks or hidden characters between, inside emphasis, or as a word.
 */
export function readings(text: string): readonly string[] {
  const found = new Set<string>()
  for (const typed of [text, decoded(text)]) {
    const shown = latinCapitals(typed.normalize('NFKC').replace(HIDDEN, ''))
    const plain = digitsOfWords(asciiDigits(shown)).replace(HASHES, ' ')
    found.add(plain)
    found.add(plain.replace(EMPHASIS, ''))
    found.add(plain.replace(LOOKALIKES, (run) => run.replace(/[Oo]/g, '0').replace(/[lI|]/g, '1')))
  }
  return [...found]
}

const HIDDEN = /[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/gu
const EMPHASIS = /<[^<>]{0,80}>|[*_~`]/g
/** Digits with letters among them that look like 0 or 1. */
const LOOKALIKES = /(?<![\p{L}\p{N}])(?=[OoIl|]*\d)[\dOoIl|]{2,}(?![\p{L}\p{N}])/gu
/** Hashes and keys of programs: their digits are by chance. */
const HASHES =
  /(?<![\p{L}\p{N}])(?=\d*[a-f])(?:[\da-f]{24,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\p{L}\p{N}])/giu

/** Cyrillic and Greek capitals, and the Latin ones that nobody can tell them from. */
const TWINS = 'АВЕКМНРСТУХΑΒΕΖΗΚΜΝΡΤΥΧ'
const LATIN = 'ABEKMHPCTYXABEZHKMNPTYX'
const TWIN = new RegExp(`[${TWINS}]`, 'g')

function latinCapitals(text: string): string {
  return text.replace(TWIN, (letter) => LATIN[TWINS.indexOf(letter)] ?? letter)
}

/** Entities, and the escapes of addresses and programs. */
const ESCAPES =
  /&(?:amp;)*#(\d{1,7});?|&(?:amp;)*#x([\da-f]{1,6});?|&(?:amp;)*[a-z]{2,8};|%([0-7][\da-f])|\\u\{?([\da-f]{4})\}?|\\x([\da-f]{2})/gi

function decoded(text: string): string {
  return text.replace(ESCAPES, (_, decimal?: string, ...hexes: (string | undefined)[]) => {
    const hex = hexes.slice(0, 4).find((each) => each !== undefined)
    const code = decimal === undefined ? Number.parseInt(hex ?? '20', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ' '
  })
}

/** Unicode encodes each script's ten digits in a row, zero first. Signs that count from 1 are listed. */
function asciiDigits(text: string): string {
  return text
    .replace(/[^\P{Nd}0-9]/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0
      let value = 0
      while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
      return String(value)
    })
    .replace(CIRCLED, (sign) => {
      const code = sign.codePointAt(0) ?? 0
      const first = FROM_ONE.findLast((each) => each <= code)
      return first === undefined ? '0' : String(code - first + 1)
    })
    .replace(CHINESE, (sign) => String('〇一二三四五六七八九'.indexOf(sign === '零' ? '〇' : sign)))
}

/** Where a row of circled 1 to 9 begins. */
const FROM_ONE = [0x24f5, 0x2776, 0x2780, 0x278a]
const CIRCLED = /[\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792]/g
const CHINESE = /[〇零一二三四五六七八九]/g

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const WORD = `(?:(?:double|triple)[\\s-]+)?(?:${DIGITS.join('|')}|nought|oh)`
/** Digits that are spelled out, three or more in a row. */
const SPELLED = new RegExp(`\\b${WORD}(?:[\\s,.-]{1,3}${WORD}){2,}\\b`, 'gi')

function digitsOfWords(text: string): string {
  return text.replace(SPELLED, (run) =>
    run.toLowerCase().replace(new RegExp(WORD, 'g'), (word) => {
      const [times, digit = times] = word.split(/[\s-]+/)
      const value = String(Math.max(0, DIGITS.indexOf(digit ?? '')))
      return value.repeat(times === digit ? 1 : times === 'double' ? 2 : 3)
    }),
  )
}
