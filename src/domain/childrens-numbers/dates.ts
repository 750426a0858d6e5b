export const GAP = '[^\\p{L}\\p{N}]{1,4}'
export const MAYBE_GAP = '[^\\p{L}\\p{N}]{0,4}'
export const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const ONES = 'one|two|three|four|five|six|seven|eight|nine'
const TEENS = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const FIRST_TO_NINTH = 'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth'
const ORDINAL = `(?:(?:twenty|thirty)[\\s-]+(?:${FIRST_TO_NINTH})|${FIRST_TO_NINTH}|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)`
const BELOW_HUNDRED = `(?:${TEENS}|(?:twenty|thirty|eighty|ninety)(?:[\\s-]+(?:${ONES}))?)`
const YEAR_IN_WORDS = `(?:two[\\s-]+thousand(?:[\\s-]+and)?(?:[\\s-]+(?:${BELOW_HUNDRED}|${ONES}))?|(?:twenty|nineteen)[\\s-]+(?:${BELOW_HUNDRED}|oh[\\s-]+(?:${ONES})))`
export const WHOLE_YEAR = `(?:(?:19|20)\\d\\d(?!\\d)|${YEAR_IN_WORDS})`
const YEAR = `(?:${WHOLE_YEAR}|\\d\\d(?!\\d))`
const DAY = `(?:\\d{1,2}(?:st|nd|rd|th)?(?!\\d)|${ORDINAL})`

/** A whole day, in figures or in words. */
export const DATE = `(?:${[
  `${DAY}${MAYBE_GAP}(?:day${GAP})?(?:of${GAP})?${MONTH}${MAYBE_GAP}(?:in${GAP}the${GAP}year${GAP})?${YEAR}`,
  `${MONTH}${GAP}(?:the${GAP})?${DAY}${GAP}${YEAR}`,
  `\\d{1,2}${GAP}\\d{1,2}${GAP}${YEAR}`,
  `(?:19|20)\\d\\d${GAP}\\d{1,2}${GAP}\\d{1,2}(?!\\d)`,
].join('|')})`

/** A day of any year: "3 April", "April 3rd". */
export const DAY_OF_YEAR = `(?:${DAY}${MAYBE_GAP}(?:day${GAP})?(?:of${GAP})?${MONTH}(?!\\p{L})|${MONTH}${GAP}(?:the${GAP})?${DAY})`

/** An age at which somebody is a child, or has a plan as one: up to 25. */
export const AGE = `(?:(?:1\\d|2[0-5]|\\d)(?![\\d%£.,:/]*\\d)(?!%)|${ONES}|${TEENS}|twenty(?:[\\s-]+(?:one|two|three|four|five))?)`
