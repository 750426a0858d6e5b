/**
 * Numbers that count something. Where a plan rates by numbers, or its references are numbers alone, "3" may be that or how
 * many there are of something: what stands around it tells.
 */

const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/
const COUNTED =
  /^(?:day|week|fortnight|month|year|hour|minute|term|time|person|people|staff|children|men|women|percent|per|%|of|out|more|less|fewer|am|pm)$/
/** Words before a number that is no item: "the last 3", "page 3", "within 3". */
const BEFORE_NUMBER =
  /^(?:first|last|next|past|previous|another|other|about|around|over|under|nearly|almost|than|within|in|by|until|till|since|after|before|from|between|page|minute|paragraph|para|section|appendix|version|phase|stage|year|room|slide|table|the|these|those|all|only|our|my|their|of)$/
const PART_OF = /^(?:\d+|out|half|most|one|two|three|four|five|six|seven|eight|nine|ten|none|many)$/
/** "2 new schools": few words stand between a number and what it counts. */
const MOST_BETWEEN = 3

/** Whether a number counts what follows it, or is the day of a month: "3 weeks late", "2 new schools", "14 April". */
export function isCount(following: readonly string[]): boolean {
  const [first = '', ...others] = following.slice(0, MOST_BETWEEN)
  if (/^\d/.test(first)) return false
  if (MONTH.test(first) || COUNTED.test(first)) return true
  const between = [first, ...others]
  const end = between.findIndex((word) => BEGINS_A_CLAUSE.test(word))
  return between.slice(0, end === -1 ? undefined : end).some(isPlural)
}

/** "5 no caretaker works on Sundays": what comes after these is counted by nothing before them. */
const BEGINS_A_CLAUSE =
  /^(?:no|not|none|nobody|nothing|never|still|the|a|an|all|some|because|since|so|but|and|or|both|one|two|three|four|five|six|seven|eight|nine|ten|we|they|it|he|she|i|is|are|was|were|has|have|with|for|on|in|to|at)$/

/** Whether a number tells a time, an amount or a day for sure: "3 weeks late", "5 people left", "14 April". */
export function isAmount([first = '']: readonly string[]): boolean {
  return MONTH.test(first) || COUNTED.test(first) || COUNTED.test(first.replace(/s$/, ''))
}

/** Whether what stands before a number keeps it from naming an item; the nearest word is the last. */
export function leadsToCount(before: readonly string[]): boolean {
  const [beforeThat = '', last = ''] = ['', ...before].slice(-2)
  if (last === 'of') return PART_OF.test(beforeThat)
  return MONTH.test(last) || BEFORE_NUMBER.test(last)
}

function isPlural(word: string): boolean {
  return /^\p{L}{2,}s$/u.test(word) && !/(?:ss|us|is)$/.test(word) && !NO_PLURAL.test(word)
}

const NO_PLURAL =
  /^(?:as|has|was|does|perhaps|always|besides|sometimes|towards|needs|remains|stays|yes|this|its|thanks)$/
