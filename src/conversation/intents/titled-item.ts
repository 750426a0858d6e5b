import type { Item } from '../../domain/plan.ts'
import type { Reading } from '../../domain/reading.ts'
import { wordsOf } from '../../domain/text.ts'
import { meaningfulStems } from '../../domain/word-search.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit, type Said } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Piece } from '../sentence/sentence.ts'
import { findEntities } from './entities.ts'
import { lineOf } from './entries.ts'
import type { Line } from './line.ts'
import { offerRecord } from './offers.ts'
import { itemsTitled, offerTitled, titleOf } from './titles.ts'

/** "find EHCP", "which action is about workforce training?": looked for by words, unless it names something else. */
export function readSought({ raw, vocabulary, sentences }: Line): Reading | undefined {
  const sought = raw.match(SEEKS)?.[1]?.replace(/[?!.\s]+$/, '')
  if (sought === undefined || sentences.flat().some((piece) => piece.refs ?? piece.said)) return undefined
  const isNamed = findEntities(wordsOf(sought), vocabulary).some(({ kind }) => NAMED.has(kind))
  if (isNamed || meaningfulStems(sought).length === 0) return undefined
  const line = `find ${sought}`
  return { certainty: 'sure', command: 'find', args: { words: sought }, line, reason: 'it looks for words' }
}

/** What another command answers better. */
const NAMED: ReadonlySet<string> = new Set(['refs', 'role', 'area', 'request', 'rating-word', 'not', 'since'])
/** What begins a search, each with the words that are looked for after it. */
const SEEKS = new RegExp(
  [
    '^\\s*(?:(?:please|pls|hi|hello|can you|could you|can i|i need to|i want to|help me)[\\s,]+)*',
    '(?:find(?: me)?|search(?: for)?|look (?:for|up)',
    "|where(?:'s|s| is) the (?:one|action|item|sub-action)(?: about| on| for| with)?",
    '|the (?:one|action|item|sub-action) (?:about|on|for|with|called)',
    '|(?:which|what) (?:one|action|item|sub-action|ones|actions|items|sub-actions|bit|part) (?:is|are|was) (?:the ones? )?(?:about|on|for|to do with|called|covering)',
    '|(?:which|what) (?:is|are) (?:the ones? )?(?:about|to do with)',
    '|(?:which|what) (?:(?:one|action|item|sub-action|ones|actions|items|sub-actions|bit|part) )?(?:covers?|mentions?|deals? with|talks? about|concerns?|relates? to|has to do with|have to do with)',
    "|(?:what(?:'s|s| is) the|which) (?:reference|ref|number|code) (?:is |of |for )+",
    '|(?:is|are) there (?:anything|something|an action|any actions?) (?:about|on)',
    '|(?:show|give|tell|get) me (?:everything|anything|all|whatever) (?:there is )?(?:about|on)',
    '|what did we say about|what does (?:it|the plan) say about)',
    '\\s+(.+)$',
  ].join(''),
  'is',
)

/** An item that is named by words of its title is offered: "just to say the JSNA is published". */
export function readTitledItem(line: Line): Reading | undefined {
  const { raw, sentences } = line
  const pieces = sentences.flat()
  if (pieces.some((piece) => piece.refs ?? piece.request) || raw.length > LONGEST_LINE) return undefined
  const items = itemsTitled(line)
  const [item, ...others] = items
  if (!item) return undefined
  const isQuestion = asks(raw) || sentences.some(beginsAsQuestion)
  if (isQuestion) return offerTitled(items, 'status')
  const [only, ...more] = pieces.flatMap((piece) => (piece.said ? [piece.said] : []))
  const meant = more.length === 0 && !pieces.some(isDoubtful) ? only : undefined
  const because = 'no item was named, but words of a title'
  if (others.length === 0) {
    const offered = offerRecord(line, [item.ref], { ...(meant ? { said: meant } : {}), because })
    return { ...offered, question: `Is that about ${item.ref}, “${titleOf(item)}”? ${offered.question}` }
  }
  return {
    certainty: 'ask',
    command: 'update',
    question: 'Which item is that about?',
    options: items.map((each) => ({
      label: `${each.ref}: ${titleOf(each)}`,
      line: recordLine(each, meant, raw),
    })),
    isNote: true,
    reason: because,
  }
}

/** Denied, hoped or said by others: only the note is offered. */
function isDoubtful(piece: Piece): boolean {
  return is(piece, DOUBTS) && !is(piece, bit('rate'))
}

const DOUBTS = (['not', 'hedge', 'opinion', 'speech', 'if', 'past', 'joke', 'otherDay'] as const).reduce(
  (all, name) => all | bit(name),
  0,
)

const LONGEST_LINE = 400

/** The whole line stays as the note, as nothing says where the title ends in it. */
function recordLine({ ref }: Item, said: Said | undefined, raw: string): string {
  return lineOf([{ refs: [ref], ...said, note: raw.trim() }])
}
