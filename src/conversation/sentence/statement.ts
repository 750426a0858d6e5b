import type { GivenDay } from '../../domain/plan.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { completionTime } from '../day-phrase.ts'
import { bit, type Said } from './lexicon.ts'
import { endOf, is, pattern } from './patterns.ts'
import type { Piece, Sentence } from './sentence.ts'

/** One thing that a line plainly says about some items. */
export interface Assertion {
  readonly sentence: number
  /** Index of the first piece, and of the first piece after it. */
  readonly from: number
  readonly to: number
  /** Undefined for "the rest". */
  readonly refs: readonly string[] | undefined
  /** Undefined for "no change". */
  readonly said: Said | undefined
  /** The day of completion. */
  readonly on?: GivenDay
  /** A time of completion that is no single day. */
  readonly unread?: Unread
  /** It says no rating: its words are its note. */
  readonly isNote?: true
  /** The name of the shape, shown by `parse`. */
  readonly shape: string
}

/**
 * The ways people say how an item stands, one shape per line. Anything else is never recorded without asking. In each
 * shape the last `said` is the current one.
 */
const SHAPES = {
  /** "C2 amber", "please mark C2 as amber", "C2's rating is now amber" */
  'item, rating': 'OPENING items MIDDLE said',
  /** "C2 from amber to red", "we've moved B4(c) from amber to green" */
  'item, from one to another': 'OPENING items BID from said GLUE said',
  /** "B1(c) was amber, now green" */
  'item, was and is': 'OPENING items GLUE past said THEN_NOW said',
  /** "B1 (red last time) now amber" */
  'item, once and now': 'OPENING items comma? past? said otherDay comma? THEN_NOW said',
  /** "B1 amber not red": the first one holds. */
  'item, one not another': 'OPENING items MIDDLE said comma? not said',
  /** "B5(b) amber -> green" */
  'item, one to another': 'OPENING items MIDDLE said link link* said',
  /** "C2(b) was completed on 30 September 2019": only with its day */
  'item, was done on a day': 'OPENING items past GLUE said',
  /** "amber for C2", "done: C2(b)" */
  'rating, item': 'OPENING said GLUE comma? for? topic* items',
  /** "C2 supplier slipped, so now amber": about the item that began the sentence */
  'rating alone': 'it|link|courtesy|so|topic|rate|comma* said',
  /** "the rest amber" */
  'rest, rating': 'OPENING rest GLUE said',
  /** "B3 no change" */
  'item, no change': 'OPENING items MIDDLE same',
  /** "no change on B3" */
  'no change, item': 'OPENING same GLUE comma? for? topic* items',
  /** "the others same as before" */
  'rest, no change': 'OPENING rest GLUE same',
  /** "no change on the others" */
  'no change, rest': 'OPENING same GLUE comma? for? topic* rest',
} as const

type Shape = keyof typeof SHAPES

const PARTS: Readonly<Record<string, string>> = {
  OPENING: 'courtesy|lead|rate|for|topic|it|comma|link|and|so*',
  MIDDLE: 'topic|link|courtesy|it|comma|rate*',
  GLUE: 'link|courtesy|it*',
  BID: 'topic|link|courtesy|it|comma|rate|lead*',
  THEN_NOW: 'link|courtesy|comma|and|it|otherDay*',
}

const COMPILED = Object.entries(SHAPES).map(([name, text]) => ({
  name: name as Shape,
  steps: pattern(text.replace(/[A-Z_]+/g, (part) => PARTS[part] ?? part)),
}))

const DONE = pattern(`${PARTS.OPENING} said`)
const LIKEWISE = pattern('courtesy|and|link|for|same* items link|courtesy|it|same*')
const ITEM_AFTER = pattern('comma? for? items')

const ITEMS = bit('items')
const SAID = bit('said')
const COMMA = bit('comma')
const AND = bit('and')
const SO = bit('so')
const REST = bit('rest')
const COURTESY = bit('courtesy')
const LEAD = bit('lead')

/** Everything that a line plainly says, in order. */
export function assertionsOf(
  sentences: readonly Sentence[],
  raw: string,
  vocabulary: Vocabulary,
): readonly Assertion[] {
  const found: Assertion[] = []
  for (const [index, sentence] of sentences.entries()) {
    let at = 0
    while (at < sentence.length) {
      const last = found.at(-1)
      const follows = last?.sentence === index
      const isRow = follows && last?.to === at && sentence[at]?.refs !== undefined && isBareRow(sentence)
      const assertion =
        isRow || mayBegin(sentence, at, follows)
          ? assertionAt(sentences, { index, at, before: found, raw, vocabulary })
          : undefined
      if (assertion) found.push(assertion)
      at = assertion ? assertion.to : at + 1
    }
  }
  return found
}

/**
 * An assertion begins a sentence or follows a comma or "so"; it follows "and" only after another assertion. "The rest"
 * may stand anywhere.
 */
function mayBegin(sentence: Sentence, at: number, follows: boolean): boolean {
  const before = sentence[at - 1]
  return (
    !before ||
    is(before, COMMA | SO) ||
    isBid(sentence, at) ||
    (follows && is(before, AND)) ||
    is(sentence[at], REST)
  )
}

/** "on train cant log in can u put B3d green": the bid begins anew. */
function isBid(sentence: Sentence, at: number): boolean {
  return BIDS.has(sentence[at]?.plain ?? '') && is(sentence[at + 1], LEAD)
}

const BIDS = new Set('can you,could you,can u,could u,will you,would you,please,pls,plz'.split(','))

/** "a2e red a2f amber a2d green": only items, each with its rating. */
function isBareRow(sentence: Sentence): boolean {
  const telling = sentence.filter((piece) => !is(piece, COURTESY | COMMA))
  return telling.every((piece, at) => (at % 2 === 0 ? piece.refs : piece.said) !== undefined)
}

interface Place {
  readonly index: number
  readonly at: number
  readonly before: readonly Assertion[]
  readonly raw: string
  readonly vocabulary: Vocabulary
}

/** The longest shape that fits here. */
function assertionAt(sentences: readonly Sentence[], place: Place): Assertion | undefined {
  const sentence = sentences[place.index] ?? []
  const fitting = COMPILED.flatMap(({ name, steps }) => {
    const to = endOf(steps, sentence, place.at)
    return to === undefined ? [] : [{ name, to }]
  }).sort((one, other) => other.to - one.to)
  for (const { name, to } of fitting) {
    const assertion = asserted(sentences, place, { name, to })
    if (assertion) return assertion
  }
  return doneOn(sentence, place) ?? likewise(sentence, place)
}

/** "B5(a) amber; B5(c) too": the same of another item. */
function likewise(sentence: Sentence, { index, at, before }: Place): Assertion | undefined {
  const last = before.at(-1)
  const to = endOf(LIKEWISE, sentence, at)
  const span = sentence.slice(at, to)
  const refs = span.flatMap((piece) => piece.refs ?? [])
  const isSame = span.some(({ plain }) => /^(?:too|as well|also|likewise|ditto|similarly)$/.test(plain))
  const isEnd = to !== undefined && (!sentence[to] || is(sentence[to], COMMA | AND))
  if (!last?.said || refs.length === 0 || to === undefined || !isSame || !isEnd) return undefined
  return { ...sameAs(last), sentence: index, from: at, to, refs, shape: 'item, likewise' }
}

/** The rating, and the day of a completion, of what was said before. */
function sameAs({ said, on }: Assertion): Pick<Assertion, 'said' | 'on'> {
  return { said, ...(on ? { on } : {}) }
}

function asserted(
  sentences: readonly Sentence[],
  place: Place,
  { name, to }: { name: Shape; to: number },
): Assertion | undefined {
  const sentence = sentences[place.index] ?? []
  const span = sentence.slice(place.at, to)
  const all = span.flatMap((piece) => piece.said ?? [])
  const said = name === 'item, one not another' ? all[0] : all.at(-1)
  const isRest = span.some((piece) => is(piece, REST))
  const refs =
    name === 'rating alone'
      ? itemsBefore(sentences, { ...place, to })
      : span.flatMap((piece) => piece.refs ?? [])
  if (!isRest && refs.length === 0) return undefined
  // "the same for B5(c)" repeats what was said before, whatever that was.
  const isAgain = span.some(({ plain }) => SAME_AGAIN.test(plain))
  if (name === 'no change, item' && isAgain) return undefined
  const before = place.before.at(-1)
  if (name === 'item, no change' && isAgain && before?.said && before.sentence <= place.index)
    return { ...sameAs(before), sentence: place.index, from: place.at, to, refs, shape: 'item, the same' }
  const day = said && completes(said, place.vocabulary) ? dayAfter(sentence, { to, ...place }) : undefined
  if (name === 'item, was done on a day' && !day) return undefined
  const base = { sentence: place.index, from: place.at, refs: isRest ? undefined : refs, said, shape: name }
  return { ...base, to, ...day }
}

function completes(said: Said, { scale }: Vocabulary): boolean {
  if ('state' in said) return said.state === 'complete'
  const rating = scale.ratings.find(({ code }) => code === said.rating)
  return rating?.impliesState === 'complete'
}

/** "done last Friday: A2(e)": the day stands in between. */
function doneOn(sentence: Sentence, place: Place): Assertion | undefined {
  const to = endOf(DONE, sentence, place.at)
  const said = to === undefined ? undefined : sentence[to - 1]?.said
  const day = to !== undefined && said && 'state' in said ? dayAfter(sentence, { to, ...place }) : undefined
  const end = day && endOf(ITEM_AFTER, sentence, day.to)
  if (!day || end === undefined) return undefined
  const refs = sentence[end - 1]?.refs
  return {
    sentence: place.index,
    from: place.at,
    to: end,
    refs,
    said,
    ...(day.on ? { on: day.on } : {}),
    ...(day.unread ? { unread: day.unread } : {}),
    shape: 'rating, day, item',
  }
}

/** The items that a bare rating is about: those at the start of its sentence, or in the sentence before. */
function itemsBefore(
  sentences: readonly Sentence[],
  { index, at, to, before }: Place & { to: number },
): readonly string[] {
  const sentence = sentences[index] ?? []
  const after = sentence[to]
  if (after && !is(after, COMMA | COURTESY | SO) && !TODAY.test(after.plain)) return []
  if (before.some((each) => each.sentence === index)) return []
  if (at === 0 && index > 0)
    return namedAlone(
      sentences[index - 1],
      before.some((each) => each.sentence === index - 1),
    )
  const own = sentence.slice(0, at)
  const start = own.findIndex((piece) => piece.refs)
  if (start === -1 || own.filter((piece) => piece.refs).length > 1) return []
  return own.slice(0, start).every((piece) => is(piece, OPENING)) ? (own[start]?.refs ?? []) : []
}

/** "Green now." */
const TODAY = /^(?:now|today|again|currently|at present|at the moment|this month)$/

/** "C2(b). Done.", "Item: B4(a)" on a separate line. */
function namedAlone(sentence: Sentence | undefined, isTaken: boolean): readonly string[] {
  const [named, ...more] = sentence?.filter((piece) => piece.refs) ?? []
  const isAlone = !isTaken && sentence?.every((piece) => piece.refs || is(piece, OPENING))
  return named?.refs && more.length === 0 && isAlone ? named.refs : []
}

const OPENING = ['courtesy', 'lead', 'for', 'topic', 'it', 'comma', 'link'].reduce(
  (all, name) => all | bit(name as 'courtesy'),
  0,
)

interface Completion {
  /** Index of the first piece after the day. */
  readonly to: number
  readonly on?: GivenDay
  /** A time that is no past day: where it stands in the line. */
  readonly unread?: Unread
}

/** A time that could not be read as a single day: its place in the line. */
export interface Unread {
  readonly start: number
  readonly end: number
}

/** What follows a completion, if it is a time: "on 3 November", "yesterday", "- 12 Nov", "over half term". */
function dayAfter(
  sentence: Sentence,
  { to, raw, vocabulary }: { to: number; raw: string; vocabulary: Vocabulary },
): Completion | undefined {
  const first = sentence[to]
  const time = first && completionTime(raw.slice(first.start), vocabulary)
  if (!time) return undefined
  const [start, end] = [first.start + time.start, first.start + time.end]
  const next = sentence.findIndex((piece) => piece.start >= end)
  const after = { to: next === -1 ? sentence.length : next }
  return time.on ? { ...after, on: time.on } : { ...after, unread: { start, end } }
}

const SAME_AGAIN = /^(?:(the )?same( again)?|ditto)$/

/** Pieces with items or ratings that belong to no assertion. */
export function leftOver(sentence: Sentence, taken: readonly Assertion[], index: number): readonly Piece[] {
  const own = taken.filter((each) => each.sentence === index)
  return sentence.filter(
    (piece, at) => is(piece, ITEMS | SAID | REST) && !own.some((each) => at >= each.from && at < each.to),
  )
}
