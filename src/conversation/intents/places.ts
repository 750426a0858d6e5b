import { count, listed } from '../../domain/format.ts'
import type { None, Reading } from '../../domain/reading.ts'
import { plainReference } from '../../domain/reference.ts'
import { readCommand } from '../command/command-line.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import type { Line } from './line.ts'

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
/** "the second one", "the 3rd item", "number 2", or "the last" where nothing follows. */
const PLACE =
  /\b(?:the |that )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|bottom|top|1st|2nd|3rd|[4-9]th|1\dth)(?: (?:one|item|action|row|line|on (?:the|that|your) list|of (?:them|those|these)))\b|^(?:and |what about |show me )?(?:the )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|1st|2nd|3rd|[4-9]th)(?=[?!.]*$)|\bthe (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|1st|2nd|3rd|[4-9]th)(?=[?!.]*$)|\b(?:number|no\.|item) (\d{1,2})\b/i
const THEM =
  /\b(?:all of |each of |every one of |both of )?(?:them|those|these|they)\b(?! (?:are|were|have|will|say|said|should|must|can))/i
/** "which ones?" after a number: the list again. */
const WHICH =
  /^(?:and |ok |so )?(?:which(?: ones?| (?:are )?(?:they|those|these)| items?| actions?)?|what are (?:they|those)|(?:list|show|name)(?: me)? (?:them|those|these)|such as)[?!. ]*$/i
const SINCE_WHEN = /^(?:and )?(?:since when|for how long|how long for)[?!. ]*$/i
const MOST_WORDS = 14
/** More would be named in a question than anybody reads. */
const MOST_ITEMS = 12
/** No more references are read from one line. */
const MOST_NAMED = 8

/** Words that point at the list that was shown last: "the second one", "who owns them", "which ones?". */
export function readPlaces(line: Line, read: (raw: string) => Reading | undefined): Reading | undefined {
  const { raw, sentences, recalled, commands, vocabulary } = line
  const { listed: refs, lastLine, lastRef } = recalled
  if (raw.split(/\s+/).length > MOST_WORDS || sentences.flat().some((piece) => piece.refs)) return undefined
  const again = (text: string) => {
    const reading = readCommand(text, commands, vocabulary)
    return reading?.certainty === 'sure' && !commands.get(reading.command)?.changes ? reading : undefined
  }
  if (WHICH.test(raw)) return lastLine === null ? nothingListed : again(lastLine)
  if (SINCE_WHEN.test(raw)) return lastRef === null ? nothingListed : again(`history ${lastRef}`)
  const time = raw.match(OTHER_TIME)?.[1]
  if (time !== undefined && lastLine !== null) {
    const [verb = ''] = lastLine.split(' ')
    return again(`${verb} ${time}`) ?? { ...onlyNow, suggestions: [`changes ${time}`] }
  }
  const place = raw.match(PLACE)
  if (place)
    return refs.length === 0 ? undefined : pointed(line, placed(place, refs), { text: place[0], read })
  const isAsked = asks(raw) || sentences.some(beginsAsQuestion)
  const them = isAsked ? raw.match(THEM) : null
  if (!them || refs.length === 0 || /^\s*(?:(?:just|only|which) )?of\b/i.test(raw)) return undefined
  // A longer list names the owners itself.
  if (refs.length > MOST_NAMED) return lastLine === null ? undefined : again(lastLine)
  const reading = read(raw.replace(them[0], refs.join(' and ')))
  return reading?.certainty === 'sure' && !commands.get(reading.command)?.changes ? reading : undefined
}

const nothingListed: None = {
  certainty: 'none',
  command: null,
  isSlip: false,
  reason: 'Nothing was listed here before, so I cannot tell which you mean. Ask for a list first:',
  suggestions: ['mine', 'overdue', 'list'],
}

/** "how about last month?" */
const OTHER_TIME =
  /^(?:and|what about|how about) ((?:last|this) (?:week|month|year)|yesterday|today|in (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*|(?:in )?the last (?:\w+ )?\w+)[?!. ]*$/iu

const onlyNow: None = {
  certainty: 'none',
  command: null,
  isSlip: false,
  reason: 'That list shows how things stand now. What moved at that time:',
  suggestions: [],
}

/** The item at a place; none if the list is shorter. */
function placed(
  [, first, second, third, number]: RegExpMatchArray,
  refs: readonly string[],
): string | undefined {
  const word = (first ?? second ?? third ?? '').toLowerCase()
  if (/^(?:last|bottom)$/.test(word)) return refs.at(-1)
  if (word === 'top') return refs[0]
  const at = number === undefined ? PLACES.indexOf(word) : Number(number) - 1
  return refs[at === -1 ? Number.parseInt(word, 10) - 1 : at]
}

/** The line with the item in place of the words that point at it; a change names it before it is made. */
function pointed(
  { raw, recalled, commands, vocabulary }: Line,
  ref: string | undefined,
  { text, read }: { text: string; read: (raw: string) => Reading | undefined },
): Reading | undefined {
  const { listed: refs } = recalled
  if (ref === undefined) {
    const shown = refs.length > MOST_ITEMS ? '' : `: ${listed(refs)}`
    return {
      ...nothingListed,
      reason: `The last answer showed ${count(refs.length, 'item')}${shown}.`,
      suggestions: [],
    }
  }
  const line = raw.replace(text, ref)
  const reading = read(line)
  if (reading?.certainty !== 'sure' || !commands.get(reading.command)?.changes) return reading
  // Whoever may not do it is told so at once.
  const owners = vocabulary.references.get(plainReference(ref))?.owners ?? []
  if (!recalled.isCoordinator && !owners.some((owner) => recalled.roles.includes(owner))) return reading
  return {
    certainty: 'ask',
    command: reading.command,
    args: reading.args,
    question: `Do you mean ${ref}?`,
    options: [{ label: line, line }],
    isYesNo: true,
    reason: 'it points at an item of the last answer, which is named first',
  }
}
