import { AGE } from './dates.ts'
import { isShortened, personAtEnd, personAtStart } from './person.ts'

/** "aged 9", "is 9 years old", "9 yrs": one age, no range of them, and not in days or months. */
const NO_RANGE =
  '(?!\\s*(?:[–+-]\\s?\\d|\\+|(?:to|plus|and|or)\\s(?:\\d|under|over|above|below|older|younger|up)|upwards|days?|weeks?|months?))'
const AGED = new RegExp(
  `(?<!\\p{L})(?:aged?[\\s_-]${AGE}(?!\\p{L})${NO_RANGE}|${AGE}[\\s_-]?(?:years?[\\s_-]old|years?[\\s_-]of[\\s_-]age|yrs?(?:[\\s_-]old)?|y\\/?o)(?!\\p{L}))`,
  'giu',
)
/** "9-year-old boy", "a nine year old pupil called". */
const OLD = new RegExp(
  `(?<![\\p{L}\\p{N}])${AGE}[\\s-]years?[\\s-]old[\\s,]+(?:(?:boy|girl|pupil|child|student|son|daughter|twin|brother|sister)[\\s,]+)?(?:called\\s|named\\s)?`,
  'giu',
)
/** "Jane D, a 9 year old": a thing may be so many years old too, but has no shortened name. */
const ARTICLED = new RegExp(`(?<=[\\s,(])an?\\s${AGE}[\\s-]years?[\\s-]old(?!\\p{L})`, 'giu')
/** "Jane D, 9, has no place", "Jane (9) attends". */
const BARE = /(?<=\p{L},?\s\(?)(?:1\d|2[0-5]|\d)(?=[,)])/gu
const YEAR_GROUP =
  /(?<!\p{L})(?:in\s|is in\s)?(?:year|yr|y)[\s-]?(?:1[0-3]|[1-9])(?!\d)|(?<!\p{L})(?:in\s)?reception(?!\p{L})/giu
const PUPIL = /^[\s,]+(?:boy|girl|pupil|child|student|learner)[\s,]+(?:called\s|named\s)?/i
const SCHOOL = 'school|academy|primary|infants?|juniors?|college|nursery|pre-?school|secondary|grammar'
/** A school that is named beside the age. */
const AT_SCHOOL = new RegExp(
  `^[\\s,()_-]{0,3}(?:and[\\s_-]|who[\\s_-]|a pupil[\\s_-]|currently[\\s_-]|now[\\s_-])*(?:attends|attending|goes[\\s_-]to|pupil[\\s_-]at|is[\\s_-]at|at|of|from)?[\\s_-]?(?:the\\s)?[\\p{L}'’.]{2,}(?:[\\s_-][\\p{L}'’.]{1,20}){0,4}[\\s_-](?:${SCHOOL})(?!\\p{L})`,
  'iu',
)
const ATTENDS =
  /^[\s,()_-]{0,3}(?:and[\s_-]|who[\s_-]|currently[\s_-]|now[\s_-])*(?:attends|attending|goes[\s_-]to|a pupil at|pupil at|on roll at)(?!\p{L})/iu
/** "jane d", as one types in a chat. */
const TYPED_NAME = /(?<![\p{L}\p{N}])(\p{L}{3,})(?:[\s_-]\p{L}\.?)?[\s,(_-]{1,3}(?:(?:who\s)?(?:is|was)\s)?$/u
const NOBODY =
  /^(?:children|child|pupils?|boys?|girls?|people|person|students?|learners?|those|all|anyone|everyone|adults?|residents?|infants?|babies|them|they|and|are|not|being|the|each|every|between|from|one|two|three|four|five|those|who|was|were|care|send|plan|plans|support|needs|siblings?|twins?)$/i
const OFFICER = /^\s(?:lead|leader|teacher|coordinator|tutor|head|manager|phase|staff)\b/i

const REACH = 70

/** Whether a plain text tells how old a child is whom it names, or in which year of which school. */
export function holdsNamedAge(text: string): boolean {
  const has = (pattern: RegExp, is: (before: string, after: string) => boolean) =>
    [...text.matchAll(pattern)].some(({ 0: found, index }) => {
      const end = index + found.length
      return is(text.slice(Math.max(0, index - REACH), index), text.slice(end, end + REACH))
    })
  return (
    has(AGED, (before, after) => isNamed(before) || (ATTENDS.test(after) && isTypedName(before))) ||
    has(
      AGED,
      (before, after) =>
        AT_SCHOOL.test(after) && isTypedName(before) && /[\s,(_-](?:\p{L}[\s,(_-]+)$|[,(]\s?$/u.test(before),
    ) ||
    has(AGED, (_, after) => isShortened(personAtStart(after.replace(/^[\s,:–-]{1,3}/, '')) ?? '')) ||
    has(ARTICLED, (before) => isShortened(personAtEnd(before) ?? '')) ||
    has(BARE, (before, after) => {
      const name = personAtEnd(before)
      return name !== undefined && (isShortened(name) || ATTENDS.test(after.replace(/^[,)]/, '')))
    }) ||
    has(OLD, (_, after) => isCalled(after)) ||
    has(YEAR_GROUP, (before, after) => {
      if (PUPIL.test(after)) return isCalled(after.replace(PUPIL, ''))
      const name = personAtEnd(before.replace(/\s(?:who\s)?(?:is|was|of|in)\s$/i, ' '))
      return name !== undefined && !OFFICER.test(after) && AT_SCHOOL.test(after) && /[\s,(]$/.test(before)
    })
  )
}

/** "Jane D, ", "Jane (", "Jane Doe, who is ". */
function isNamed(before: string): boolean {
  const to = before.replace(/(?:who\s)?(?:is|was|(?:he|she) is|now|currently)\s$/i, '')
  return /[\s,(–-]$/.test(to) && personAtEnd(to) !== undefined
}

function isTypedName(before: string): boolean {
  const [, first] = before.match(TYPED_NAME) ?? []
  return first !== undefined && !NOBODY.test(first)
}

/** What follows an age is somebody's name, not a thing with a capital. */
function isCalled(after: string): boolean {
  const name = personAtStart(after)
  if (name === undefined) return false
  if (name.includes(' ') || isShortened(name)) return true
  return /^(?:['’]s|[\s,.;)]*$|[,;)]|\s(?:is|was|has|had|who|attends|lives|needs|and|at|waits|waited|moved|cannot|will|started)(?!\p{L}))/u.test(
    after.slice(name.length),
  )
}
