import { listed } from '../../domain/format.ts'
import type { Item } from '../../domain/plan.ts'
import type { None } from '../../domain/reading.ts'
import { readReferences } from '../../domain/reference-list.ts'
import { textBetween, type Words, wordsOf } from '../../domain/text.ts'
import { itemsOfShape, nearReferences } from '../near-reference.ts'
import type { Line } from './line.ts'

const LONGEST_LINE = 300
/** Few references have more words. */
const MOST_WORDS = 4
/** A reference ends in a number, a letter or a roman number. */
const ENDS = /\d\p{L}?$|\((?:\p{L}|[ivxl]{1,5})\)$|\d (?:\p{L}|[ivxl]{1,5})$/iu
/** Words between an item and what is said of it. */
const LINK = /^(?:is|are|was|now|to|has|still|:|=|-|–)$/

/** "Rec 13 is 2", "3.2 (vi) amber", "KLEO 4a": written as this plan writes references, but none of its own. */
export function readOddReference(line: Line): None | undefined {
  const { raw, vocabulary } = line
  if (raw.length > LONGEST_LINE || !/\d/.test(raw)) return undefined
  const words = wordsOf(raw)
  for (let from = 0; from < words.list.length; from += 1) {
    const most = Math.min(words.list.length, from + MOST_WORDS)
    for (let to = most; to > from; to -= 1) {
      const text = textBetween(words, from, to).replace(/[,;:.!?]+$/, '')
      if (!/\d/.test(text) || !ENDS.test(text) || !mayBeMeant(line, words, { from, to })) continue
      if (readReferences(text, vocabulary.references, { alone: true })) break
      const near = nearReferences(text, vocabulary.references)
      const alike = itemsOfShape(text, vocabulary.references)
      if (near.length > 0 || alike.length > 0) return saidUnknown(raw, { text, near, alike })
    }
  }
  return undefined
}

interface Place {
  readonly from: number
  readonly to: number
}

/** "(vi)" behind 3.2. */
const PART = /^\s*\((?:\p{L}|[ivxl]{1,5})\)[,:?.]?$/iu
/** "10" behind 1.1. */
const NUMBER = /^\s*\.?\d{1,3}[,:]?$/

/** Whether a reference stands here for certain: something is said of it, or it begins the line or a command's references. */
function mayBeMeant(line: Line, words: Words, place: Place): boolean {
  const [first, last] = [words.list[place.from], words.list[place.to - 1]]
  if (!first || !last) return false
  const pieces = line.sentences.flat()
  const within = pieces.filter((piece) => piece.start < last.end && piece.end > first.start)
  if (within.some((piece) => piece.said || piece.request !== undefined)) return false
  const isSaidNext = isSaid(line, words, place)
  const begun = within.find((piece) => piece.refs)
  if (begun) {
    const more = line.raw.slice(begun.end, last.end)
    return begun.start === first.start && (PART.test(more) || (NUMBER.test(more) && isSaidNext))
  }
  const isFirst = place.from === 0 || (line.isTyped && place.from === 1)
  const isListed = /(?:[,;&\n]|\band)\s*$/i.test(line.raw.slice(0, first.start))
  const isAlone = pieces.every((piece) => !piece.refs)
  const isNamed = /\p{L}{2}/u.test(textBetween(words, place.from, place.to)) && isAlone
  const isEnd = place.to === words.list.length
  return isNamed ? isSaidNext || isFirst || isEnd : isSaidNext && (isFirst || isListed)
}

/** Whether a rating or a state follows. */
function isSaid({ sentences, vocabulary: { scale } }: Line, { list }: Words, { to }: Place): boolean {
  let next = to
  while (LINK.test(list[next]?.plain ?? '')) next += 1
  const word = list[next]
  if (!word) return false
  const isNumber = /^\d$/.test(word.plain) && scale.ratings.some(({ label }) => label === word.plain)
  return isNumber || sentences.flat().some((piece) => piece.said && piece.start === word.start)
}

interface Unknown {
  readonly text: string
  readonly near: readonly string[]
  readonly alike: readonly Item[]
}

function saidUnknown(raw: string, { text, near, alike }: Unknown): None {
  const [first, last] = [alike[0], alike.at(-1)]
  const neighbours = first && last && first !== last ? `${first.ref} to ${last.ref}` : first?.ref
  const around = near.length > 0 ? `Did you mean ${listed(near, 'or')}?` : `Nearest to it: ${neighbours}.`
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason: `There is no ${text} in this plan, so nothing was recorded. ${around}`,
    suggestions: near.length > 0 ? near.map((ref) => raw.replace(text, ref)) : ['status'],
    isAnswer: true,
  }
}
