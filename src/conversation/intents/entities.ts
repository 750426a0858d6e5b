import type { Day, GivenDay } from '../../domain/plan.ts'
import { plainReference, type ReferenceIndex } from '../../domain/reference.ts'
import { beginsSeveralWords, namesOf } from '../../domain/reference-names.ts'
import { plainWord, textBetween, type Words } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { endsDate } from '../command/slots/date.ts'
import { STATES } from '../command/slots/item.ts'
import { SLOTS } from '../command/slots.ts'
import { isCount, leadsToCount } from '../counting.ts'
import { readDay } from '../day.ts'
import { findRole } from './role-entity.ts'

/** Something of the plan or the calendar that a line names; `from` and `to` are word indexes. */
export interface Entity {
  readonly kind: string
  /** As the slot of that kind reads it. */
  readonly text: string
  readonly from: number
  readonly to: number
}

/** What a line names, from left to right; at each word the longest name wins. */
export function findEntities(words: Words, vocabulary: Vocabulary): readonly Entity[] {
  const found: Entity[] = []
  let at = 0
  while (at < words.list.length) {
    const best = longestAt(words, at, vocabulary)
    if (best && !found.some(({ kind }) => kind === best.kind)) found.push(best)
    at = best ? best.to : at + 1
  }
  return found
}

/** The longest entity at a word; of equal lengths the first in the order of `READERS`. */
function longestAt(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  const found = READERS.flatMap((read) => read(words, at, vocabulary) ?? [])
  return found.sort((one, other) => other.to - one.to)[0]
}

type Read = (words: Words, at: number, vocabulary: Vocabulary) => Entity | undefined

const READERS: readonly Read[] = [
  meaning,
  numberRating,
  slotRead('refs'),
  after(['since'], 'since'),
  span,
  meetingDayAhead,
  pastDay,
  (words, at, vocabulary) =>
    BEGINS_TIME.test(words.list[at]?.plain ?? '') ? slotRead('when')(words, at, vocabulary) : undefined,
  slotRead('request'),
  slotRead('body'),
  slotRead('role'),
  roleByWords,
  area,
  leftGroup,
  otherRatings,
  slotRead('rating-words'),
  slotRead('rating-word'),
  unrated,
  slotRead('state'),
  me,
  times,
  lastTime,
  ratingKey,
  commandName,
  topic,
]

const BEGINS_SPAN = /^(?:today|yesterday|this|last|past|previous|the|in|during|over|within|on|between|from)$/

const BEGINS_TIME =
  /^(this|next|in|before|by|until|within|tomorrow|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/

function slotRead(kind: string): Read {
  return (words, at, vocabulary) => {
    if (!mayBegin(kind, words.list[at]?.plain ?? '', vocabulary)) return undefined
    for (const { value, next } of SLOTS[kind]?.candidates(words, at, vocabulary) ?? []) {
      if (
        kind === 'refs' &&
        (areGroups(value as readonly string[], vocabulary) || isCounting(words, at, next))
      )
        return undefined
      const text = kind === 'refs' ? (value as readonly string[]).join(', ') : textBetween(words, at, next)
      return text === '' || isShortWord(kind, text, words, at)
        ? undefined
        : { kind, text, from: at, to: next }
    }
    return undefined
  }
}

/** "what is rated 4", "which are 4": a rating that is a number. */
function numberRating(words: Words, at: number, { scale }: Vocabulary): Entity | undefined {
  const plain = words.list[at]?.plain ?? ''
  const isAsked = at > 1 && /^(?:rated|are|at|scored|scores?|rating)$/.test(words.list[at - 1]?.plain ?? '')
  if (
    !isAsked ||
    !/^\d+$/.test(plain) ||
    !scale.ratings.some(({ label, code }) => [label, code].includes(plain))
  )
    return undefined
  return { kind: 'rating-word', text: plain, from: at, to: at + 1 }
}

/** "in 3 weeks" names no item. */
function isCounting(words: Words, at: number, to: number): boolean {
  if (to !== at + 1 || !/^\d+$/.test(words.list[at]?.plain ?? '')) return false
  const plain = words.list.map((word) => word.plain)
  return isCount(plain.slice(to, to + 3)) || (at > 0 && leadsToCount(plain.slice(0, at)))
}

/** "area B" limits a question to what is in it. */
function areGroups(refs: readonly string[], { groups }: Vocabulary): boolean {
  return refs.every((ref) => groups.some((group) => group.ref === ref))
}

/**
 * The first words of names of each kind, to reject the rest quickly: matching every slot at every word is the slowest
 * step.
 */
const beginnings = new WeakMap<ReferenceIndex, ReadonlyMap<string, ReadonlySet<string>>>()

function mayBegin(kind: string, word: string, vocabulary: Vocabulary): boolean {
  if (kind === 'refs')
    return (
      /\d/.test(word) ||
      vocabulary.references.has(plainReference(word)) ||
      beginsSeveralWords(word, vocabulary.references)
    )
  if (kind === 'request') return /^(?:r?\d|request$)/.test(word)
  if (kind === 'span') return BEGINS_SPAN.test(word)
  if (kind === 'rating-words') return mayBegin('rating-word', word, vocabulary)
  const known = beginnings.get(vocabulary.references) ?? beginningsOf(vocabulary)
  beginnings.set(vocabulary.references, known)
  const words = known.get(kind)
  return words === undefined || words.has(word) || words.has(word.replace(/s$/, ''))
}

function beginningsOf({
  bodies,
  roles,
  scale,
  groups,
  levels,
}: Vocabulary): ReadonlyMap<string, ReadonlySet<string>> {
  const first = (names: readonly string[]) =>
    new Set(
      names.flatMap((name) =>
        name
          .toLowerCase()
          .split(/[\s-]+/)
          .slice(0, 1),
      ),
    )
  return new Map([
    [
      'body',
      new Set([
        ...first(bodies.flatMap(({ code, name, aliases }) => [code, name, ...aliases])),
        ...bodies.map(({ code }) => code),
        'the',
      ]),
    ],
    [
      'role',
      new Set([
        ...roles.map(({ code }) => code.toLowerCase()),
        ...first(roles.map(({ title }) => title)),
        'the',
      ]),
    ],
    [
      'rating-word',
      first(scale.ratings.flatMap((rating) => [rating.code, rating.label, rating.letter, ...rating.words])),
    ],
    ['state', first([...STATES.keys()])],
    [
      'area',
      new Set([
        ...groups.map(({ ref }) => ref.toLowerCase()),
        ...first(levels.slice(0, 1).map(({ word }) => word)),
        'area',
      ]),
    ],
  ])
}

/** A bare number is not a request here, and a single letter is not a rating. */
function isShortWord(kind: string, text: string, words: Words, at: number): boolean {
  if (kind === 'request') return !/^r/i.test(text)
  if (kind === 'rating-word') return text.length <= 2
  return kind === 'refs' && /^(the)$/.test(words.list[at - 1]?.plain ?? '') && text.length < 2
}

/** "yesterday", "this month": the days of what happened, only in lines about what changed or was said. */
function span(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  if (!BEGINS_SPAN.test(words.list[at]?.plain ?? '')) return undefined
  const isAboutThem = words.list.some(({ plain }) => HAPPENED.test(plain))
  return isAboutThem ? slotRead('span')(words, at, vocabulary) : undefined
}

const HAPPENED =
  /^(?:changes?|changed|chang|moved|happened|new|news|different|improved|worsened|better|worse|updated|update|updates|reported|report|said|done|miss|missed|went|gone|turned|became|become|slipped|dropped|fell|completed|finished|closed)$/

/** "to decide on the 8th", "the agenda for 8 December": the day of a meeting to come. */
function meetingDayAhead(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  if (!/^(?:on|for|in|at)$/.test(words.list[at]?.plain ?? '')) return undefined
  const isAboutIt = words.list.some(({ plain }) =>
    /^(?:decide|deciding|decision|decisions|agenda|requests?)$/.test(plain),
  )
  if (!isAboutIt || !/^(?:on|for|in|at)$/.test(words.list[at]?.plain ?? '')) return undefined
  const begins = /^the$/.test(words.list[at + 1]?.plain ?? '') ? at + 2 : at + 1
  for (const { next } of SLOTS.date?.candidates(words, begins, vocabulary) ?? [])
    return { kind: 'date', text: textBetween(words, begins, next), from: at, to: next }
  return undefined
}

/** "everything that isn't green": the ratings other than that. */
function otherRatings(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  if (!/^(?:not|isn't|isnt|aren't|arent|except|bar|but)$/.test(words.list[at]?.plain ?? '')) return undefined
  const [denied] = [...(SLOTS['rating-word']?.candidates(words, at + 1, vocabulary) ?? [])]
  if (!denied) return undefined
  const others = vocabulary.scale.ratings.filter(({ code }) => code !== denied.value)
  const text = others.map(({ label }) => label.toLowerCase()).join(' or ')
  return { kind: others.length > 1 ? 'rating-words' : 'rating-word', text, from: at, to: denied.next }
}

/** "re-dated twice", "moved more than once": so many times at least. */
function times(words: Words, at: number): Entity | undefined {
  if (!/^(?:more|two|three|2|3|twice|repeatedly)$/.test(words.list[at]?.plain ?? '')) return undefined
  const text = textBetween(words, at, Math.min(words.list.length, at + 3)).toLowerCase()
  const found = TIMES.find(([said]) => said.test(text))
  return found && { kind: 'number', text: found[1], from: at, to: at + found[2] }
}

const TIMES: readonly (readonly [said: RegExp, number: string, words: number])[] = [
  [/^more than once\b/, '2', 3],
  [/^more than twice\b/, '3', 3],
  [/^(?:two|2) times\b/, '2', 2],
  [/^(?:three|3) times\b/, '3', 2],
  [/^twice\b/, '2', 1],
  [/^repeatedly\b/, '2', 1],
]

/** "when did we last meet", "the last ops group": the meeting before now. */
function lastTime(words: Words, at: number): Entity | undefined {
  if (!/^(?:last|latest|previous|recent)$/.test(words.list[at]?.plain ?? '')) return undefined
  const isMeeting = words.list.some(({ plain }) =>
    /^(?:meet|met|meeting|meets|sit|sat|board|group|sitting|held)$/.test(plain),
  )
  const word = words.list[at]?.plain ?? ''
  return isMeeting && /^(?:last|latest|previous|recent)$/.test(word)
    ? { kind: 'last', text: 'last', from: at, to: at + 1 }
    : undefined
}

/** "what does complete mean" */
function meaning(words: Words, at: number): Entity | undefined {
  const [lead = '', plain = '', next = ''] = [at - 1, at, at + 1].map((place) => words.list[place]?.plain)
  const isAsked = /^(?:does|do)$/.test(lead) && /^means?$/.test(next)
  return isAsked && STATES.has(plain) ? { kind: 'topic', text: plain, from: at, to: at + 1 } : undefined
}

/** "what does RAG mean", "what are the colours": the key of ratings. */
function ratingKey(words: Words, at: number): Entity | undefined {
  if (!/^(?:rag|colours?|colors?|key|ratings)$/.test(words.list[at]?.plain ?? '')) return undefined
  const asksMeaning = words.list.some(({ plain }) =>
    /^(?:mean|means|meaning|stand|stands|definitions?|defined|what)$/.test(plain),
  )
  return asksMeaning && /^(?:rag|colours?|colors?|key|ratings)$/.test(words.list[at]?.plain ?? '')
    ? { kind: 'topic', text: 'ratings', from: at, to: at + 1 }
    : undefined
}

/** "as at 1 July", "how was C2 on 1 July": only in lines about the past, or of a year that says so. */
function pastDay(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  const speaksOfPast = words.list.some(({ plain }) => SPEAKS_OF_PAST.test(plain))
  const isAsOf = words.list[at]?.plain === 'of' && words.list[at - 1]?.plain === 'as'
  const isBefore =
    words.list[at]?.plain === 'by' && words.list.some(({ plain }) => /^(had|was|were)$/.test(plain))
  const leads = ['at', 'on', 'in', ...(isAsOf ? ['of'] : []), ...(isBefore ? ['by'] : [])]
  const found = after(leads, 'past-date')(words, at, vocabulary)
  if (!found || speaksOfPast || isAsOf) return found
  const named = /\b\d{4}\b/.test(found.text) && readDay(found.text, vocabulary.today, { past: true })
  return named && named.on < vocabulary.today ? found : undefined
}

const SPEAKS_OF_PAST = /^(as|was|were|did|had|stood|looked|back)$/

/** A day introduced by a given word: "since 1 October", "as at 1 July". */
function after(leads: readonly string[], kind: string): Read {
  return (words, at, vocabulary) => {
    if (!leads.includes(words.list[at]?.plain ?? '')) return undefined
    if (kind === 'past-date' && BEGINS_OTHER.test(words.list[at + 1]?.plain ?? '')) return undefined
    for (const { next } of SLOTS[kind]?.candidates(words, at + 1, vocabulary) ?? []) {
      return { kind, text: textBetween(words, at + 1, next), from: at, to: next }
    }
    return undefined
  }
}

const BEGINS_OTHER = /^(area|[abc]|my|\p{L}\d)$/u

function area(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  const found = slotRead('area')(words, at, vocabulary)
  if (!found) return undefined
  const raw = textBetween(words, at, found.to)
  const isBare = found.to === at + 1
  const before = words.list[at - 1]?.plain ?? ''
  const isCapital = /^\p{Lu}/u.test(raw) && at > 0
  const isNamed = /^(area|in|for|about|areas|from|and|on|of)$/.test(before)
  // "how is A"
  const isAsked = raw !== 'a' && found.to === words.list.length && /^(?:is|was|does|did)$/.test(before)
  if (
    isBare &&
    !isAsked &&
    !(isNamed && (raw !== 'a' || before === 'area')) &&
    !(isCapital && !/^[AI]$/.test(raw)) &&
    words.list.length > 2
  )
    return undefined
  return found
}

/** "B", "how is B": an outer item that left the plan, of which its letter alone still tells. */
function leftGroup(words: Words, at: number, { references, groups }: Vocabulary): Entity | undefined {
  const raw = textBetween(words, at, at + 1)
  const item = namesOf(references).alone.get(words.list[at]?.plain ?? '')
  if (!item || groups.some(({ ref }) => ref === item.ref) || !/^\p{Lu}/u.test(raw)) return undefined
  const before = words.list[at - 1]?.plain ?? ''
  const isNamed =
    words.list.length === 1 ||
    (at + 1 === words.list.length && /^(?:is|was|does|did|about|for|of|to|owns)$/.test(before))
  return isNamed ? { kind: 'refs', text: item.ref, from: at, to: at + 1 } : undefined
}

function roleByWords(words: Words, at: number, { roles }: Vocabulary): Entity | undefined {
  const found = findRole(words, at, roles)
  return found && { kind: 'role', text: found.code, from: at, to: found.next }
}

function unrated(words: Words, at: number): Entity | undefined {
  const plain = words.list[at]?.plain
  if (plain === 'unrated') return { kind: 'not', text: 'not', from: at, to: at + 1 }
  const next = words.list[at + 1]?.plain ?? ''
  if (!/^(not|no|hasn't|haven't|without)$/.test(plain ?? '')) return undefined
  const length = ['rated', 'rating', 'a'].includes(next) ? 2 : next === 'been' || next === 'got' ? 3 : 0
  const isRating = /^(rated|ratings?)$/.test(words.list[at + length - 1]?.plain ?? '')
  return isRating ? { kind: 'not', text: 'not', from: at, to: at + length } : undefined
}

function me(words: Words, at: number): Entity | undefined {
  const plain = words.list[at]?.plain ?? ''
  return /^(my|mine|i|i'm|i've|me)$/.test(plain) && isOwn(words, at)
    ? { kind: 'me', text: 'me', from: at, to: at + 1 }
    : undefined
}

/** "show me", "tell me", "can I see" do not limit a question to one's own items. */
function isOwn(words: Words, at: number): boolean {
  if (words.list[at]?.plain === 'me') return /^(for|by|to|on|with|of)$/.test(words.list[at - 1]?.plain ?? '')
  return !/^(see|have|get|know|ask|do|undo|need|want|was|would|update|mark|say|type|put|change|record|look|find|check|view)$/.test(
    words.list[at + 1]?.plain ?? '',
  )
}

function commandName(words: Words, at: number, { commands }: Vocabulary): Entity | undefined {
  if (!words.list.slice(0, at).some(({ plain }) => plain === 'help' || plain === 'how')) return undefined
  const name = plainWord(words.list[at]?.plain ?? '')
  return commands.includes(name) ? { kind: 'command', text: name, from: at, to: at + 1 } : undefined
}

/** "how do I ask for a new date", "can I undo this later": what somebody wants to know how to do. */
function topic(words: Words, at: number, vocabulary: Vocabulary): Entity | undefined {
  if (!/^(?:i|you|we|one|people|somebody|someone|can|to)$/.test(words.list[at - 1]?.plain ?? ''))
    return undefined
  const before = textBetween(words, Math.max(0, at - MOST_ASKING), at)
  const next = words.list[at]?.plain ?? ''
  if (!(ASKS_HOW.test(before) && !LOOKS.test(next)) && !(ASKS_WHETHER.test(before) && CHANGES.test(next)))
    return undefined
  const [found] = [...(SLOTS.topic?.candidates(words, at, vocabulary) ?? [])]
  return found && { kind: 'topic', text: String(found.value), from: at, to: found.next }
}

const MOST_ASKING = 5
const ASKS_HOW =
  /\b(?:how (?:do|can|would|could|should|must) (?:i|you|we|one|people|somebody|someone)|how (?:i|we|you) can|how to|what (?:do|should|must|can) (?:i|we) (?:type|say|write|do) to|(?:am i|are we) (?:allowed|able) to)$/i
const ASKS_WHETHER = /\b(?:can|may|could) (?:i|we)$/i
const CHANGES =
  /^(?:undo|correct|edit|delete|export|print|attach|upload|change|record|add|postpone|delegate|assign|withdraw|go|put|set|mark|move|turn|skip|rate|close|sign|jump|speak|talk)$/
/** "how can I see the past of B2" asks to see it. */
const LOOKS = /^(?:see|view|find|check|know|look|feel|read|stand|stands)$/

/** A day named by some words of a line; `from` and `to` are word indexes. */
export interface DayEntity {
  readonly given: GivenDay
  readonly from: number
  readonly to: number
  /** The word before it: "to", "on", "by". */
  readonly lead: string
}

const MOST_WORDS = 7
/** Words a day can begin with; trying every word would be slow. */
const BEGINS =
  /^(\d|end|the|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|today|tomorrow|yesterday|next|last|in|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|early|mid)/
/** Words before a date that change it or leave it open: "mid January", "31 November", a weekday that does not fit. */
const LEFT_OPEN =
  /^(mid|mid-|early|late|around|after|before|since|(mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(st|nd|rd|th)?)$/
/** Behind these `3.2` is a day. */
const TO_SHORT = new Set(['on', 'by', 'to', 'until', 'till', 'from', 'with'])
const LEADS = new Set(['on', 'by', 'to', 'until', 'till', 'of', 'for', 'from', 'with', 'at', 'as'])

/** Every day named, from left to right, each in its longest reading. */
export function findDays(words: Words, today: Day, { past = false } = {}): readonly DayEntity[] {
  const found: DayEntity[] = []
  let at = 0
  while (at < words.list.length) {
    const day = BEGINS.test(words.list[at]?.plain ?? '') ? dayAt(words, at, today, past) : undefined
    // Holds across a comma too: "Friday, 5 December" when that is a Saturday.
    if (day && !LEFT_OPEN.test(words.list[day.from - 1]?.plain ?? '')) found.push(day)
    at = day ? day.to : at + 1
  }
  return found
}

function dayAt(words: Words, at: number, today: Day, past: boolean): DayEntity | undefined {
  for (let to = Math.min(words.list.length, at + MOST_WORDS); to > at; to -= 1) {
    const text = textBetween(words, at, to)
    const given = isBareNumber(text, leadOf(words, at))
      ? undefined
      : readDay(text, today, { past, ...(TO_SHORT.has(leadOf(words, at)) ? { short: true } : {}) })
    if (given && endsDate(words, to)) return { given, from: at, to, lead: leadOf(words, at) }
  }
  return undefined
}

/** "6" is not a day, and "may" is a month only where one is expected. */
function isBareNumber(text: string, lead: string): boolean {
  return /^\d{1,3}$/.test(text) || (text === 'may' && lead === '')
}

function leadOf(words: Words, at: number): string {
  const lead = words.list[at - 1]?.plain ?? ''
  return LEADS.has(lead) ? lead : ''
}
