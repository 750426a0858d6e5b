const GAP = '[^\\p{L}\\p{N}]{1,4}'
const MAYBE_GAP = '[^\\p{L}\\p{N}]{0,4}'
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const ONES = 'one|two|three|four|five|six|seven|eight|nine'
const TEENS = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const FIRST_TO_NINTH = 'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth'
const ORDINAL = `(?:(?:twenty|thirty)[\\s-]+(?:${FIRST_TO_NINTH})|${FIRST_TO_NINTH}|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)`
const BELOW_HUNDRED = `(?:${TEENS}|(?:twenty|thirty|eighty|ninety)(?:[\\s-]+(?:${ONES}))?)`
const YEAR_IN_WORDS = `(?:two[\\s-]+thousand(?:[\\s-]+and)?(?:[\\s-]+(?:${BELOW_HUNDRED}|${ONES}))?|(?:twenty|nineteen)[\\s-]+(?:${BELOW_HUNDRED}|oh[\\s-]+(?:${ONES})))`
const WHOLE_YEAR = `(?:(?:19|20)\\d\\d(?!\\d)|${YEAR_IN_WORDS})`
const YEAR = `(?:${WHOLE_YEAR}|\\d\\d(?!\\d))`
const DAY = `(?:\\d{1,2}(?:st|nd|rd|th)?|${ORDINAL})`

/** A whole day, in figures or in words. */
const DATE = `(?:${[
  `${DAY}${MAYBE_GAP}(?:day${GAP})?(?:of${GAP})?${MONTH}${MAYBE_GAP}(?:in${GAP}the${GAP}year${GAP})?${YEAR}`,
  `${MONTH}${GAP}(?:the${GAP})?${DAY}${GAP}${YEAR}`,
  `\\d{1,2}${GAP}\\d{1,2}${GAP}${YEAR}`,
  `(?:19|20)\\d\\d${GAP}\\d{1,2}${GAP}\\d{1,2}(?!\\d)`,
].join('|')})`

/** After a label also a day without signs, or no more than a month and a year. */
const LABELLED_DATE = `(?:${DATE}|\\d{8}(?!\\d)|\\d{6}(?!\\d)|${MONTH}${MAYBE_GAP}${WHOLE_YEAR})`
const LABEL = `(?<!\\p{L})(?:dob|d\\so\\sb|d[./-]\\s?o[./-]\\s?b\\.?|date${GAP}of${GAP}birth|birth${MAYBE_GAP}dates?|birthday)(?!\\p{L})`

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
    has(BORN, (before, after) => !THING.test(before) && leadsTo(BEGINS_WITH_LABELLED_DATE, after)) ||
    has(
      B,
      (before, after) =>
        isBesideName(before) && BEGINS_WITH_DATE.test(after.replace(/^[\s.:]+(?:on\s)?/, '')),
    ) ||
    // To look for a day at every letter takes long, and most texts have no label.
    (isLabelled && DATE_BEFORE_LABEL.test(text))
  )
}

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
  return /^\p{Lu}/u.test(word) && !NO_NAME.test(word)
}
