import type { Command } from '../../command.ts'
import { listed } from '../../domain/format.ts'
import type { Ask, Choice, Reading } from '../../domain/reading.ts'
import { readReferences } from '../../domain/reference-list.ts'
import { textBetween, type Words, wordsOf } from '../../domain/text.ts'
import { readCommand } from '../command/command-line.ts'
import { compose, formsOf, type Given } from '../command/grammar.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit, type PieceClass } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Sentence } from '../sentence/sentence.ts'
import { type Entity, findEntities } from './entities.ts'
import type { Line } from './line.ts'
import { findCue } from './question-cues.ts'
import { itemsTitled, offerTitled } from './titles.ts'
import { askTime, type UnreadTime, unreadTime } from './unread-time.ts'

interface ParsedQuestion {
  readonly line: Line
  readonly words: Words
  readonly found: readonly Entity[]
  /** Indexes of the words that name something. */
  readonly names: ReadonlySet<number>
  readonly given: Given
  /** "who owns that": it refers to what was spoken of before. */
  readonly pointsBack: boolean
  readonly time: UnreadTime | undefined
}

/** A question in somebody's own words, as the command that answers it. Each command brings its own question cues. */
export function readQuestion(line: Line): Reading | undefined {
  const words = wordsOf(asAsked(line.raw))
  if (words.list.length > MOST_WORDS) return undefined
  const found = withoutWhatItBecame(words, findEntities(words, line.vocabulary))
  const names = new Set(found.flatMap(({ from, to }) => places(from, to)))
  const given = givenOf(found)
  const pointsBack =
    given.refs === undefined && words.list.some(({ plain }) => /^(it|that|this|one)$/.test(plain))
  const time = unreadTime(words, names, line.vocabulary)
  const question = { line, words, found, names, given, pointsBack, time }
  return followUp(question) ?? askUnfinished(question) ?? answer(question)
}

/** "what went red since October": what moved since then, of which the rating is a part. */
function withoutWhatItBecame({ list }: Words, found: readonly Entity[]): readonly Entity[] {
  const isTimed = found.some(({ kind }) => kind === 'since' || kind === 'span')
  const isMoved = list.some(({ plain }) => MOVED.test(plain))
  return isTimed && isMoved ? found.filter(({ kind }) => !/^(?:rating-words?|state)$/.test(kind)) : found
}

const MOVED =
  /^(?:went|gone|turned|turn|became|become|slipped|slid|dropped|fell|fallen|improved|worsened|completed|finished|closed|moved|changed)$/

/** "which are not complete": there are several states that are not, and a list shows one. */
function askUnfinished({ line, words, given }: ParsedQuestion): Reading | undefined {
  const plain = words.list.map((word) => word.plain)
  // "not done on time" is overdue.
  const isDenied = plain.some(
    (word, at) => DENIES.test(word) && ENDS_UNFINISHED.test(plain.slice(at + 1).join(' ')),
  )
  const isAsked = asks(line.raw) || line.sentences.some(beginsAsRequest)
  if (!isDenied || !isAsked || given.refs !== undefined || given.me !== undefined) return undefined
  const within = [given.area, given.role].filter((each) => each !== undefined).map((each) => ` ${each}`)
  return eitherOf(['in progress', 'not started'].map((state) => `list${within.join('')} ${state}`))
}

const DENIES = /^(?:not|isn't|isnt|aren't|arent|haven't|havent|hasn't|hasnt|never|in-?complete)$/
const ENDS_UNFINISHED = /^(?:\w+ )?(?:complete|completed|done|finished)(?! on\b)\b/

/** Typed questions are shorter; longer texts are notes. */
const MOST_WORDS = 40

/** Expands "what's" to "what is", "SLBI's" to "SLBI", and drops closing punctuation. */
function asAsked(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/[‘’]/g, "'")
    .replace(/\bhow (?:do|can|could|would) (?:i|we) (?:see|view|find out|check|know|look at)\b/gi, 'show me')
    .replace(/\b(what|who|how|where|when|that|there)s\b/gi, '$1 is')
    .replace(/\b(what|who|how|where|when|that|it|there|which)'s\b/gi, '$1 is')
    .replace(/(\p{L}|\))'s\b/gu, '$1')
    .replace(/-rated\b/gi, '')
    .replace(/\bbetween now and (?=\p{L})/giu, 'before ')
    .replace(
      /\b(?:for|in) (?:more than |over |about |at least |the (?:last|past) )?(\d{1,2}|a|one|two|three|four|five|six) (week|month|fortnight)s?\b(?=[\s?.!]*$)/gi,
      sinceThen,
    )
    .replace(/,(?=\s+(?:\(\p{L}\)|\p{L}{1,3}\d))/gu, ' and')
    .replace(/[?!…"“”]+|[,;:.](?=\s|$)|\p{Extended_Pictographic}/gu, ' ')
}

/** "with no update for 2 months": since that day. */
function sinceThen(text: string, amount: string, unit: string, at: number, whole: string): string {
  return NOT_HEARD.test(whole.slice(0, at)) ? `since ${amount} ${unit}s ago` : text
}

const NOT_HEARD = /\b(?:no|not|without|never|nothing|haven't|hasn't|havent|hasnt|silent|quiet)\b/i

/** Words that neither ask nor name anything. */
export const PADDING = new Set(
  `the a an please pls plz just actually currently really now still all any some our your you me us can could would will i we is are was
   were am be been has have had do does did to of in on at for with by from it its that this those these there one ones item items action
   actions thing things stuff hi hello hey morning afternoon thanks thank ta cheers and or but so well then right ok okay what which who how
   when where why show list give tell see get find look let know need want like plan moment today everything everyone anything something anyone
   out up as yet not much many about re regarding overall again also too sub-actions sub-action subactions them they their wsoa bot quick
   question remind check pull bring send view display latest only more details detail lists over next last board meeting since area areas way
   if my mine got go going doing done being looking each every per no new another same here wondering wonder whether either good soon
   full most worst best oldest longest biggest sitting first sort sorted order
   belonging belong whole before days rated provide somebody someone anybody`.split(/\s+/),
)

/** The command whose cue fits and that can take what is named; without a cue, the names alone decide. */
function answer(question: ParsedQuestion): Reading | undefined {
  const { line, found, given, words } = question
  const isQuestion = asks(line.raw) || line.sentences.some(beginsAsRequest)
  const candidates = [...line.commands]
    .flatMap(([name, command]) => candidatesFor(question, name, command))
    .filter(({ unknown }) => isQuestion || unknown.length === 0)
    .sort((one, other) => other.score - one.score)
  const [best, second] = candidates
  if (best && best.score > 0) {
    if (best.line === undefined) return askWhich(question, best.name)
    const isTie = second?.score === best.score && second.line !== undefined && second.line !== best.line
    if (isTie) return eitherOf([best.line, second.line ?? ''])
    if (question.time) return askTime(question.time.text, best.name, best.line)
    const unknown = unknownName(words, best.unknown)
    return unknown === undefined ? sure(line, best.line) : withoutName(unknown, best.line)
  }
  if (isQuestion) return unlimited(question, byNames(question))
  if (leftOver(question, []).length > 0 || found.length === 0) return undefined
  // "amber" alone is not a question; "ambers" and "amber in B" are. "I'm done for today" is not.
  if (found.every(({ kind }) => kind === 'state' || kind === 'me') && words.list.length > found.length + 1)
    return undefined
  const isRatingAlone =
    found.length === 1 && given['rating-word'] !== undefined && !/s$/.test(given['rating-word'])
  return isRatingAlone ? undefined : (bareItem(question) ?? byNames(question))
}

interface Candidate {
  readonly name: string
  /** Undefined if something it needs is missing. */
  readonly line: string | undefined
  readonly score: number
  /** Indexes of the words that neither ask nor name anything. */
  readonly unknown: readonly number[]
}

/** A name that a command takes counts for it; a name it cannot take counts more against it. */
const TAKEN = 1
const MISFIT = 4
/** Names often mentioned in passing count less: "the board", "my", a time. A past day is none: today's answer would be false. */
const LOST: Readonly<Record<string, number>> = {
  me: 0,
  command: 0,
  last: 0,
  body: 1,
  role: 2,
  when: 2,
  since: 2,
}
/** A required name that is missing can still be question for. */
const MISSING = 0.5

function candidatesFor(question: ParsedQuestion, name: string, command: Command): readonly Candidate[] {
  const { line, words, found, names, given, pointsBack } = question
  const cue = findCue(words, command, names)
  if (!cue) return []
  const unknown = leftOver(question, cue)
  if (found.length === 0 && unknown.length > (line.isTyped ? 0 : cue.length)) return []
  const wanted = requiredSlot(command) === 'item' ? withRecalled(question, unknown) : given
  const written = compose(name, command, wanted)
  if (!written) {
    const canBeAsked =
      requiredSlot(command) !== undefined && given.role === undefined && given.request === undefined
    return canBeAsked ? [{ name, line: undefined, score: cue.length - MISSING, unknown }] : []
  }
  const isAskedBy = (kind: string) =>
    found.some(
      (each) => each.kind === kind && places(each.from, each.to).every((place) => cue.includes(place)),
    )
  const lost = Object.keys(wanted).filter((kind) => !written.used.has(kind) && !isAskedBy(kind))
  const taken = [...written.used].filter((kind) => kind !== 'me')
  // "where are the minutes": small words alone ask for nothing if what they are about is not known.
  const isSmall = cue.every((at) => PADDING.has(words.list[at]?.plain ?? ''))
  if (isSmall && unknown.length > 0 && taken.length === 0) return []
  const isElsewhere = pointsBack && line.recalled.lastRef !== null && !written.used.has('refs')
  const against = lost.reduce((sum, kind) => sum + (LOST[kind] ?? MISFIT), isElsewhere ? MISFIT : 0)
  return [{ name, line: written.text, score: cue.length + taken.length * TAKEN - against, unknown }]
}

/** Indexes of words that belong neither to the cue, nor to a name, nor to the padding. */
function leftOver({ words, names, time }: ParsedQuestion, cue: readonly number[]): readonly number[] {
  return words.list.flatMap(({ plain }, at) => {
    const isTime = time !== undefined && at >= time.from && at < time.to
    const isKnown =
      isTime || cue.includes(at) || names.has(at) || PADDING.has(plain) || !/[\p{L}\p{N}]/u.test(plain)
    return isKnown ? [] : [at]
  })
}

/** What the command cannot do without: the slot at the start of its forms. */
function requiredSlot(command: Command): 'item' | 'body' | undefined {
  const kinds = formsOf(command).map(([first]) => (first?.kind === 'slot' ? first.slot : ''))
  if (command.changes) return undefined
  if (kinds.some((kind) => /^refs?$/.test(kind))) return 'item'
  return kinds.every((kind) => kind === 'body') ? 'body' : undefined
}

/** Adds the last item spoken of, if the line refers back to it or says nothing else. */
function withRecalled({ given, line, pointsBack }: ParsedQuestion, unknown: readonly number[]): Given {
  const { lastRef } = line.recalled
  const isMeant = pointsBack || (unknown.length === 0 && Object.keys(given).length === 0)
  return given.refs === undefined && lastRef !== null && isMeant ? { ...given, refs: lastRef } : given
}

const ALL = new Set(['everything', 'all', 'items', 'actions', 'list', 'every'])

/** A question without a cue: about an item, an area, somebody's items or a board. */
function byNames({ line, given, words, pointsBack }: ParsedQuestion): Reading | undefined {
  const refs = given.refs ?? (pointsBack ? line.recalled.lastRef : undefined)
  const { not, request, state, role, area, body, 'rating-word': rating, 'rating-words': ratings } = given
  if (refs) return answeredBy(line, 'status', { ...given, refs })
  if (request !== undefined) return sure(line, 'requests')
  if ([not, rating, ratings, state, role].some((each) => each !== undefined))
    return answeredBy(line, 'list', given)
  if (area !== undefined && words.list.some(({ plain }) => ALL.has(plain)))
    return answeredBy(line, 'list', given)
  if (area !== undefined) return answeredBy(line, 'status', given)
  return body === undefined ? undefined : sure(line, `meeting ${body}`)
}

/** "C2", "B2(a)": an item alone; "B3 A" could also be a rating. */
function bareItem({ line, found }: ParsedQuestion): Reading | undefined {
  const [only, ...more] = found
  if (!only || more.length > 0 || only.kind !== 'refs') return undefined
  const [, action = '', letter] = line.raw.match(/^\s*(\S+)\s+(\p{Lu})\s*$/u) ?? []
  const isItem = readReferences(action, line.vocabulary.references) !== undefined
  const rating = isItem ? line.vocabulary.scale.ratings.find((each) => each.letter === letter) : undefined
  if (rating) return eitherOf([`status ${only.text}`, `update ${action} ${rating.label.toLowerCase()}`])
  return sure(line, `status ${only.text}`)
}

const COMMA = bit('comma')
const SHOW = bit('show')
const IDLE = (['courtesy', 'comma', 'and'] as const).reduce((all, name: PieceClass) => all | bit(name), 0)

/** "is …", "show me …", "I was on leave, what did I miss". */
function beginsAsRequest(sentence: Sentence): boolean {
  if (beginsAsQuestion(sentence)) return true
  const asksLater = sentence.some(
    (piece, at) => is(sentence[at - 1], COMMA) && /^(what|who|which|when|where|how|why)\b/.test(piece.plain),
  )
  const first = sentence.find((piece) => !is(piece, IDLE) || is(piece, SHOW))
  const isUpdate =
    sentence.some((piece) => piece.refs) && sentence.some((piece) => piece.said && piece.plain !== 'complete')
  return asksLater || (is(first, SHOW) && !isUpdate)
}

const FOLLOWS =
  /^\s*(?:ok(?:ay)?,?\s+)?(and|what about|how about|same (?:again )?for|same with|just|only|now|also|but|ok|(?:which )?of (?:those|them|these))\b/i

/** "and in area B?", "what about C", "just SLBI's": the last question with something else in it. */
function followUp({ line, words, found, names, given }: ParsedQuestion): Reading | undefined {
  const { recalled, commands, vocabulary, raw } = line
  if (!FOLLOWS.test(raw) || recalled.lastLine === null || found.length === 0) return undefined
  const isOnlyNames = words.list.every(({ plain }, at) => names.has(at) || PADDING.has(plain))
  const last = readCommand(recalled.lastLine, commands, vocabulary)
  if (!isOnlyNames || given.request !== undefined || last?.certainty !== 'sure') return undefined
  const before = givenOf(
    findEntities(wordsOf(recalled.lastLine.slice(last.command.length).trim()), vocabulary),
  )
  const command = commands.get(last.command)
  const written = command && compose(last.command, command, { ...before, ...given })
  // "and A2?" after a list that no item limits is a question about A2.
  return written && Object.keys(given).every((kind) => written.used.has(kind))
    ? sure(line, written.text)
    : undefined
}

function answeredBy(line: Line, name: string, given: Given): Reading | undefined {
  const command = line.commands.get(name)
  const text = command && compose(name, command, given)?.text
  return text === undefined ? undefined : sure(line, text)
}

/** A question never becomes a change, whatever its line reads as. */
function sure({ commands, vocabulary }: Line, text: string): Reading | undefined {
  const reading = readCommand(text, commands, vocabulary)
  if (reading?.certainty !== 'sure' || commands.get(reading.command)?.changes) return undefined
  return { ...reading, line: text, reason: `read as the question: ${text}` }
}

/** "how was area C a year ago": today's answer is none to that. */
function unlimited({ time }: ParsedQuestion, reading: Reading | undefined): Reading | undefined {
  if (!time || reading?.certainty !== 'sure') return reading
  return askTime(time.text, reading.command, reading.line)
}

/** "overdue in housing": a name not in this plan, where a name is expected. */
function unknownName(words: Words, unknown: readonly number[]): string | undefined {
  const at = unknown.find((place) => {
    const before = textBetween(words, Math.max(0, place - 2), place).toLowerCase()
    return /\b(in|for|by|under|within|of)( the)?$/.test(before)
  })
  return at === undefined ? undefined : textBetween(words, at, at + 1)
}

function withoutName(name: string, line: string): Ask {
  return {
    certainty: 'ask',
    command: line.split(' ')[0] ?? null,
    question: `I know no “${name}” in this plan. Shall I answer without it: ${line}?`,
    options: [{ label: line, line }],
    isYesNo: true,
    reason: 'it names something that the plan does not have',
  }
}

/** One of several items that were named, where the command shows one at a time; or any. */
function askWhich(question: ParsedQuestion, name: string): Reading {
  const { refs } = question.given
  if (refs === undefined) return askMissing(question, name)
  return eitherOf(refs.split(', ').map((ref) => `${name.replace(/-/g, ' ')} ${ref}`))
}

/** Asks which item or which board, if none was named or spoken of before. */
function askMissing({ line }: ParsedQuestion, name: string): Reading {
  const verb = name.replace(/-/g, ' ')
  const command = line.commands.get(name)
  if (command && requiredSlot(command) === 'body') {
    return eitherOf(
      line.vocabulary.bodies.filter(({ cadence }) => cadence.length > 0).map(({ code }) => `${verb} ${code}`),
    )
  }
  const titled = itemsTitled(line)
  if (titled.length > 0) return offerTitled(titled, verb)
  return {
    certainty: 'ask',
    command: name,
    question: 'Which item do you mean?',
    options: [],
    answerLine: `${verb} {answer}`,
    reason: 'no item was named, and none was spoken of before',
  }
}

function eitherOf(lines: readonly string[]): Ask {
  const options: readonly Choice[] = lines.map((line) => ({ label: line, line }))
  return {
    certainty: 'ask',
    command: null,
    question: `Do you mean ${listed(lines, 'or')}?`,
    options,
    reason: 'it can be answered in more ways than one',
  }
}

function givenOf(found: readonly Entity[]): Given {
  return Object.fromEntries(found.map(({ kind, text }) => [kind, text]))
}

function places(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
