import { asks, BECAUSE, beginsAsQuestion, breaksRules } from './guards.ts'
import { bit, type PieceClass } from './lexicon.ts'
import { nearest } from './nearest.ts'
import { is } from './patterns.ts'
import type { Reading } from './reading.ts'
import { type Piece, type Sentence, wordsOfScale } from './sentence.ts'
import type { Recalled, Vocabulary } from './vocabulary.ts'

interface Line {
  readonly raw: string
  readonly sentences: readonly Sentence[]
  readonly vocabulary: Vocabulary
  readonly recalled: Recalled
}

const IDLE = (['courtesy', 'lead', 'for', 'topic', 'it', 'comma', 'link', 'and'] as const).reduce(
  (all, name) => all | bit(name as PieceClass),
  0,
)
const COMMA = bit('comma')
const WORD = bit('word')

/** "note on C2: …", "evidence for C2: …": said outright to be one, and so recorded at once. */
export function readNoting(line: Line): Reading | undefined {
  const { raw, sentences } = line
  const [first] = sentences
  if (!first || beginsAsQuestion(first)) return undefined
  const at = first.findIndex((piece) => piece.refs)
  const named = first[at]
  if (!named?.refs) return undefined
  const kind = kindOf(first, at)
  if (!kind) return attached(line, first, at)
  const [, keyword] = kind
  const start = Math.max(named.end, keyword.end)
  const text = raw
    .slice(start)
    .replace(/^[\s:,;.–—-]+/u, '')
    .trim()
  if (text === '' || /^(yet|outstanding|missing|needed|please|\?)/i.test(text)) return undefined
  if (kind[0] === 'note') return recorded(named.refs, text)
  const [ref, ...others] = named.refs
  if (ref === undefined || others.length > 0) return undefined
  return {
    certainty: 'sure',
    command: 'evidence',
    args: { ref, 'link-or-text': text },
    line: `evidence ${ref} ${text}`,
    reason: 'read as evidence',
  }
}

/** Whether a sentence begins with its kind and its item: "note on C2", "C2 evidence", "here's the evidence for C2". */
function kindOf(sentence: Sentence, at: number): readonly ['note' | 'evidence', Piece] | undefined {
  const kindAt = (piece: Piece | undefined) =>
    piece && /^(note|evidence)$/.test(piece.plain) ? (piece.plain as 'note' | 'evidence') : undefined
  const before = sentence.slice(0, at).findIndex((piece) => kindAt(piece))
  const keyword = before === -1 ? sentence[at + 1] : sentence[before]
  const kind = kindAt(keyword)
  if (!keyword || !kind) return undefined
  const around = sentence.slice(0, at).filter((piece) => piece !== keyword)
  return around.every(
    (piece) =>
      is(piece, IDLE) || /^(here's|heres|here|add|adding|attach|attached|attaching|a)$/.test(piece.plain),
  )
    ? [kind, keyword]
    : undefined
}

/** "attach <link> to B5(a)" */
function attached({ raw }: Line, sentence: Sentence, at: number): Reading | undefined {
  const [, link] =
    raw.match(
      /^\W*(?:(?:please|pls|can you|could you)\s+)?(?:attach|add|upload)\s+(https?:\S+|www\.\S+)\s+(?:to|for|on|as evidence for)\b/i,
    ) ?? []
  const ref = sentence[at]?.refs?.[0]
  if (link === undefined || ref === undefined || asks(raw.replace(link, ''))) return undefined
  return {
    certainty: 'sure',
    command: 'evidence',
    args: { ref, 'link-or-text': link },
    line: `evidence ${ref} ${link}`,
    reason: 'read as evidence',
  }
}

function recorded(refs: readonly string[], note: string): Reading {
  return {
    certainty: 'sure',
    command: 'update',
    args: { refs, note },
    line: `update ${refs.join(', ')} note ${note}`,
    reason: 'read as a note',
  }
}

/** "C2 ambr backlog": nearly a rating, right after the item; said back, never recorded. */
export function readSlip({ sentences, vocabulary, raw }: Line): Reading | undefined {
  for (const sentence of sentences) {
    if (sentence.some((piece) => piece.said) || beginsAsQuestion(sentence)) continue
    const at = sentence.findIndex((piece) => piece.refs)
    const word = at === -1 ? undefined : sentence.slice(at + 1).find((piece) => !is(piece, IDLE))
    const refs = sentence[at]?.refs
    if (!refs || !word || word.classes !== WORD || NO_SLIPS.has(word.plain)) continue
    const [meant] = nearest(word.plain, wordsOfScale(vocabulary.scale)).filter((each) =>
      isLikely(word.plain, each),
    )
    if (meant === undefined) continue
    const target = refs.join(', ')
    const rest = raw
      .slice(word.end)
      .replace(/^[\s:,;–—-]+/u, '')
      .trim()
    return {
      certainty: 'ask',
      command: 'update',
      args: { refs },
      question: `Did you mean ${meant}?`,
      options: [
        {
          label: `${target}: ${meant}`,
          line: `update ${target} ${meant}${rest === '' ? '' : ` note ${rest}`}`,
        },
        { label: 'No rating, only a note', line: `update ${target} note ${raw.trim()}` },
      ],
      isYesNo: true,
      reason: `"${word.plain}" is not a rating, but nearly ${meant}`,
    }
  }
  return undefined
}

/** Words of their own that a slip of the finger could also explain. */
const NO_SLIPS = new Set(
  'read bed rid led rod reed road great greet greens grew greed date dome bone one gone none ready blues glue clue blew bred'.split(
    ' ',
  ),
)

/** Short words are slips only when two letters changed places. */
function isLikely(word: string, meant: string): boolean {
  return meant.length > 3 || [...word].sort().join('') === [...meant].sort().join('')
}

/** An item with words and no rating: offered as a note, where the item is what the sentence is about. */
export function readLooseNote(line: Line): Reading | undefined {
  const { raw, sentences, recalled } = line
  const sentence = sentences.find((each) => each.some((piece) => piece.refs))
  if (!sentence) return readLooseRating(line)
  const at = sentence.findIndex((piece) => piece.refs)
  const refs = sentence[at]?.refs ?? []
  if (sentences.flat().length < 2) return undefined
  const target = refs.join(', ')
  void recalled
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `Shall I record that as a note on ${target}?`,
    options: [
      { label: `A note on ${target}`, line: `update ${target} note ${noteAfter(raw, sentence[at])}` },
      { label: `Say how ${target} stands`, line: `update ${target}` },
    ],
    isYesNo: true,
    reason: 'it names an item, but says no rating',
    isNote: true,
  }
}

function noteAfter(raw: string, item: Piece | undefined): string {
  const before = raw.slice(0, item?.start ?? 0).trim()
  const after = raw
    .slice(item?.end ?? 0)
    .replace(/^[\s:,;.–—-]+/u, '')
    .trim()
  return before === '' ? after || raw.trim() : raw.trim()
}

/** "everything of mine is amber", "all mine no change", "area B all amber": which items are meant has to be said. */
export function readSeveral({ sentences, raw }: Line): Reading | undefined {
  if (
    asks(raw) ||
    /^\s*(and|same)\b/i.test(raw) ||
    sentences.some((sentence) => beginsAsQuestion(sentence) || sentence.some((piece) => piece.refs))
  )
    return undefined
  const isSaid = sentences.some((sentence) =>
    sentence.some((piece, at) => is(piece, bit('same')) || (piece.said && is(sentence[at - 1], bit('link')))),
  )
  if (!isSaid || !/\b(mine|all my|my (items|actions)|everything|every|area)\b/i.test(raw) || breaksRules(raw))
    return undefined
  return {
    certainty: 'ask',
    command: 'mine',
    question: 'Which items do you mean? Name them, or a range of them: A1(a)-(d).',
    options: [{ label: 'Show my items', line: 'mine' }],
    reason: 'what is said of several items has to name them',
  }
}

/** "amber, backlog": of which item? */
function readLooseRating({ sentences, recalled, raw, vocabulary }: Line): Reading | undefined {
  const [sentence] = sentences
  const at = sentence?.findIndex((piece) => piece.said) ?? -1
  const said = sentence?.[at]?.said
  if (!sentence || !said || asks(raw) || beginsAsQuestion(sentence)) return undefined
  if (!sentence.slice(0, at).every((piece) => is(piece, IDLE))) return undefined
  const next = sentence[at + 1]
  if (next && !is(next, COMMA | IDLE)) return undefined
  const words = 'rating' in said ? said.rating : said.state.replace('-', ' ')
  const note = sentences.flat().some((piece) => piece.classes === WORD)
    ? ` note ${raw
        .slice(sentence[at]?.end ?? 0)
        .replace(/^[\s:,;.–—-]+/u, '')
        .trim()}`
    : ''
  const last = recalled.lastRef
  void vocabulary
  if (last) {
    return {
      certainty: 'ask',
      command: 'update',
      args: { refs: [last], ...said },
      question: `${last}: ${words}?`,
      options: [{ label: `${last}: ${words}`, line: `update ${last} ${words}${note}`.trim() }],
      isYesNo: true,
      isRatingAlone: true,
      reason: 'no item was named; the last one spoken of is offered',
    }
  }
  return {
    certainty: 'ask',
    command: 'update',
    args: { ...said },
    question: `Of which item is that? Type its reference.`,
    options: [],
    answerLine: `update {answer} ${words}${note}`,
    reason: 'a rating was said, but of no item',
  }
}

const NOT_MINE =
  /\b(not|no longer|isn'?t|aren'?t|never was|never were)\s+(really\s+)?(mine|ours|my (action|item|area|job|responsibility|remit)|for me)\b|\bnot (mine|ours) any ?more\b/i
const HANDED_ON =
  /\b(handed|passed|given) (it|this|that|them|\S+) (over|on|to)\b|\bwrong person\b|\b(left|changed|moved on from) (this|the|that|my) (post|role|job|team)\b/i

/** "not mine any more, ask the post-16 lead": nothing changes, and the coordinator is told. */
export function readPassingOn({ raw, recalled, sentences }: Line): Reading | undefined {
  const plain = raw.replace(/[‘’]/g, "'")
  if (asks(raw)) return undefined
  const isPlain = NOT_MINE.test(plain)
  if (!isPlain && !HANDED_ON.test(plain)) return undefined
  const isNamed = sentences.some((sentence) => sentence.some((piece) => piece.refs))
  const about = isNamed || recalled.lastRef === null ? '' : ` (about ${recalled.lastRef})`
  const text = `tell coordinator ${raw.trim()}${about}`
  if (isPlain) {
    return {
      certainty: 'sure',
      command: 'tell',
      args: { text: `${raw.trim()}${about}` },
      line: text,
      reason: 'somebody else has to answer for it: the coordinator is told',
    }
  }
  return {
    certainty: 'ask',
    command: 'tell',
    question: 'Shall I pass that on to the coordinator, who assigns roles?',
    options: [{ label: 'Tell the coordinator', line: text }],
    reason: BECAUSE.unclear,
  }
}
