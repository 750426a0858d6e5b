import { DATE, DAY_OF_YEAR, GAP, MAYBE_GAP, MONTH, WHOLE_YEAR } from './dates.ts'
import { isShortened, personAtEnd } from './person.ts'

/** After a label also a day without signs or without its year, or no more than a month and a year. */
const LABELLED_DATE = `(?:${DATE}|\\d{8}(?!\\d)|\\d{6}(?!\\d)|${MONTH}${MAYBE_GAP}${WHOLE_YEAR}|${DAY_OF_YEAR})`
const LABEL = `(?<!\\p{L})(?:dob|d\\so\\sb|d[./-]\\s?o[./-]\\s?b\\.?|date${GAP}of${GAP}birth|birth${MAYBE_GAP}dates?|date${GAP}born|birthday)(?!\\p{L})`

const LABELS = new RegExp(LABEL, 'giu')
const BORN = /(?<!\p{L})born(?!\p{L})/giu
/** "b. 3 March 2012", "(b 3/3/12)". */
const B = /(?<![\p{L}\p{N}])b(?:[.:]|(?=\s))/giu
const BEGINS_WITH_DATE = new RegExp(`^${DATE}`, 'iu')
const BEGINS_WITH_LABELLED_DATE = new RegExp(`^${LABELLED_DATE}`, 'iu')
/** "3 March 2012 (DOB)", "12/03/2012 is her date of birth". */
const DATE_BEFORE_LABEL = new RegExp(
  `(?<!\\p{N})${DATE}(?:${MAYBE_GAP}${LABEL}[\\s)\\]]{0,3}(?:$|[.,;\\n])|${GAP}(?:is|was)${GAP}(?:\\p{L}+['’]?s?${GAP}){0,3}${LABEL})`,
  'iu',
)

/** How far behind a label its day may stand. */
const REACH = 80

/** Whether a plain text holds somebody's date of birth: a day after "DOB" or "born", or after "b." beside a name. */
export function holdsBirth(text: string): boolean {
  const has = (label: RegExp, is: (before: string, after: string) => boolean) =>
    [...text.matchAll(label)].some(({ 0: found, index }) => {
      const end = index + found.length
      return is(text.slice(Math.max(0, index - REACH), index), text.slice(end, end + REACH))
    })
  const isLabelled = has(LABELS, () => true)
  return (
    has(LABELS, (_, after) => leadsTo(BEGINS_WITH_LABELLED_DATE, after)) ||
    has(BORN, isSomebodysBirth) ||
    has(B, (before, after) => (personAtEnd(before) ?? '').includes(' ') && BEGINS_WITH_YEAR.test(after)) ||
    has(YEAR_OF_BIRTH, (before) => personAtEnd(before.replace(/['’]s$/, '')) !== undefined) ||
    hasHeadedDates(text) ||
    isShortNameWithDate(text) ||
    has(
      B,
      (before, after) =>
        isBesideName(before) && BEGINS_WITH_DATE.test(after.replace(/^[\s.:]+(?:on\s)?/, '')),
    ) ||
    // To look for a day at every letter takes long, and most texts have no label.
    (isLabelled && DATE_BEFORE_LABEL.test(text))
  )
}

/** Children of a year, who are no single child: "children born between …", "pupils born in September 2014". */
const GROUP =
  /(?<!\p{L})(?:children|pupils|students|learners|those|people|babies|infants|cohorts?|groups?|anyone|everyone)(?:\s(?:who\s)?(?:were|are|was|is))?[\s,(–-]*$/iu
const BEGINS_WITH_SINGLE_DATE = new RegExp(
  `^${DATE}(?!\\s*(?:[–-]|(?:to|and|until|or|onwards)(?!\\p{L})))`,
  'iu',
)
const BEGINS_WITH_YEAR = /^[\s:]*(?:in\s)?(?:19|20)\d\d(?![\d/–-])/
const YEAR_OF_BIRTH =
  /(?<!\p{L})[\s,(–-]{0,3}(?:year of birth|birth year|yob)(?!\p{L})(?=[^\p{L}\p{N}]{1,4}(?:is\s)?(?:19|20)\d\d(?!\d))/giu

function isSomebodysBirth(before: string, after: string): boolean {
  if (THING.test(before)) return false
  if (GROUP.test(before)) return leadsTo(BEGINS_WITH_SINGLE_DATE, after)
  if (leadsTo(BEGINS_WITH_LABELLED_DATE, after)) return true
  const name = personAtEnd(before.replace(/\s(?:was|is)\s*$/, ''))
  return name !== undefined && BEGINS_WITH_YEAR.test(after)
}

/** A column headed as dates of birth, pasted with its rows: "Name, DOB", and then "Jane D, 3/4/14". */
function hasHeadedDates(text: string): boolean {
  if (!text.includes('\n')) return false
  const lines = text.split('\n')
  const head = lines.findIndex((line) => line.split(CELL).some((cell) => HEADING.test(cell)))
  return (
    head !== -1 &&
    lines.slice(head + 1).some((line) => line.split(CELL).some((cell) => DATE_ALONE.test(cell)))
  )
}

const CELL = /\t|\||[,;]| {3,}/
const HEADING = new RegExp(`^\\s*${LABEL}\\s*$`, 'iu')
const DATE_ALONE = new RegExp(`^\\s*${DATE}\\s*$`, 'iu')

/** "Jane D (3/4/14)": a name as papers shorten a child's, with nothing but a day beside it. */
function isShortNameWithDate(text: string): boolean {
  return [...text.matchAll(AFTER_SHORT_NAME)].some(({ 0: found, index }) => {
    const before = text.slice(Math.max(0, index - REACH), index + found.length)
    const name = personAtEnd(before)
    const isColleague = /(?<!\p{L})(?:by|with|from|to|and|cc|for|cllr|mr|mrs|ms|miss|dr)\s$/iu.test(
      before.slice(0, before.length - (name?.length ?? 0)),
    )
    const after = text.slice(index + found.length, index + REACH)
    return name !== undefined && isShortened(name) && !isColleague && FIGURES_ALONE.test(after)
  })
}

const AFTER_SHORT_NAME = /\p{Lu}\p{Ll}+\s\p{Lu}\.?(?=[\s,(:–-]{1,3}\d)/gu
const FIGURES_ALONE = /^[\s,(:–-]{1,3}\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)(?!\d)/

/** Whether a day follows, with nothing but signs, small words and a name before it. */
function leadsTo(date: RegExp, after: string): boolean {
  let rest = after
  for (let names = 0; ; ) {
    if (date.test(rest)) return true
    const [between] = rest.match(SIGNS_OR_SMALL_WORD) ?? []
    const [step = ''] = between === undefined ? (rest.match(NAME) ?? []) : [between]
    if (step === '') return false
    // A sentence that ended has told all about the birth.
    if (/[.!?]\s+$/.test(step) && !date.test(rest.slice(step.length))) return false
    if (between === undefined) {
      names += 1
      if (names > MOST_NAMES || NO_NAME.test(step)) return false
    }
    rest = rest.slice(step.length)
  }
}

const SIGNS_OR_SMALL_WORD =
  /^(?:[^\p{L}\p{N}]+|(?:is|was|of|on|in|at|the|as|a|for|being|recorded|given|dd|mm|yyyy|yy|date)(?!\p{L}))/iu
const NAME = /^\p{Lu}[\p{L}'’-]*/u
const MOST_NAMES = 3

/** What is born but is nobody's child: the board, a plan, an idea. */
const THING =
  /(?<!\p{L})(?:panel|board|group|council|committee|service|team|school|college|academy|plan|programme|project|idea|policy|strategy|trust|partnership|centre|scheme|network|forum|hub|initiative|body|organisation|company|charity|model|approach|framework|system|contract|offer|pathway|document|report|it|this|which|that)s?(?:[\s,(–-]+(?:was|were|is|has|been|had|first|itself))*[\s,(–-]*$/iu
const NO_NAME =
  /^(?:the|this|that|board|panel|group|committee|council|meeting|cabinet|action|part|point|item|phase|option|step|area|section|appendix|annex|table|figure|due|by|from|until|area|team|plan|page)$/iu

/** "Jamie Example b.", "child (b." */
function isBesideName(before: string): boolean {
  if (/[([]\s*$/.test(before)) return true
  const word = before.match(/(?<![\p{L}\p{N}])(\p{L}[\p{L}.'’-]*)[\s,;:–-]{0,3}$/u)?.[1] ?? ''
  if (
    /^(?:child|boy|girl|pupil|student|son|daughter|baby|sibling|twin|brother|sister|he|she|they)$/i.test(word)
  )
    return true
  return personAtEnd(before) !== undefined && !NO_NAME.test(word)
}
