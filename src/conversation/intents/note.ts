import type { Reading } from '../../domain/reading.ts'
import { asks, beginsAsQuestion, isGiven } from '../sentence/guards.ts'
import { bit, type PieceClass } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import type { Piece, Sentence } from '../sentence/sentence.ts'
import type { Line } from './line.ts'

/** What may stand around an item and the word "note": "please add a note to C2". */
export const IDLE = (
  ['courtesy', 'lead', 'rate', 'for', 'topic', 'it', 'comma', 'link', 'and'] as const
).reduce((all, name: PieceClass) => all | bit(name), 0)
const ADDING = new Set(["here's", 'heres', 'here', 'add', 'adding', 'attach', 'attached', 'attaching', 'a'])
const KEYWORDS = { note: 'note', evidence: 'evidence' } as const

/** "note on C2: …", "evidence for C2: …": recorded at once, because the line says what it is. */
export function readNote(line: Line): Reading | undefined {
  const { raw, sentences } = line
  const link = readLink(line)
  if (link) return link
  const [first] = sentences
  const at = first?.findIndex((piece) => piece.refs) ?? -1
  const named = first?.[at]
  if (!first || !named?.refs || beginsAsQuestion(first)) return undefined
  const keyword = keywordBeside(first, at)
  if (!keyword) return readAttached(line, named.refs)
  const text = textAfter(raw, Math.max(named.end, keyword.end))
  const isSetOff = /^\s*(?:[:–—-]|,\s)/u.test(raw.slice(Math.max(named.end, keyword.end)))
  if (text === '' || !isGiven(text) || !(isSetOff || /^https?:/.test(text))) return undefined
  return keyword.plain === KEYWORDS.note ? recordNote(named.refs, text) : recordEvidence(named.refs, text)
}

/** "note on C2", "C2 evidence", "here's the evidence for C2". */
function keywordBeside(sentence: Sentence, at: number): Piece | undefined {
  const isKeyword = (piece: Piece | undefined) => piece !== undefined && piece.plain in KEYWORDS
  const before = sentence.slice(0, at).find(isKeyword)
  const keyword = before ?? (isKeyword(sentence[at + 1]) ? sentence[at + 1] : undefined)
  const around = sentence.slice(0, at).filter((piece) => piece !== keyword)
  return around.every((piece) => is(piece, IDLE) || ADDING.has(piece.plain)) ? keyword : undefined
}

/** Words that only bring a link, slips included: "hers the evidence for B5(a) https://…". */
const BRINGING = new Set(
  `s 's here here's heres hers hear is are the a an my our this that it it's its link links url address evidence evidance evidense evedence evidenc proof
   document doc docs report minutes file paper papers page copy for to on of at in attached atached attatched attach attaching add adding see
   please pls plz find below above now thanks thank you ta cheers hi hello and as we have i've can could saved stored found available
   there there's theres show shows showing shared folder drive sharepoint onedrive`.split(/\s+/),
)
const LINK = /(?:https?:\/\/|www\.)\S+/giu

/** One item, one link, and nothing besides that says more. */
function readLink({ raw, sentences, vocabulary }: Line): Reading | undefined {
  const [link, ...others] = raw.match(LINK) ?? []
  const pieces = sentences.flat()
  const [item, ...more] = pieces.filter((piece) => piece.refs)
  if (link === undefined || !item?.refs || others.length + more.length > 0) return undefined
  const around = `${raw.slice(0, item.start)} ${raw.slice(item.end)}`.replace(link, ' ')
  const words = around
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .split(/[^\p{L}']+/u)
  const isBrought = words.every((word) => word === '' || BRINGING.has(word))
  if (!isBrought || asks(around) || pieces.some((piece) => piece.said)) return undefined
  const isGroup = vocabulary.groups.some(({ ref }) => ref === item.refs?.[0])
  return isGroup ? undefined : recordEvidence(item.refs, link.replace(/[>)\].,;]+$/, ''))
}

const ATTACH =
  /^\W*(?:(?:please|pls|can you|could you)\s+)?(?:attach|add|upload)\s+(https?:\S+|www\.\S+)\s+(?:to|for|on|as evidence for)\s+\S+(?:\s*\(?\p{L}\))?\s*(?:please|pls|thanks|ta)?[.!]?\s*$/iu

/** "attach <link> to B5(a)" */
function readAttached({ raw }: Line, refs: readonly string[]): Reading | undefined {
  const link = raw.match(ATTACH)?.[1]
  return link === undefined || asks(raw.replace(link, '')) ? undefined : recordEvidence(refs, link)
}

function recordNote(refs: readonly string[], note: string): Reading {
  return {
    certainty: 'sure',
    command: 'update',
    args: { refs, note },
    line: `update ${refs.join(', ')} note ${note}`,
    reason: 'read as a note',
  }
}

/** Evidence belongs to a single item. */
function recordEvidence([ref, ...others]: readonly string[], evidence: string): Reading | undefined {
  if (ref === undefined || others.length > 0) return undefined
  return {
    certainty: 'sure',
    command: 'evidence',
    args: { ref, 'link-or-text': evidence },
    line: `evidence ${ref} ${evidence}`,
    reason: 'read as evidence',
  }
}

/** The rest of the line as typed, without a leading colon or dash. */
export function textAfter(raw: string, end: number): string {
  return raw
    .slice(end)
    .replace(/^[\s:,;.)–—-]+/u, '')
    .trim()
}
