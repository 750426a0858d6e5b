import { listed } from '../domain/format.ts'
import type { GivenDay } from '../domain/plan.ts'
import { plainReference } from '../domain/reference.ts'
import { findRating, STATE_WORDS, type State } from '../domain/scale.ts'
import { asks, BECAUSE, beginsAsQuestion, type Guard, guardOf, guardOfLine } from './guards.ts'
import { bit } from './lexicon.ts'
import { notesOf } from './notes.ts'
import { is } from './patterns.ts'
import type { Choice, Reading } from './reading.ts'
import type { Said, Sentence } from './sentence.ts'
import { type Assertion, assertionsOf, leftOver } from './statement.ts'
import type { Recalled, Vocabulary } from './vocabulary.ts'

/** What one part of an update says, as the arguments of `update` and `confirm` are. */
export interface Entry {
  readonly refs: readonly string[]
  readonly rating?: string
  readonly state?: State
  readonly on?: GivenDay
  /** Nothing has changed. */
  readonly unchanged?: true
  readonly note?: string
}

interface Line {
  readonly raw: string
  readonly sentences: readonly Sentence[]
  readonly vocabulary: Vocabulary
  readonly recalled: Recalled
}

const REST = bit('rest')
const COMMA = bit('comma')
const NOT = bit('not')
const PAST = bit('past')
const AND = bit('and')
const WORD = bit('word')
const COURTESY = bit('courtesy')

/** Reads an update in somebody's own words: recorded when it is plain, asked about when it is nearly so. */
export function readTelling(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary } = line
  const assertions = assertionsOf(sentences, raw, vocabulary)
  const [first] = assertions
  if (!first) return readMention(line)
  const guard =
    guardOfLine(raw, sentences) ??
    assertions.map((each) => guardOf(sentences[each.sentence] ?? [], each, raw)).find(Boolean)
  if (guard === 'rules' || guard === 'joke') return refused(line, guard, assertions[0]?.refs)
  const entries = entriesOf(line, assertions)
  if (!entries) return unclear(line, assertions, 'unclear')
  const isExpanded = assertions.some(({ refs }) => refs === undefined) || namesAll(line, assertions)
  if (guard === 'question') return askQuestion(line, entries)
  if (guard && guard !== 'unclear') return unclear(line, assertions, guard)
  const double = doubleOf(line, assertions)
  if (double) return double
  if (guard || hasLeftOver(line, assertions)) return unclear(line, assertions, 'unclear')
  if (isExpanded) return askExpanded(line, assertions, entries)
  return sure(entries, assertions)
}

function sure(entries: readonly Entry[], assertions: readonly Assertion[]): Reading {
  const reason = `read as: ${[...new Set(assertions.map((each) => each.pattern))].join('; ')}`
  const [first, ...more] = entries
  if (!first) throw new Error('nothing was said')
  if (first.unchanged && more.length === 0) {
    const { refs, note } = first
    return {
      certainty: 'sure',
      command: 'confirm',
      args: { refs, ...(note ? { note } : {}) },
      line: lineOf(entries),
      reason,
    }
  }
  return { certainty: 'sure', command: 'update', args: argsOf(entries), line: lineOf(entries), reason }
}

/** The arguments of `update`: the first part, and what else the line says. */
export function argsOf([first, ...more]: readonly Entry[]): Record<string, unknown> {
  return { ...first, ...(more.length > 0 ? { also: more } : {}) }
}

/** Entries as a line to type. */
export function lineOf(entries: readonly Entry[]): string {
  const [only, ...more] = entries
  if (only?.unchanged && more.length === 0)
    return `confirm ${only.refs.join(', ')}${only.note ? ` ${only.note}` : ''}`
  const parts = entries.map(({ refs, rating, state, on, unchanged, note }) =>
    [
      refs.join(', '),
      rating ?? (state ? STATE_WORDS[state] : ''),
      unchanged ? 'no change' : '',
      on ? `on ${on.on}` : '',
      note ? `note ${note}` : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  )
  return `update ${parts.join('; ')}`
}

function entriesOf(line: Line, assertions: readonly Assertion[]): readonly Entry[] | undefined {
  const notes = notesOf(line.sentences, assertions, line.raw)
  const named = assertions.flatMap(({ refs }) => refs ?? [])
  const entries = assertions.map(({ refs, said, on }, index): Entry | undefined => {
    const all = refs ?? restOf(line, named)
    if (!all || all.length === 0) return undefined
    const note = notes[index]
    return {
      refs: all,
      ...(said ?? { unchanged: true as const }),
      ...(on ? { on } : {}),
      ...(note ? { note } : {}),
    }
  })
  const known = entries.filter((entry) => entry !== undefined)
  return known.length === entries.length ? known : undefined
}

/** What "the rest" can mean beside some sub-actions: the unfinished others of their action. */
function restOf(
  { vocabulary: { references }, recalled }: Line,
  named: readonly string[],
): readonly string[] | undefined {
  const items = [...references.values()]
  const of = items.filter((item) => named.includes(item.ref))
  const actions = new Set(of.map((item) => item.actionId))
  const [action] = actions
  if (actions.size !== 1 || action === null || action === undefined) return undefined
  return items
    .filter(
      (item) => item.actionId === action && !named.includes(item.ref) && !recalled.finished.has(item.ref),
    )
    .map((item) => item.ref)
}

/** "all of B2", "C2 all amber": the action itself, or everything in it? */
function namesAll({ sentences, vocabulary }: Line, assertions: readonly Assertion[]): boolean {
  return assertions.some(({ refs, sentence, from, to }) => {
    const isAction = refs?.some((ref) => vocabulary.references.get(plainReference(ref))?.kind === 'action')
    return (
      isAction &&
      (sentences[sentence] ?? [])
        .slice(from, to)
        .some(({ plain }) => /^(all|everything|each|every)\b/.test(plain))
    )
  })
}

/** The same item twice, or two ratings side by side. */
function doubleOf(line: Line, assertions: readonly Assertion[]): Reading | undefined {
  for (const each of assertions) {
    const sentence = line.sentences[each.sentence] ?? []
    const [next, then] = sentence.slice(each.to)
    const other = next?.said ?? (next && !is(next, PAST) && next.classes !== WORD ? then?.said : undefined)
    const isTaken = assertions.some(
      ({ sentence: at, from }) => at === each.sentence && from >= each.to && from <= each.to + 1,
    )
    if (other && each.said && each.refs && !isTaken) return askWhich(line, each.refs, [each.said, other])
  }
  const refs = assertions.flatMap((each) => each.refs ?? [])
  const twice = refs.find((ref, index) => refs.indexOf(ref) !== index)
  if (twice === undefined) return undefined
  return askWhich(
    line,
    [twice],
    assertions.filter((each) => each.refs?.includes(twice)).flatMap(({ said }) => said ?? []),
  )
}

/** Items that were named and of which nothing was understood. */
function hasLeftOver({ sentences }: Line, assertions: readonly Assertion[]): boolean {
  return sentences.some((sentence, index) => {
    const left = leftOver(sentence, assertions, index)
    const own = assertions.filter((each) => each.sentence === index)
    if (left.some((piece) => is(piece, REST))) return true
    // A sentence of its own about another item, with a rating in it.
    if (own.length === 0) return left.some((piece) => piece.refs) && left.some((piece) => piece.said)
    return own.some((each) => {
      const [next, second, third] = sentence.slice(each.to)
      if (next?.refs) return true
      const named =
        is(next, COMMA | AND) && second?.refs !== undefined && !own.some(({ from }) => from > each.to)
      return named && (!third || is(third, COMMA | COURTESY | AND))
    })
  })
}

/** An item and a rating in one sentence, but in no shape that says one of the other. */
function readMention(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary } = line
  const sentence = sentences.find(
    (each) => each.some((piece) => piece.refs) && each.some((piece) => piece.said),
  )
  if (!sentence) return undefined
  const guard = guardOfLine(raw, sentences) ?? 'unclear'
  const refs = sentence.find((piece) => piece.refs)?.refs ?? []
  if (guard === 'rules' || guard === 'joke') return refused(line, guard, refs)
  if (beginsAsQuestion(sentence)) return undefined
  const said = sentence.flatMap((piece) => piece.said ?? [])
  const unlike = said.filter((each, index) => said.findIndex((other) => sameSaid(each, other)) === index)
  if (asks(raw)) return undefined
  if (sentence.some((piece) => is(piece, NOT)) && unlike.length === 1)
    return askInstead(line, refs, unlike[0])
  if (unlike.length > 1) return askWhich(line, refs, unlike)
  return offer(line, refs, unlike[0] ? [unlike[0]] : [], reasonFor(sentence), vocabulary)
}

function reasonFor(sentence: Sentence): string {
  for (const [guard, name] of [
    ['condition', 'if'],
    ['condition', 'when'],
    ['hearsay', 'speech'],
    ['opinion', 'opinion'],
    ['forecast', 'hedge'],
    ['memory', 'past'],
    ['memory', 'then'],
  ] as const) {
    if (sentence.some((piece) => is(piece, bit(name)))) return BECAUSE[guard]
  }
  return BECAUSE.unclear
}

function unclear(line: Line, assertions: readonly Assertion[], guard: Guard): Reading {
  const [first] = assertions
  return offer(
    line,
    first?.refs ?? [],
    first?.said ? [first.said] : [],
    BECAUSE[guard],
    line.vocabulary,
    first?.on,
  )
}

/** Says what was understood and offers to record it, or only the words. */
function offer(
  line: Line,
  refs: readonly string[],
  said: readonly Said[],
  reason: string,
  vocabulary: Vocabulary,
  on?: GivenDay,
): Reading {
  const target = refs.join(', ')
  const words = wordsLeft(line)
  const choices: Choice[] = said.map((each) => {
    const entry = { refs, ...each, ...(on ? { on } : {}), ...(words ? { note: line.raw.trim() } : {}) }
    return { label: `${target}: ${saidWords(each, vocabulary)}`, line: lineOf([entry]) }
  })
  const what = said[0]
    ? `Shall I record ${target} as ${saidWords(said[0], vocabulary)}?`
    : `Shall I record that as a note on ${target}?`
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs, ...said[0] },
    question: what,
    options: [...choices, { label: `A note on ${target}`, line: `update ${target} note ${line.raw.trim()}` }],
    reason,
    isYesNo: true,
    isNote: true,
  }
}

/** Whether anything was said besides what was understood. */
function wordsLeft({ sentences }: Line): boolean {
  return sentences.flat().filter((piece) => piece.classes === WORD).length > 1
}

function askQuestion(line: Line, entries: readonly Entry[]): Reading | undefined {
  const sentence = line.sentences.find((each) => each.some((piece) => piece.refs))
  if (
    sentence &&
    beginsAsQuestion(sentence) &&
    !sentence.some((piece) => is(piece, bit('rate')) || piece.plain === 'make')
  )
    return undefined
  const [first] = entries
  const refs = first?.refs ?? []
  return {
    certainty: 'ask',
    command: 'update',
    args: argsOf(entries),
    question: `Shall I record that?`,
    options: [
      {
        label: `Record: ${entries.map((entry) => entryWords(entry, line.vocabulary)).join('; ')}`,
        ...choiceOf(entries),
      },
      { label: `A question about ${refs[0]}`, line: `status ${refs[0]}` },
    ],
    reason: BECAUSE.question,
    isYesNo: true,
  }
}

function askExpanded(line: Line, assertions: readonly Assertion[], entries: readonly Entry[]): Reading {
  const { references } = line.vocabulary
  const parts = entries.map((entry, index) => {
    const each = assertions[index]
    const action = each?.refs
      ?.map((ref) => references.get(plainReference(ref)))
      .find((item) => item?.kind === 'action')
    if (!each || !namesAll(line, [each]) || !action) return entry
    const open = [...references.values()].filter(
      (item) => item.actionId === action.id && !line.recalled.finished.has(item.ref),
    )
    return { ...entry, refs: open.map((item) => item.ref) }
  })
  const isAction = parts.some((part, index) => part !== entries[index])
  const words = (all: readonly Entry[]) => all.map((entry) => entryWords(entry, line.vocabulary)).join('; ')
  return {
    certainty: 'ask',
    command: 'update',
    args: argsOf(isAction ? entries : parts),
    question: isAction
      ? `Do you mean ${entries[0]?.refs.join(', ')} itself, or each part that is not complete?`
      : `Do you mean: ${words(parts)}?`,
    options: [
      ...(isAction ? [{ label: words(entries), ...choiceOf(entries) }] : []),
      { label: words(parts), ...choiceOf(parts) },
    ],
    reason: 'what is meant had to be expanded',
  }
}

/** "B2(d) red or amber", "C2 amber and complete". */
export function askWhich(line: Line, refs: readonly string[], said: readonly Said[]): Reading {
  const target = refs.join(', ')
  const unlike = said.filter((each, index) => said.findIndex((other) => sameSaid(each, other)) === index)
  const note = wordsLeft(line) ? { note: line.raw.trim() } : {}
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `Which is it for ${target}?`,
    options: [
      ...unlike.map((each) => ({
        label: saidWords(each, line.vocabulary),
        line: lineOf([{ refs, ...each, ...note }]),
      })),
      { label: 'Only a note', line: `update ${target} note ${line.raw.trim()}` },
    ],
    reason: `it names ${unlike.length} ratings`,
    isNote: true,
  }
}

/** "C2 isn't green": what is it then? */
function askInstead(line: Line, refs: readonly string[], not: Said | undefined): Reading {
  const target = refs.join(', ')
  const { scale } = line.vocabulary
  const others = scale.ratings.filter(
    (rating) => !rating.final && !(not && 'rating' in not && not.rating === rating.code),
  )
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `How does ${target} stand, then?`,
    options: [
      ...others.map((rating) => ({ label: rating.label, line: `update ${target} ${rating.code}` })),
      { label: 'Only a note', line: `update ${target} note ${line.raw.trim()}` },
    ],
    reason: 'it says how the item does not stand',
    isNote: true,
  }
}

function refused({ raw }: Line, guard: Guard, refs: readonly string[] = []): Reading {
  void raw
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason:
      guard === 'rules'
        ? 'The rules of the plan hold for everyone; nothing was changed.'
        : 'Nothing was recorded: that does not read like an update.',
    suggestions: refs.length > 0 ? [`status ${refs[0]}`] : ['help'],
  }
}

function choiceOf(entries: readonly Entry[]): Omit<Choice, 'label'> {
  return {
    line: lineOf(entries),
    ...(entries.length > 1 ? { submission: { command: 'update', arguments: argsOf(entries) } } : {}),
  }
}

function entryWords({ refs, rating, state, unchanged }: Entry, vocabulary: Vocabulary): string {
  const said = rating ? { rating } : state ? { state } : undefined
  return `${listed(refs)}: ${said ? saidWords(said, vocabulary) : unchanged ? 'no change' : 'a note'}`
}

function saidWords(said: Said, { scale }: Vocabulary): string {
  return 'rating' in said ? findRating(scale, said.rating).label : STATE_WORDS[said.state]
}

function sameSaid(one: Said, other: Said): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
