import { listed } from '../../domain/format.ts'
import type { Ask, Reading } from '../../domain/reading.ts'
import { readReferences } from '../../domain/reference-list.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import { choiceOf, type Entry, entriesText } from './entries.ts'
import { readSlip } from './fallbacks.ts'
import type { Line } from './line.ts'
import { noteOn } from './offers.ts'

const IDLE = (['courtesy', 'comma', 'link', 'it', 'topic', 'for', 'and'] as const).reduce(
  (all, name) => all | bit(name),
  0,
)
/** Words that say it goes well, and no more. */
const WELL =
  /^(?:(?:all|it is|it's|its|is|are|still|now|going|looking|everything|we're|we are) )*(?:good|fine|well|ok|okay|on track|on schedule|on target|in hand|sorted|great|dandy|no issues|no problems|no concerns|good to go|as planned|to plan|according to plan|ticking along)(?: (?:here|now|thanks|so far|from me|at the moment))*[.!]?$/i
const TICK = /[✅👍]/u
/** Words of somebody who cannot go on, or can again. */
const BLOCKED =
  /\b(?:blocked|unblocked|blocker|stuck|stalled|held up|on hold|waiting (?:on|for)|paused|back on track|can'?t (?:do|start|finish|progress|get)|cannot (?:do|start|finish|progress|get))\b/i

/** A tick, a thumb, a lone letter or "all good" beside an item: said back, never shown as if it had been asked for. */
export function readSign(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary } = line
  const pieces = sentences.flat()
  const [item, ...others] = pieces.filter((piece) => piece.refs)
  if (asks(raw) || sentences.some(beginsAsQuestion)) return undefined
  if (!item?.refs) return askLone(line)
  if (others.length > 0) return askSigns(line)
  const { refs } = item
  const rest = `${raw.slice(0, item.start)} ${raw.slice(item.end)}`.replace(/[()\s,:;–—-]+/gu, ' ').trim()
  const around = pieces.filter((piece) => piece !== item)
  const hasTick = TICK.test(rest)
  if (hasTick && around.every((piece) => is(piece, IDLE))) return askSign(refs, rest.includes('✅'))
  if (hasTick) return undefined
  if (WELL.test(rest)) return askWell(line, refs, rest)
  const letter = ratingOf(line)
  if (letter) return letter
  return BLOCKED.test(rest) && readReferences(raw, vocabulary.references) === undefined
    ? (readSlip(line) ?? askNote(line, refs, raw.trim()))
    : undefined
}

/** A sign alone, where no question is open: about the item last spoken of. */
function askLone({ raw, recalled: { lastRef } }: Line): Ask | undefined {
  const isAlone = /^(?:[✅👍]\p{Emoji_Modifier}?\ufe0f?\s*)+$/u.test(raw.trim())
  return isAlone && lastRef !== null ? askSign([lastRef], raw.includes('✅')) : undefined
}

/** "B5(a) ✅ B5(c) 👍": each item with its own sign, or the same one for all. */
function askSigns({ raw, sentences, vocabulary }: Line): Ask | undefined {
  const pieces = sentences.flat()
  const items = pieces.filter((piece) => piece.refs)
  if (!TICK.test(raw) || !pieces.every((piece) => piece.refs || is(piece, IDLE) || TICK.test(piece.plain)))
    return undefined
  const signs = items.map(({ end }, at) => raw.slice(end, items[at + 1]?.start).match(TICK)?.[0])
  const refs = items.flatMap((piece) => piece.refs ?? [])
  const isSame = new Set(signs.filter((sign) => sign !== undefined)).size < 2
  if (isSame || signs.includes(undefined)) return askSign(refs, raw.includes('✅'))
  const entries = items.map(
    ({ refs: own = [] }, at): Entry =>
      signs[at] === '✅' ? { refs: own, state: 'complete' } : { refs: own, unchanged: true },
  )
  return {
    ...askSign(refs, true),
    options: [choiceOf(entries, entriesText(entries, vocabulary)), ...askSign(refs, true).options],
  }
}

/** "B5(a) ✅" may mean complete, "👍 B3(a)" that nothing has changed. */
function askSign(refs: readonly string[], isTick: boolean): Ask {
  const target = refs.join(', ')
  const complete = { label: `${listed(refs)}: complete`, line: `update ${target} complete` }
  const same = { label: `${listed(refs)}: no change`, line: `confirm ${target}` }
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `What shall I record for ${listed(refs)}?`,
    options: [
      ...(isTick ? [complete, same] : [same, complete]),
      { label: 'Only show how it stands', line: `status ${refs[0]}` },
    ],
    reason: 'a sign can mean more than one thing',
  }
}

function askWell(line: Line, refs: readonly string[], text: string): Ask {
  return {
    ...askNote(line, refs, text),
    options: [
      noteOn(line, refs, text),
      { label: `${listed(refs)}: no change`, line: `confirm ${refs.join(', ')}` },
      { label: 'Only show how it stands', line: `status ${refs[0]}` },
    ],
  }
}

function askNote(line: Line, refs: readonly string[], text: string): Ask {
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `Shall I record that as a note on ${listed(refs)}?`,
    options: [noteOn(line, refs, text)],
    isYesNo: true,
    isNote: true,
    reason: 'it tells of an item, but says no rating',
  }
}

/** "B3 (a) a": the letter of a rating behind a whole reference. */
function ratingOf({ raw, vocabulary }: Line): Ask | undefined {
  const [, name = '', letter = ''] = raw.match(/^\s*(\S.{0,20}[)\p{L}])\s+(\p{Ll})[.!]?\s*$/u) ?? []
  const items = name === '' ? undefined : readReferences(name, vocabulary.references)
  const [item, ...more] = items ?? []
  const rating = vocabulary.scale.ratings.find((each) => each.letter.toLowerCase() === letter)
  if (!item || more.length > 0 || !rating || item.place !== 'counted') return undefined
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: [item.ref] },
    question: `Shall I record ${item.ref} as ${rating.label}?`,
    options: [
      { label: `${item.ref}: ${rating.label}`, line: `update ${item.ref} ${rating.code}` },
      { label: 'Only show how it stands', line: `status ${item.ref}` },
    ],
    isYesNo: true,
    reason: 'a single letter may be a slip',
  }
}
