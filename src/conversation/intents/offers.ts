import { listed, longDay } from '../../domain/format.ts'
import type { GivenDay } from '../../domain/plan.ts'
import type { Ask, Choice, None } from '../../domain/reading.ts'
import { BECAUSE, type Guard } from '../sentence/guards.ts'
import { bit, distinct, labelOf, type Said } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import { choiceOf, type Entry, entriesText, lineOf } from './entries.ts'
import type { Line } from './line.ts'

const WORD = bit('word')

/** For these a note is the likelier meaning, and "yes" must not record a rating. */
const CONTRARY = [BECAUSE.condition, BECAUSE.memory, BECAUSE.hearsay, BECAUSE.quotation, BECAUSE.doubted]
/** The same for hopes and plans, but not for what somebody believes to be so today. */
const NOT_YET = [BECAUSE.opinion, BECAUSE.forecast]
const BELIEVED =
  /\b(?:think|i'd say|i would say|reckons?|guess|suppose|believe|probably|looks?|seems|feels|likely|maybe|perhaps|possibly)\b/i
const WISHED =
  /\b(?:hop(?:e|es|ing|efully)|wish|want|wants|fear|worr(?:y|ied)|dream|will|won't|would|should|going to|gonna|by|soon|shortly|eventually|nearly|almost|not|never|can't|cannot|until|till|if|expect(?:ed|s)?|anticipated|aim(?:ing)?|plan(?:ning|ned)?|on paper|in theory|supposedly|allegedly|might|could)\b|%/i

/** Whether the words deny or delay the rating that they name, so that a note is what they say. */
function isContrary(raw: string, because: string): boolean {
  const plain = raw.replace(/’/g, "'")
  if (NOT_YET.includes(because)) return !BELIEVED.test(plain) || WISHED.test(plain)
  return CONTRARY.includes(because)
}

/** Offers to record a rating, to keep the line as a note, or neither. */
export function offerRecord(
  line: Line,
  refs: readonly string[],
  { said, on, ahead, because }: { said?: Said; on?: GivenDay; ahead?: GivenDay | undefined; because: string },
): Ask {
  const target = refs.join(', ')
  const label = said === undefined ? '' : labelOf(said, line.vocabulary.scale)
  const record: readonly Choice[] =
    said === undefined
      ? []
      : [
          {
            label: `${target}: ${label}`,
            line: lineOf([{ refs, ...said, ...(on ? { on } : {}), ...asNote(line) }]),
          },
        ]
  const [only, ...others] = refs
  const date: readonly Choice[] =
    ahead === undefined || others.length > 0
      ? []
      : [{ label: `Ask for ${longDay(ahead.on)} as its date`, line: `revise ${only} to ${ahead.on}` }]
  const isNoteFirst = isContrary(line.raw, because)
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs, ...said },
    question:
      said === undefined || isNoteFirst
        ? `Shall I record that as a note on ${target}?`
        : `Shall I record ${target} as ${label}?`,
    options: isNoteFirst
      ? [noteOn(line, refs), ...date, ...record]
      : [...record, noteOn(line, refs), ...date],
    isYesNo: true,
    isNote: true,
    reason: because,
  }
}

/** Several items of which something is unclear: all that were named are in the question. */
export function offerEntries(
  line: Line,
  entries: readonly Entry[],
  left: readonly string[],
  because: string,
): Ask {
  const refs = [...new Set(entries.flatMap((entry) => entry.refs))]
  const [only, ...others] = entries
  const isOneForAll =
    only !== undefined && others.length === 0 && left.length > 0 && isListed(line, only, left)
  const meant = isOneForAll ? [{ ...only, refs: [...left, ...only.refs] }] : entries
  const text = entriesText(meant, line.vocabulary)
  const record = choiceOf(meant, text)
  const note = noteOn(line, [...refs, ...left])
  const isNoteFirst = isContrary(line.raw, because)
  const besides =
    left.length === 0 || isOneForAll
      ? ''
      : ` You also named ${listed(left)}, but I cannot see what is to be recorded there.`
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs: [...refs, ...left] },
    question: isNoteFirst
      ? `Shall I record that as a note on ${listed([...refs, ...left])}?`
      : `Shall I record ${text}?${besides}`,
    options: isNoteFirst ? [note, record] : [record, note],
    isYesNo: true,
    isNote: true,
    reason: because,
  }
}

/** "B3(c) - B3(a) amber", "B3(a) amber and B3(c)": what is left over stands beside what was said, and says nothing more. */
function isListed({ sentences }: Line, { refs }: Entry, left: readonly string[]): boolean {
  const named = new Set([...refs, ...left])
  return sentences.every((sentence) => {
    const isWith = sentence.some((piece) => piece.refs?.some((ref) => refs.includes(ref)))
    return sentence.every((piece, at) => {
      if (!piece.refs?.some((ref) => left.includes(ref))) return true
      if (!isWith) return false
      const next = sentence.slice(at + 1).find((each) => !is(each, BESIDE))
      return next === undefined || (next.refs ?? []).some((ref) => named.has(ref))
    })
  })
}

const BESIDE = (['comma', 'and', 'courtesy', 'link', 'topic', 'for'] as const).reduce(
  (all, name) => all | bit(name),
  0,
)

/** "B2(d) red or amber": one of them, or only a note. */
export function offerOneOf(line: Line, refs: readonly string[], said: readonly Said[]): Ask {
  const each = distinct(said)
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `Which is it for ${refs.join(', ')}?`,
    options: [
      ...each.map((one) => ({
        label: labelOf(one, line.vocabulary.scale),
        line: lineOf([{ refs, ...one, ...asNote(line) }]),
      })),
      noteOn(line, refs),
    ],
    isNote: true,
    reason: `it names ${each.length} ratings`,
  }
}

/** "C2 isn't green": asks what it is, then. */
export function offerOthers(line: Line, refs: readonly string[], denied: Said | undefined): Ask {
  const others = line.vocabulary.scale.ratings.filter(
    ({ final, code }) => !final && !(denied && 'rating' in denied && denied.rating === code),
  )
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `How ${refs.length > 1 ? 'do' : 'does'} ${listed(refs)} stand, then?`,
    options: [
      noteOn(line, refs),
      ...others.map(({ label, code }) => ({ label, line: lineOf([{ refs, rating: code }]) })),
    ],
    isNote: true,
    reason: 'it says how the item does not stand',
  }
}

export function noteOn({ raw }: Line, refs: readonly string[], note = raw.trim()): Choice {
  return { label: `A note on ${refs.join(', ')}`, line: `update ${refs.join(', ')} note ${note}` }
}

/** "everything of mine is amber", or "the rest the same" where nothing was named: asks which items are meant. */
export const askNames: Ask = {
  certainty: 'ask',
  command: 'mine',
  question: 'Which items do you mean? Name each by its reference, or a range from one to another.',
  options: [{ label: 'Show my items', line: 'mine' }],
  isYesNo: true,
  reason: 'what is said of several items has to name them',
}

/** Turns down a joke, or an attempt at the rules, and suggests looking instead. */
export function refuse(guard: Guard, refs: readonly string[]): None {
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason:
      guard === 'rules'
        ? 'The rules of the plan hold for everyone; nothing was changed.'
        : `Nothing was recorded: ${BECAUSE[guard]}.`,
    suggestions: refs.length > 0 ? [`status ${refs[0]}`] : ['help'],
  }
}

/** The whole line as a note, if it says more than an item and a rating. */
function asNote({ sentences, raw }: Line): { note?: string } {
  const unknown = sentences.flat().filter((piece) => piece.classes === WORD)
  return unknown.length > 1 ? { note: raw.trim() } : {}
}
