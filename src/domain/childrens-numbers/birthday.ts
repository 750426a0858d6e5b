import { AGE, DAY_OF_YEAR, GAP } from './dates.ts'
import { personAtEnd } from './person.ts'

const TURNED = new RegExp(`(?<!\\p{L})turn(?:s|ed|ing)?${GAP}${AGE}(?!\\p{L})`, 'giu')
const BECOMES = new RegExp(`(?<!\\p{L})(?:is|was|will${GAP}be|becomes|became)${GAP}${AGE}(?!\\p{L})`, 'giu')
/** "on 3 April", "years old on 3/4", "next Tuesday, 3 April". */
const ON_A_DAY = new RegExp(
  `^(?:${GAP}years?)?(?:${GAP}old)?(?:${GAP}(?:on|this|last|next|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day)){0,4}${GAP}(?:${DAY_OF_YEAR}|\\d{1,2}[./]\\d{1,2})`,
  'iu',
)
const BIRTHDAY_AFTER_DAY = new RegExp(
  `${DAY_OF_YEAR}${GAP}(?:is|was|will be)${GAP}(?:her|his|their|the child['’]s|\\p{L}+['’]s)${GAP}(?:\\d{1,2}(?:st|nd|rd|th)${GAP})?birthday`,
  'iu',
)
const CHILD =
  /(?<!\p{L})(?:he|she|they|child|boy|girl|pupil|student|son|daughter|baby|twins?|sibling)[\s,]*$/iu
/** What turns five and is nobody's child. */
const THING =
  /(?<!\p{L})(?:panel|board|cabinet|group|council|committee|service|team|school|college|academy|plan|programme|project|policy|strategy|trust|partnership|centre|scheme|network|forum|hub|organisation|company|charity|contract|offer|it|this|which|that|number|total|rate|figure|count|backlog)s?[\s,]*$/iu

const REACH = 60

/** Whether a plain text tells the day on which somebody has an age: "turned 7 on 3 April", "3 April is her birthday". */
export function holdsBirthday(text: string): boolean {
  const has = (pattern: RegExp, isTheirs: (before: string) => boolean) =>
    [...text.matchAll(pattern)].some(({ 0: found, index }) => {
      const end = index + found.length
      return (
        ON_A_DAY.test(text.slice(end, end + REACH)) && isTheirs(text.slice(Math.max(0, index - REACH), index))
      )
    })
  return (
    has(TURNED, (before) => !THING.test(before)) ||
    has(BECOMES, (before) => CHILD.test(before) || (personAtEnd(before) ?? '').includes(' ')) ||
    (/birthday/i.test(text) && BIRTHDAY_AFTER_DAY.test(text))
  )
}
