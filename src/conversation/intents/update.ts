import type { Item } from '../../domain/plan.ts'
import type { Reading } from '../../domain/reading.ts'
import { plainReference } from '../../domain/reference.ts'
import {
  BECAUSE,
  beginsAsQuestion,
  type Guard,
  guardOf,
  guardOfHead,
  guardOfLine,
} from '../sentence/guards.ts'
import { withHanging } from '../sentence/hanging.ts'
import { bit, distinct, type Said } from '../sentence/lexicon.ts'
import { notesOf } from '../sentence/notes.ts'
import { is } from '../sentence/patterns.ts'
import type { Sentence } from '../sentence/sentence.ts'
import { type Assertion, assertionsOf, leftOver } from '../sentence/statement.ts'
import { askCompletion, askWhichDay } from './completion-day.ts'
import { argumentsOf, choiceOf, type Entry, entriesText, lineOf } from './entries.ts'
import type { Line } from './line.ts'
import { dayAhead, readMention } from './mention.ts'
import { askNames, offerEntries, offerOneOf, offerRecord, refuse } from './offers.ts'

const REST = bit('rest')
const COMMA = bit('comma')
const PAST = bit('past')
const AND = bit('and')
const WORD = bit('word')
const COURTESY = bit('courtesy')
const BIDS = bit('rate') | bit('lead')

/** An update in somebody's own words: recorded if it is plain, asked about if it nearly is. */
export function readUpdate(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary } = line
  const said = assertionsOf(sentences, raw, vocabulary)
  const [first] = said
  if (!first) return readMention(line)
  const assertions = withHanging(sentences, said)
  const guard = guardOfLine(raw, sentences) ?? guardOfHead(sentences, first, raw) ?? firstGuard(line, said)
  if (guard === 'joke') return refuse(guard, first.refs ?? [])
  const entries = entriesOf(line, assertions)
  if (!entries) return askNames
  if (guard === 'question') return askQuestion(line, entries)
  const unread = assertions.find((each) => each.unread)
  if (unread?.unread && (!guard || guard === 'memory')) return askCompletion(line, unread, unread.unread)
  if (guard && guard !== 'unclear' && guard !== 'doubted') return unclear(line, assertions, guard)
  const double = doubleOf(line, said)
  if (double) return double
  if (guard || assertions.length > said.length || hasLeftOver(line, assertions))
    return unclear(line, assertions, guard ?? 'unclear')
  // "B1 amber not red" may be a slip the other way round.
  const isOpposed = assertions.some(({ shape }) => shape === 'item, one not another')
  if (isOpposed || isOneOfThem(line, assertions)) return unclear(line, assertions, 'unclear')
  if (assertions.some(({ shape }) => shape === 'item, the same')) return askSame(line, assertions, entries)
  const isExpanded =
    assertions.some(({ refs }) => refs === undefined) || wholesNamed(line, assertions).length > 0
  if (isExpanded) return askExpanded(line, assertions, entries)
  return askWhichDay(line, entries) ?? sure(entries, assertions)
}

/** "C2 or B3(c) red", "all but B1(c) red", "C2 so red": the word beside them changes the meaning. */
function isOneOfThem({ sentences, raw }: Line, assertions: readonly Assertion[]): boolean {
  return assertions.some(({ sentence, from, to, said }) => {
    const span = (sentences[sentence] ?? []).slice(from, to)
    const items = span.find((piece) => piece.refs)
    const isEither =
      items !== undefined && said !== undefined && /\bor\b/i.test(raw.slice(items.start, items.end))
    const before = span[span.findLastIndex((piece) => piece.said) - 1]
    return (
      isEither ||
      span.slice(0, items ? span.indexOf(items) : 0).some(({ plain }) => plain === 'but') ||
      /^(so|too)$/.test(before?.plain ?? '')
    )
  })
}

function firstGuard({ sentences, raw }: Line, assertions: readonly Assertion[]): Guard | undefined {
  return assertions.map((each) => guardOf(sentences[each.sentence] ?? [], each, raw)).find((guard) => guard)
}

function sure(entries: readonly Entry[], assertions: readonly Assertion[]): Reading {
  const reason = `read as: ${[...new Set(assertions.map(({ shape }) => shape))].join('; ')}`
  const [only, ...more] = entries
  const isConfirmed = only?.unchanged && more.length === 0
  const args = argumentsOf(entries)
  return {
    certainty: 'sure',
    command: isConfirmed ? 'confirm' : 'update',
    args,
    line: lineOf(entries),
    reason,
  }
}

/** One entry per assertion, with its note; undefined if "the rest" means nothing here. */
function entriesOf(line: Line, assertions: readonly Assertion[]): readonly Entry[] | undefined {
  const notes = notesOf(line.sentences, assertions, line.raw)
  const named = assertions.flatMap(({ refs }) => refs ?? [])
  const entries = assertions.flatMap(({ refs: each, said, on, isNote }, index): readonly Entry[] => {
    const note = notes[index]
    const what = said ?? (isNote ? {} : { unchanged: true as const })
    const refs = each ?? restOf(line, named, said)
    return refs.length === 0 ? [] : [{ refs, ...what, ...(on ? { on } : {}), ...(note ? { note } : {}) }]
  })
  return entries.length === assertions.length ? entries : undefined
}

/**
 * "The rest" beside some items: the speaker's other unfinished ones, within the same one if there are any there. Who
 * answers for nothing means all within the same one.
 */
function restOf(line: Line, named: readonly string[], said: Said | undefined): readonly string[] {
  const { roles, confirmable, finished } = line.recalled
  const wholes = new Set(named.map((ref) => itemOf(line, ref)?.parentId))
  const others = [...line.vocabulary.references.values()].filter(
    ({ ref, place }) =>
      place === 'counted' && !named.includes(ref) && (said ? !finished.has(ref) : confirmable.has(ref)),
  )
  const own = others.filter(({ owners }) => owners.some((role) => roles.includes(role)))
  const isWithin = ({ parentId }: Item) => wholes.size === 1 && parentId !== null && wholes.has(parentId)
  const [within, ownWithin] = [others.filter(isWithin), own.filter(isWithin)]
  const found = ownWithin.length > 0 ? ownWithin : own.length > 0 ? own : within
  return [...new Set(found.map(({ ref }) => ref))]
}

function unfinished({ vocabulary, recalled }: Line, parentId: number): readonly string[] {
  return [...vocabulary.references.values()]
    .filter((item) => item.parentId === parentId && !recalled.finished.has(item.ref))
    .map((item) => item.ref)
}

function itemOf({ vocabulary }: Line, ref: string): Item | undefined {
  return vocabulary.references.get(plainReference(ref))
}

/** "B5(a) amber, B5(c) the same": the same rating, or the same as before. */
function askSame(line: Line, assertions: readonly Assertion[], entries: readonly Entry[]): Reading {
  const before = entries.map((entry, index): Entry => {
    const { refs, note } = entry
    return assertions[index]?.shape === 'item, the same'
      ? { refs, unchanged: true, ...(note ? { note } : {}) }
      : entry
  })
  return {
    certainty: 'ask',
    command: 'update',
    args: argumentsOf(entries),
    question: 'The same as which: as the item before, or as it stood?',
    options: [entries, before].map((each) => choiceOf(each, entriesText(each, line.vocabulary))),
    reason: '“the same” can mean more than one thing',
  }
}

/** "all of B2", "C2 all amber": wholes of which each part may be meant. */
function wholesNamed(line: Line, assertions: readonly Assertion[]): readonly Item[] {
  return assertions.flatMap(({ refs = [], sentence, from, to }) => {
    const span = (line.sentences[sentence] ?? []).slice(from, to)
    if (!span.some(({ plain }) => /^(all|everything|each|every)\b/.test(plain))) return []
    return refs.flatMap((ref) => itemOf(line, ref) ?? []).filter((item) => item.place === 'rolled-up')
  })
}

function askExpanded(line: Line, assertions: readonly Assertion[], entries: readonly Entry[]): Reading {
  const wholes = wholesNamed(line, assertions)
  const each = entries.map((entry) => {
    const whole = wholes.find(({ ref }) => entry.refs.includes(ref))
    return whole ? { ...entry, refs: unfinished(line, whole.id) } : entry
  })
  const meant = entriesText(each, line.vocabulary)
  const whole = wholes.length > 0 ? [choiceOf(entries, entriesText(entries, line.vocabulary))] : []
  return {
    certainty: 'ask',
    command: 'update',
    args: argumentsOf(wholes.length > 0 ? entries : each),
    question:
      wholes.length > 0
        ? `Do you mean ${wholes.map(({ ref }) => ref).join(', ')} itself, or each part of it that is not complete?`
        : `Do you mean ${meant}?`,
    options: [...whole, choiceOf(each, meant)],
    ...(wholes.length > 0 ? {} : { isYesNo: true as const }),
    reason: 'what is meant had to be expanded',
  }
}

/** Two ratings side by side, or the same item twice. */
function doubleOf(line: Line, assertions: readonly Assertion[]): Reading | undefined {
  for (const each of assertions) {
    const sentence = line.sentences[each.sentence] ?? []
    const [next, second] = sentence.slice(each.to)
    const isLinked = next !== undefined && !is(next, PAST) && next.classes !== WORD
    const other = next?.said ?? (isLinked ? second?.said : undefined)
    const isTaken = assertions.some(
      ({ sentence: at, from }) => at === each.sentence && from >= each.to && from <= each.to + 1,
    )
    const isOther = other && each.said && distinct([each.said, other]).length > 1
    if (isOther && each.said && each.refs && !isTaken) return offerOneOf(line, each.refs, [each.said, other])
  }
  const refs = assertions.flatMap((each) => each.refs ?? [])
  const twice = refs.find((ref, index) => refs.indexOf(ref) !== index)
  if (twice === undefined) return undefined
  const said = assertions.filter((each) => each.refs?.includes(twice)).flatMap((each) => each.said ?? [])
  return offerOneOf(line, [twice], said)
}

/** Whether items were named about which nothing was understood. */
function hasLeftOver({ sentences }: Line, assertions: readonly Assertion[]): boolean {
  const named = new Set(assertions.flatMap(({ refs }) => refs ?? []))
  return sentences.some((sentence, index) => {
    const left = leftOver(sentence, assertions, index)
    const own = assertions.filter((each) => each.sentence === index)
    if (left.some((piece) => is(piece, REST))) return true
    // "B5 a amber, b red": a letter that is short for another item.
    if (
      own.length > 0 &&
      left.some((piece) => piece.said && /^\p{L}$/u.test(sentence[sentence.indexOf(piece) - 1]?.plain ?? ''))
    )
      return true
    // A separate sentence about another item, with a rating in it.
    const isOther = sentence[0]?.refs?.some((ref) => !named.has(ref)) === true
    if (own.length === 0)
      return isOther || (left.some((piece) => piece.refs) && left.some((piece) => piece.said))
    if (isNamedBefore(sentence, own)) return true
    return own.some((each) => isLeftHanging(sentence, each, own))
  })
}

/** "B3(c) - B3(a) amber": an item right before, joined by no more than a dash or "and". */
function isNamedBefore(sentence: Sentence, own: readonly Assertion[]): boolean {
  const start = Math.min(...own.map(({ from }) => from))
  const first = sentence.slice(0, start).findLastIndex((piece) => piece.refs)
  return first !== -1 && sentence.slice(first + 1, start).every((piece) => is(piece, COMMA | COURTESY | AND))
}

/** "C2 amber and B1": another item follows, with nothing said about it. */
function isLeftHanging(sentence: Sentence, { to }: Assertion, own: readonly Assertion[]): boolean {
  const [next, second, third] = sentence.slice(to)
  if (next?.refs) return !own.some(({ from }) => from === to)
  const isNamed = is(next, COMMA | AND) && second?.refs !== undefined && !own.some(({ from }) => from > to)
  return isNamed && (!third || is(third, COMMA | COURTESY | AND))
}

function unclear(line: Line, assertions: readonly Assertion[], guard: Guard): Reading {
  const [first] = assertions
  const named = new Set(assertions.flatMap((each) => each.refs ?? []))
  const left = leftRefs(line, named)
  const entries = entriesOf(line, assertions)
  if (entries && (assertions.length > 1 || left.length > 0))
    return offerEntries(line, entries, left, BECAUSE[guard])
  const { refs = [], said, on }: Partial<Assertion> = first ?? {}
  const ahead =
    guard === 'forecast' || guard === 'memory' || guard === 'condition' ? dayAhead(line) : undefined
  return offerRecord(line, refs, {
    ...(said ? { said } : {}),
    ...(on ? { on } : {}),
    ahead,
    because: BECAUSE[guard],
  })
}

/** Items that the line names beside those of which something was understood. */
function leftRefs({ sentences }: Line, named: ReadonlySet<string>): readonly string[] {
  const all = sentences.flat().flatMap((piece) => piece.refs ?? [])
  return [...new Set(all)].filter((ref) => !named.has(ref))
}

/** "C2 amber?", "could you mark C2 amber?": asks whether to record it. "Is C2 amber" is a plain question. */
function askQuestion(line: Line, entries: readonly Entry[]): Reading | undefined {
  const sentence = line.sentences.find((each) => each.some((piece) => piece.refs)) ?? []
  if (beginsAsQuestion(sentence) && !sentence.some((piece) => is(piece, BIDS))) return undefined
  const [ref] = entries[0]?.refs ?? []
  return {
    certainty: 'ask',
    command: 'update',
    args: argumentsOf(entries),
    question: 'Shall I record that?',
    options: [
      choiceOf(entries, `Record ${entriesText(entries, line.vocabulary)}`),
      { label: `Only show how ${ref} stands`, line: `status ${ref}` },
    ],
    isYesNo: true,
    reason: BECAUSE.question,
  }
}
