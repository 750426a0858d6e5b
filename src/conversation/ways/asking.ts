import type { Command } from '../../command.ts'
import { listed } from '../../domain/format.ts'
import { readCommand } from '../command/command-line.ts'
import { compose, formsOf, type Given } from '../command/compose.ts'
import type { Choice, Reading } from '../reading.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Sentence } from '../sentence/sentence.ts'
import type { Recalled } from '../vocabulary.ts'
import { textBetween, type Words, wordsOf } from '../words.ts'
import type { Line } from './line.ts'
import { type Found, spot } from './spotting.ts'

/** A question in somebody's own words, as the command that answers it. Commands bring the words they are asked by. */
export function readAsking(line: Line): Reading | undefined {
  const words = wordsOf(asAsked(line.raw))
  if (words.list.length > MOST_WORDS) return undefined
  const found = spot(words, line.vocabulary)
  return followUp(line, words, found) ?? question(line, words, found)
}

/** A question that somebody types is shorter; long texts are notes. */
const MOST_WORDS = 40

/** "what's" is "what is", "SLBI's" loses its ending, and marks that only close a sentence are left out. */
function asAsked(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/[‘’]/g, "'")
    .replace(/\b(what|who|how|where|when|that|it|there)s\b/gi, (whole, word) =>
      /^its$/i.test(whole) ? whole : `${word} is`,
    )
    .replace(/\b(what|who|how|where|when|that|it|there|which)'s\b/gi, '$1 is')
    .replace(/(\p{L}|\))'s\b/gu, '$1')
    .replace(/-rated\b/gi, '')
    .replace(/[?!…"“”]+|[,;:.](?=\s|$)|\p{Extended_Pictographic}/gu, ' ')
}

/** Words that neither ask nor name anything. */
const PADDING = new Set(
  `the a an please pls plz just actually currently really now still all any some our your you me us can could would will i we is are was were am be
   been has have had do does did to of in on at for with by from it its that this those these there one ones item items action actions thing things
   stuff hi hello hey morning afternoon thanks thank ta cheers and or but so well then right ok okay what which who how when where why show list
   give tell see get find look let know need want like plan moment today everything everyone anything something anyone out up as yet not how's
   many much about re regarding overall again also too currently sub-actions sub-action subactions them they their wsoa bot quick question
   remind check pull bring send view display latest only more details detail list lists over next last board meeting since area areas way if my
   mine got go going doing done being looking each every per no new another same here wondering wonder could whether either good send soon belonging belong these days rated provide somebody someone anybody`.split(
    /\s+/,
  ),
)

function question(line: Line, words: Words, found: readonly Found[]): Reading | undefined {
  const { commands, recalled } = line
  const isAsked = asks(line.raw) || asksInWords(line.sentences)
  const taken = new Set(found.flatMap(({ from, to }) => range(from, to)))
  const candidates = [...commands].flatMap(([name, command]) => {
    const cue = longestCue(command, words, taken)
    return cue ? [{ name, command, ...cue }] : []
  })
  const leftOver = (cue: readonly number[]) =>
    words.list.filter(
      (word, at) =>
        !cue.includes(at) && !taken.has(at) && !PADDING.has(word.plain) && /[\p{L}\p{N}]/u.test(word.plain),
    )
  const isShort = (cue: readonly number[]) => leftOver(cue).length === 0
  const ref = found.some(({ kind }) => kind === 'refs')
  const pointsBack = !ref && words.list.some(({ plain }) => /^(it|that|this|one)$/.test(plain))
  const given = givenOf(found)
  const scored = candidates
    .filter(({ at }) => isAsked || isShort(at))
    .flatMap(({ name, command, at, weight }): readonly Candidate[] => {
      const unknown = leftOver(at).length
      if (unknown > (line.isTyped ? 0 : weight) && found.length === 0) return []
      const wanted = takesItem(command) ? withRecalled(given, recalled, { pointsBack, unknown }) : given
      const composed = compose(name, command, wanted)
      if (!composed)
        return takesItem(command) && given.role === undefined
          ? [{ name, line: undefined, score: weight - MISSING, at }]
          : []
      const isAskedBy = (kind: string) =>
        found.some(
          (each) => each.kind === kind && range(each.from, each.to).every((place) => at.includes(place)),
        )
      const lost = Object.keys(wanted)
        .filter((kind) => !composed.used.has(kind) && !isAskedBy(kind))
        .reduce((sum, kind) => sum + (WEIGHT[kind] ?? MISFIT), 0)
      const missed = pointsBack && recalled.lastRef !== null && !composed.used.has('refs') ? MISFIT : 0
      return [
        {
          name,
          line: composed.text,
          score: weight + [...composed.used].filter((kind) => kind !== 'me').length * FILTER - lost - missed,
          at,
        },
      ]
    })
    .sort((one, other) => other.score - one.score)
  const [best, second] = scored
  if (best && best.score > 0) {
    if (best.line === undefined) return whichItem(best.name)
    const tie =
      second && second.score === best.score && second.line !== undefined && second.line !== best.line
    if (tie) return eitherOf([best.line, second.line ?? ''])
    const unknown = unknownName(words, leftOver(best.at))
    return unknown === undefined ? sure(line, best.line) : withoutName(unknown, best.line)
  }
  if (isAsked) return byWhatIsNamed(line, given, words, pointsBack)
  if (!isShort([])) return undefined
  const isBare = found.length === 1 && given['rating-word'] !== undefined && !/s$/.test(given['rating-word'])
  return isBare || found.length === 0
    ? undefined
    : (bareItem(line, found) ?? byWhatIsNamed(line, given, words, pointsBack))
}

interface Candidate {
  readonly name: string
  /** Undefined where the item is missing. */
  readonly line: string | undefined
  readonly score: number
  /** The words by which it is asked. */
  readonly at: readonly number[]
}

/** A filter that a command takes speaks for it; one that it cannot take speaks against it more. */
const FILTER = 1
const MISFIT = 4
/** An item that is wanted and was not named: it can be asked for. */
const MISSING = 0.5
/** What is often said by the way counts less: "the board", "my", a time. */
const WEIGHT: Readonly<Record<string, number>> = {
  me: 0,
  body: 1,
  role: 2,
  when: 2,
  since: 2,
  'past-date': 2,
  command: 0,
}

/** A question without a word that asks: about an item, an area, somebody's items, a board. */
function byWhatIsNamed(line: Line, given: Given, words: Words, pointsBack: boolean): Reading | undefined {
  const { recalled } = line
  const ref = given.refs ?? (pointsBack ? recalled.lastRef : undefined)
  if (ref) return answeredBy(line, 'status', { ...given, refs: ref })
  if (given.not !== undefined) return answeredBy(line, 'list', given)
  if (given.request !== undefined) return sure(line, 'requests')
  if (given['rating-word'] !== undefined || given.state !== undefined) return answeredBy(line, 'list', given)
  if (given.role !== undefined) return answeredBy(line, 'list', given)
  if (given.area !== undefined && words.list.some(({ plain }) => ALL.has(plain)))
    return answeredBy(line, 'list', given)
  if (given.area !== undefined) return sure(line, `status ${given.area}`)
  if (given.body !== undefined) return sure(line, `meeting ${given.body}`)
  return undefined
}

const ALL = new Set(['everything', 'all', 'items', 'actions', 'list', 'every'])

/** "C2", "B2(a)": an item alone; "B3 A" could also be a rating. */
function bareItem(line: Line, found: readonly Found[]): Reading | undefined {
  const [only, ...more] = found
  if (!only || more.length > 0 || only.kind !== 'refs') return undefined
  const [, action = '', letter = ''] = line.raw.match(/^\s*(\S+)\s+(\p{Lu})\s*$/u) ?? []
  const rating = line.vocabulary.scale.ratings.find((each) => each.letter === letter)
  if (rating && letter !== '')
    return eitherOf([`status ${only.text}`, `update ${action} ${rating.label.toLowerCase()}`])
  return sure(line, `status ${only.text}`)
}

function asksInWords(sentences: readonly Sentence[]): boolean {
  return sentences.some(
    (sentence) => beginsAsQuestion(sentence) || asksLater(sentence) || showsFirst(sentence),
  )
}

/** "I was on leave, what did I miss" */
function asksLater(sentence: Sentence): boolean {
  return sentence.some(
    (piece, at) => is(sentence[at - 1], COMMA) && /^(what|who|which|when|where|how|why)\b/.test(piece.plain),
  )
}

const COMMA = bit('comma')
const SHOW = bit('show')
const IDLE = ['courtesy', 'comma', 'and'].reduce((all, name) => all | bit(name as 'courtesy'), 0)

function showsFirst(sentence: Sentence): boolean {
  const first = sentence.find((piece) => !is(piece, IDLE) || is(piece, SHOW))
  return (
    is(first, SHOW) &&
    !sentence.some(
      (piece) => piece.said && piece.plain !== 'complete' && sentence.some((other) => other.refs),
    )
  )
}

/** "and in area B?", "what about C", "just SLBI's": the last question with something else in it. */
function followUp(line: Line, words: Words, found: readonly Found[]): Reading | undefined {
  const { recalled, commands, vocabulary, raw } = line
  const opening = raw.match(
    /^\s*(?:ok(?:ay)?,?\s+)?(and|what about|how about|same (?:again )?for|same with|just|only|now|also|but|ok|which of (?:those|them|these)|of (?:those|them|these))\b/i,
  )
  if (!opening || recalled.lastLine === null || found.length === 0) return undefined
  const taken = new Set(found.flatMap(({ from, to }) => range(from, to)))
  const isOnlyNames = words.list.every((word, at) => taken.has(at) || PADDING.has(word.plain))
  if (!isOnlyNames || found.some(({ kind }) => kind === 'request')) return undefined
  const last = readCommand(recalled.lastLine, commands, vocabulary)
  if (last?.certainty !== 'sure') return undefined
  const before = givenOf(spot(wordsOf(withoutVerb(recalled.lastLine, last.command)), vocabulary))
  const given = { ...before, ...givenOf(found) }
  if (given.refs !== before.refs) delete (given as Record<string, unknown>).area
  return answeredBy(line, last.command, given)
}

function withoutVerb(text: string, command: string): string {
  return text.slice(command.length).trim()
}

function answeredBy(line: Line, name: string, given: Given): Reading | undefined {
  const command = line.commands.get(name)
  const text = command && compose(name, command, given)?.text
  return text === undefined ? undefined : sure(line, text)
}

function sure({ commands, vocabulary }: Line, text: string): Reading | undefined {
  const reading = readCommand(text, commands, vocabulary)
  return reading?.certainty === 'sure'
    ? { ...reading, line: text, reason: `read as the question: ${text}` }
    : undefined
}

/** "overdue in housing": a name that this plan does not have, where one is expected. */
function unknownName(words: Words, left: readonly { readonly start: number }[]): string | undefined {
  const named = left.find((word) => {
    const at = words.list.findIndex(({ start }) => start === word.start)
    const before = words.list.slice(Math.max(0, at - 2), at).map(({ plain }) => plain)
    return (
      /^(in|for|by|under|within|of)$/.test(before.at(-1) ?? '') ||
      /^(in|for|by|under|within|of) the$/.test(before.join(' '))
    )
  })
  const at = named === undefined ? -1 : words.list.findIndex(({ start }) => start === named.start)
  return at === -1 ? undefined : textBetween(words, at, at + 1)
}

function withoutName(name: string, line: string): Reading {
  return {
    certainty: 'ask',
    command: line.split(' ')[0] ?? null,
    question: `I know no “${name}” in this plan. Shall I answer without it: ${line}?`,
    options: [{ label: line, line }],
    isYesNo: true,
    reason: 'it names something that the plan does not have',
  }
}

function whichItem(name: string): Reading {
  return {
    certainty: 'ask',
    command: name,
    question: 'Which item do you mean?',
    options: [],
    answerLine: `${name.replace(/-/g, ' ')} {answer}`,
    reason: 'no item was named, and none was spoken of before',
  }
}

function eitherOf(lines: readonly string[]): Reading {
  const options: readonly Choice[] = lines.map((line) => ({ label: line, line }))
  return {
    certainty: 'ask',
    command: null,
    question: `Do you mean ${listed(lines, 'or')}?`,
    options,
    reason: 'it can be answered in two ways',
  }
}

function givenOf(found: readonly Found[]): Given {
  return Object.fromEntries(found.map(({ kind, text }) => [kind, text]))
}

/** The item that was spoken of last, where the line points back to it or says nothing else. */
function withRecalled(
  given: Given,
  { lastRef }: Recalled,
  { pointsBack, unknown }: { pointsBack: boolean; unknown: number },
): Given {
  const isMeant = pointsBack || (unknown === 0 && Object.keys(given).length === 0)
  return given.refs === undefined && lastRef !== null && isMeant ? { ...given, refs: lastRef } : given
}

function takesItem(command: Command): boolean {
  return (
    formsOf(command).some((form) => form[0]?.kind === 'slot' && /^refs?$/.test(form[0].slot)) &&
    !command.changes
  )
}

/** The longest of a command's cues that the words hold; longer ones weigh more. */
function longestCue(
  command: Command,
  words: Words,
  taken: ReadonlySet<number>,
): { at: readonly number[]; weight: number } | undefined {
  let best: readonly number[] | undefined
  for (const cue of cuesOf(command)) {
    const at = cueAt(cue, words, taken)
    if (at && at.length > (best?.length ?? 0)) best = at
  }
  return best && { at: best, weight: best.length }
}

type Cue = readonly { readonly words: ReadonlySet<string>; readonly optional: boolean }[]

const compiled = new WeakMap<Command, readonly Cue[]>()

function cuesOf(command: Command): readonly Cue[] {
  const known = compiled.get(command)
  if (known) return known
  const cues = (command.asked ?? []).map((text) =>
    text.split(' ').map((part) => {
      const inner = part.replace(/^\[|\]$/g, '')
      return { words: new Set(inner.split('|')), optional: inner !== part }
    }),
  )
  compiled.set(command, cues)
  return cues
}

/** Words that may stand between those of a cue. */
const BETWEEN = new Set(
  'the a an please just actually currently really now still all any of our your my is are it that this been'.split(
    ' ',
  ),
)

function cueAt(cue: Cue, words: Words, taken: ReadonlySet<number>): readonly number[] | undefined {
  for (let start = 0; start < words.list.length; start += 1) {
    const at: number[] = []
    let place = start
    let isWhole = true
    for (const part of cue) {
      while (
        at.length > 0 &&
        !part.words.has(words.list[place]?.plain ?? '') &&
        (BETWEEN.has(words.list[place]?.plain ?? '') || taken.has(place))
      )
        place += 1
      if (part.words.has(words.list[place]?.plain ?? '')) {
        at.push(place)
        place += 1
        continue
      }
      if (part.optional) continue
      isWhole = false
      break
    }
    if (isWhole && at.length > 0) return at
  }
  return undefined
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
