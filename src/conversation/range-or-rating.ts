import { listed } from '../domain/format.ts'
import type { Ask } from '../domain/reading.ts'
import { readReferences } from '../domain/reference-list.ts'
import { ratingFromWord, type Scale } from '../domain/scale.ts'
import { wordsOf } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { isCount } from './counting.ts'

const TO_NUMBER = /^(.*\S) to (\d)(?![\d.])[.!]?(.*)$/is
const LONGEST_LIST = 60
/** What is said of items, so that the number before it ends a range. */
const SAID_OF_ITEMS =
  /^(?:are|is|all|both|were|still|now|no|not|done|complete[ds]?|finished|started|unchanged|in|on|at|have|has|as|to|same)$/

/** "Rec 1 to 3 are 4", "Rec 1 to 2 March": what follows the number leaves no doubt. */
function tellsWhich(rest: string, scale: Scale): boolean {
  const following = wordsOf(rest).list.map(({ plain }) => plain)
  const [first = ''] = following
  const isCounted = !/^[,;:]/.test(rest) && isCount(following)
  return isCounted || SAID_OF_ITEMS.test(first) || ratingFromWord(scale, first) !== undefined
}

/** "Rec 1 to 2" where 2 is a rating and Rec 2 an item: both items, or Rec 1 rated 2? `text` begins with the items. */
export function askRangeOrRating(
  text: string,
  { references, scale }: Pick<Vocabulary, 'references' | 'scale'>,
): Ask | undefined {
  const [, first = '', number = '', rest = ''] = text.slice(0, LONGEST_LIST).includes(' to ')
    ? (text.match(TO_NUMBER) ?? [])
    : []
  const rating = number === '' ? undefined : ratingFromWord(scale, number)
  const rated = readReferences(first, references)?.map(({ ref }) => ref)
  const range = readReferences(`${first} to ${number}`, references)?.map(({ ref }) => ref)
  const note = rest.replace(/^[\s,;:–—-]+/, '').trim()
  if (!rating || !rated || !range || tellsWhich(rest, scale)) return undefined
  const why = note === '' ? '' : ` note ${note}`
  return {
    certainty: 'ask',
    command: 'update',
    question: `${listed(rated)} rated ${number}, or ${listed(range)}?`,
    options: [
      { label: `${listed(rated)} rated ${number}`, line: `update ${rated.join(', ')} ${number}${why}` },
      {
        label: listed(range),
        line: note === '' ? `status ${range.join(', ')}` : `update ${range.join(', ')}${why}`,
      },
    ],
    reason: 'the number may be a rating or the end of a range',
  }
}
