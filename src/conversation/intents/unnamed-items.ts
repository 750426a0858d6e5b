import type { Ask, Reading } from '../../domain/reading.ts'
import { wordsOf } from '../../domain/text.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit, distinct } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import { findEntities } from './entities.ts'
import { choiceOf, entriesText } from './entries.ts'
import type { Line } from './line.ts'
import { askNames } from './offers.ts'

const LINK = bit('link')
const SAME = bit('same')
const FOR = bit('for')

/** "everything of mine is amber", "all mine no change": asks which items are meant. */
export function readUnnamedItems(line: Line): Reading | undefined {
  const { sentences, raw } = line
  if (asks(raw) || /^\s*(and|same)\b/i.test(raw)) return undefined
  if (sentences.some((sentence) => beginsAsQuestion(sentence) || sentence.some((piece) => piece.refs)))
    return undefined
  const isSaid = sentences.some((sentence) =>
    sentence.some(
      (piece, at) =>
        is(piece, SAME) || (piece.said && (is(sentence[at - 1], LINK) || is(sentence[at + 1], FOR))),
    ),
  )
  if (
    !isSaid ||
    sentences.flat().some((piece) => is(piece, THOUGHT)) ||
    !/\b(mine|all my|my (items|actions)|everything|every|area)\b/i.test(raw)
  )
    return undefined
  return askWhole(line) ?? askNames
}

/** "amber for everything in area B that's mine": the items that are meant, each named. */
function askWhole({ raw, sentences, vocabulary, recalled }: Line): Ask | undefined {
  const [said, ...more] = distinct(sentences.flat().flatMap((piece) => piece.said ?? []))
  const area = findEntities(wordsOf(raw), vocabulary).find(({ kind }) => kind === 'area')
  const isOwn = /\b(?:mine|my|our|ours|i own)\b/i.test(raw)
  if (!said || more.length > 0 || !(area || isOwn) || NARROWED.test(raw)) return undefined
  const group = vocabulary.groups.find(({ ref }) =>
    area?.text.toLowerCase().split(/\s+/).includes(ref.toLowerCase()),
  )
  if (area && !group) return undefined
  const all = [...new Map([...vocabulary.references.values()].map((item) => [item.id, item])).values()]
  const parents = new Map(all.map(({ id, parentId }) => [id, parentId]))
  const isIn = (id: number | null): boolean =>
    id !== null && (id === group?.id || isIn(parents.get(id) ?? null))
  const refs = all
    .filter(
      ({ id, ref, place, owners }) =>
        place === 'counted' &&
        !recalled.finished.has(ref) &&
        (!group || isIn(id)) &&
        (recalled.isCoordinator && !isOwn ? true : owners.some((role) => recalled.roles.includes(role))),
    )
    .map(({ ref }) => ref)
  if (refs.length === 0 || refs.length > MOST_AT_ONCE) return undefined
  const entries = [{ refs, ...said }]
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs, ...said },
    question: `Do you mean ${entriesText(entries, vocabulary)}?`,
    options: [choiceOf(entries, entriesText(entries, vocabulary)), { label: 'Show my items', line: 'mine' }],
    isYesNo: true,
    reason: 'what is said of several items has to name them',
  }
}

/** "all my reds are now amber": only some of them, and which is not known here. */
const NARROWED = /\b(?:reds|ambers|greens|blues|overdue|late|due|unrated|except|apart|but|bar|other than)\b/i
const MOST_AT_ONCE = 20

/** "It feels like everything in B is red" is about how it looks, and names nothing. */
const THOUGHT = bit('opinion') | bit('hedge')
