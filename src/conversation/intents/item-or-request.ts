import { capitalised, listed } from '../../domain/format.ts'
import type { Item } from '../../domain/plan.ts'
import type { Ask, Choice, None, Reading } from '../../domain/reading.ts'
import { wordsOf } from '../../domain/text.ts'
import { isLikeRequest, itemsLikeRequests } from '../request-name.ts'
import type { Line } from './line.ts'
import { PADDING } from './question.ts'

/** What may be said of an item and of a request alike. */
const OF_EITHER =
  /^(?:happened|happening|stands?|standing|status|open|waiting|pending|happy|fine|content|yes|sure|news|word)$/
/** What a body does with a request, or with an item that is reported to it. */
const DECIDED =
  /\b(?:approved|agreed|accepted|granted|endorsed|ratified|decided|decision|declined|rejected|refused|turned down|deferred|put off|postponed|held over|adjourned|withdrawn)\b/i
/** Verbs that take a request only. */
const TAKES_REQUEST =
  /\b(?:approve|agree|accept|decline|reject|refuse|defer|withdraw|retract|cancel|yes to|ok(?:ay)? to)\s(?:(?:with|to|the|my|both)\s){0,3}R\d/i
/** Only an item has an owner, a day on which it is due, or a reason why it is in the plan. */
const OF_ITEMS = /\b(?:who|owns?|owner|lead|why)\b|\bR\d+\s*(?:[-–]|to|through)\s*R?\d|^\W*R\d+\s*[:–-]/i

/**
 * "R13" where the plan has an item of that name, and requests are called so too. `readingOf` reads a line in which a word
 * tells which of the two is meant.
 */
export function readItemOrRequest(
  { raw, sentences, vocabulary }: Line,
  readingOf: (meant: string) => Reading | undefined,
): Ask | undefined {
  if (TAKES_REQUEST.test(raw) || OF_ITEMS.test(raw)) return undefined
  const items = itemsLikeRequests(raw, vocabulary.references)
  if (items.length === 0 || sentences.flat().some(({ said }) => said)) return undefined
  const isOnlyNamed = wordsOf(raw).list.every(
    ({ plain }) =>
      !/\p{L}/u.test(plain) || isLikeRequest(plain) || PADDING.has(plain) || OF_EITHER.test(plain),
  )
  if (!isOnlyNamed && !DECIDED.test(raw)) return undefined
  const names = listed(items.map(({ ref }) => ref))
  const level = vocabulary.levels[items[0]?.level ?? 0]
  const isOne = items.length === 1
  const word = (isOne ? level?.word : level?.plural)?.toLowerCase() ?? 'item'
  const meant = (said: string, otherwise: string) =>
    choiceOf(readingOf(settled(raw, items, said))) ?? { label: names, line: otherwise }
  const ofItem = meant(level?.word ?? 'item', `status ${items.map(({ ref }) => ref).join(', ')}`)
  const ofRequest = meant('request', 'requests')
  return {
    certainty: 'ask',
    command: null,
    question: isOne
      ? `${names} the ${word}, or request ${names}?`
      : `The ${word} ${names}, or the requests of these numbers?`,
    options: [
      { label: `${capitalised(word)}: ${ofItem.label}`, line: ofItem.line },
      { label: `Request${isOne ? '' : 's'}: ${ofRequest.label}`, line: ofRequest.line },
    ],
    reason: 'the plan has items that are called as requests are',
  }
}

/** What a reading would do: its line, or what it asks about first. */
function choiceOf(reading: Reading | undefined): Choice | undefined {
  if (reading?.certainty === 'sure') return { label: reading.line, line: reading.line }
  return reading?.certainty === 'ask' ? reading.options[0] : undefined
}

/** The line with the word that tells what is meant. */
function settled(raw: string, items: readonly Item[], word: string): string {
  const isNamed = (name: string) => items.some(({ ref }) => ref.toLowerCase() === name.toLowerCase())
  return raw
    .trim()
    .replace(/\bR\d{1,6}\b/gi, (name) => (isNamed(name) ? `${word.toLowerCase()} ${name}` : name))
}

/** "R17 amber": no item of the plan, and a request has no rating. In a plan of R1 to R16 "R17" alone may be a slip as well. */
export function readNoSuchItem({ raw, sentences, vocabulary, recalled }: Line): None | undefined {
  const pieces = sentences.flat()
  const [number, ...others] = pieces.flatMap(({ request }) => request ?? [])
  if (number === undefined || others.length > 0 || pieces.some(({ refs }) => refs)) return undefined
  const isRated = pieces.some(({ said }) => said)
  const isCalled = /\brequest/i.test(raw)
  const isLikeItems =
    !isCalled && pieces.length === 1 && [...vocabulary.references.keys()].some((key) => /^r\d+$/.test(key))
  const isOpen = recalled.requests.some((each) => each.number === number)
  if (DECIDED.test(raw) || !(isRated || (isLikeItems && !isOpen))) return undefined
  const what = isRated ? 'and a request has no rating' : 'and no request of that number is open'
  const name = `R${number}`
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason: isCalled
      ? `A request has no rating, so nothing was recorded for ${name}.`
      : `There is no ${name} in this plan, ${what}${isRated ? ', so nothing was recorded' : ''}.`,
    suggestions: ['requests', 'status'],
  }
}
