import type { Command } from '../../command.ts'
import { memoize } from '../../domain/bounded-map.ts'
import { capitalised, monthOf, shortDay, shownWithWeekday } from '../../domain/format.ts'
import type { Choice, Reading } from '../../domain/reading.ts'
import { type Words, wordsOf } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { readCommand } from '../command/command-line.ts'
import { type Form, matchForm, parseForm } from '../command/grammar.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Piece } from '../sentence/sentence.ts'
import type { Line } from './line.ts'

/** A phrase pattern of a command, with the line that it stands for. */
interface Phrase {
  readonly form: Form
  /** Quick reject: the line must contain one word of each set. */
  readonly needed: readonly ReadonlySet<string>[]
  readonly line: string
}

/** Politeness and small words that carry no meaning here. */
const PADDING = new Set(
  `the a an please pls plz can could you we i i'd i'll i'm im we're we'll would like hi hello hey morning afternoon all thanks thank ta cheers ok
   okay yes so well just also now is are be been being am will has have had lets let's need want wsoa bot that this it shall`.split(
    /\s+/,
  ),
)
/** One of these begins the reason. */
const REASON = new Set(['because', 'as', 'since', 'due', 'so', 'owing'])
/** Such lines are short; in a longer one the words mean something else. */
const MOST_WORDS = 40

const NEVER = (['if', 'joke', 'speech', 'past'] as const).reduce((all, name) => all | bit(name), 0)
const BIDS = /^\W*(?:please |pls |hi,? |hello,? )*(?:can|could|would|will) (?:you|we|u)\b/i

/**
 * A change in somebody's own words: "Move the January board to the 19th", "SLBI covers for me until Friday". Each
 * command brings its own phrases; the line that was understood always has to be confirmed.
 */
export function readCommandPhrase(line: Line): Reading | undefined {
  const { raw, sentences, commands } = line
  const isBid = BIDS.test(raw)
  if (!isBid && (asks(raw) || sentences.some(beginsAsQuestion))) return undefined
  if (sentences.some((sentence) => sentence.some(neverMeant))) return undefined
  const all = wordsOf(raw.replace(/[?]+\s*$/, '').replace(/[‘’]/g, "'"))
  if (all.list.length > MOST_WORDS) return undefined
  const said = new Set(all.list.map(({ plain }) => plain))
  for (const [name, command] of commands) {
    for (const phrase of phrasesOf(command)) {
      if (!phrase.needed.every((words) => [...words].some((word) => said.has(word)))) continue
      for (const words of cutsOf(all)) {
        const match = matchForm(phrase.form, words, 0, line.vocabulary)
        if (!('bindings' in match)) continue
        const reading = offerLine(line, name, phrase.line, match.bindings)
        if (reading) return reading
      }
    }
  }
  return undefined
}

/** "no longer" says why something is closed; where it says anything else, no phrase has room for it. */
function neverMeant(piece: Piece): boolean {
  return is(piece, NEVER) && piece.plain !== 'no longer'
}

/** Parsed once: every line is tried against every phrase. */
const phrasesOf = memoize((command: Command): readonly Phrase[] =>
  Object.entries(command.phrases ?? {}).map(([text, line]) => {
    const form = parseForm(text)
    const needed = form.flatMap((part) => (part.kind === 'word' ? [new Set(part.alternatives)] : []))
    return { form, needed, line }
  }),
)

/** The words without padding: all of them, and those up to where a reason or an aside begins. */
function cutsOf({ raw, list }: Words): readonly Words[] {
  const meaningful = list.filter(({ plain }) => plain !== '' && !PADDING.has(plain))
  const end = meaningful.findIndex(
    ({ plain, start }, at) =>
      at > 0 && (REASON.has(plain) || /[,;.–—]\s*$|\s-\s$/.test(raw.slice(meaningful[at - 1]?.start, start))),
  )
  const whole = { raw, list: meaningful }
  return end === -1 ? [whole] : [whole, { raw, list: meaningful.slice(0, end) }]
}

/** Offers the line for confirmation; if no board or role was named, offers each that could be meant. */
function offerLine(
  { commands, vocabulary, recalled }: Line,
  name: string,
  template: string,
  bound: Readonly<Record<string, unknown>>,
): Reading | undefined {
  const verb = name.replace(/-/g, ' ')
  const bodies = bound.body ? [] : vocabulary.bodies.filter(({ cadence }) => cadence.length > 0)
  const missing: Readonly<Record<string, readonly string[]>> = {
    body: bodies.map(({ code }) => code),
    mine: recalled.roles,
  }
  const lines = Object.entries(missing)
    .filter(([slot]) => template.includes(`<${slot}>`) && bound[slot] === undefined)
    .reduce<readonly string[]>(
      (texts, [slot, values]) =>
        texts.flatMap((each) => values.map((value) => each.replace(`<${slot}>`, value))),
      [fillTemplate(template, { ...bound, decides: vocabulary.decides })],
    )
    .map((each) => `${verb} ${each}`.trim())
    .filter((each) => readCommand(each, commands, vocabulary)?.certainty === 'sure')
  const options: readonly Choice[] = lines.map((each) => ({
    label: asShown(each, { verb, bodies: vocabulary.bodies, offered: commands.get(name)?.offered }),
    line: each,
  }))
  const [only, ...more] = options
  if (!only) return undefined
  return {
    certainty: 'ask',
    command: name,
    question: more.length === 0 ? 'Shall I do this?' : 'Which do you mean?',
    options,
    ...(more.length === 0 ? { isYesNo: true as const } : {}),
    reason: 'it reads like something to be done, in words of your own: confirmed first',
  }
}

/** "Move the meeting: SEND Improvement Board to 15 Dec 2020 (Tuesday)": boards by name, days with their weekday. */
function asShown(
  line: string,
  {
    verb,
    bodies,
    offered = capitalised(verb),
  }: { verb: string; bodies: Vocabulary['bodies']; offered: string | undefined },
): string {
  const rest = line.slice(verb.length).trim()
  const body = bodies.find(({ code }) => rest.split(' ').includes(code))
  const text = (body ? rest.replace(body.code, body.name) : rest)
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => shownWithWeekday({ on: day, asGiven: shortDay(day) }))
    .replace(/\b\d{4}-\d{2}\b/g, (month) => monthOf(`${month}-01`))
  return `${offered}: ${text}`
}

/** The template with its slots filled; an optional part stays only if all its slots are filled. */
function fillTemplate(template: string, bound: Readonly<Record<string, unknown>>): string {
  const fill = (text: string): string =>
    text.replace(/<([\w-]+)>/g, (slot, name: string) =>
      bound[name] === undefined ? slot : asTyped(bound[name], bound.from),
    )
  return fill(
    template.replace(/\[([^\]]*)\]/g, (_, part: string) => {
      const names = [...part.matchAll(/<([\w-]+)>/g)].map(([, name = '']) => name)
      return names.every((name) => bound[name] !== undefined) ? part : ''
    }),
  )
    .replace(/\s+/g, ' ')
    .trim()
}

/** A value as the command's own form takes it; "the 19th" is in the month of the meeting that moves. */
function asTyped(value: unknown, from: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if ('nth' in value) return `${dayOf(from).slice(0, 8)}${String(value.nth).padStart(2, '0')}`
  const isMonth = 'asGiven' in value && !/^\d/.test(String(value.asGiven))
  return isMonth ? dayOf(value).slice(0, 7) : dayOf(value)
}

function dayOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'on' in value ? String(value.on) : ''
}
