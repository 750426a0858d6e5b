import { memoize } from '../../domain/bounded-map.ts'
import { capitalised, listed } from '../../domain/format.ts'
import type { Item } from '../../domain/plan.ts'
import type { None, Reading } from '../../domain/reading.ts'
import { plainReference, type ReferenceIndex, refsText } from '../../domain/reference.ts'
import { readReferences } from '../../domain/reference-list.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import type { Line } from './line.ts'

/** "B4z amber", "who owns C2(j)": written as the plan writes references, but none of its own. Its neighbours are named. */
export function readUnknownReference(line: Line): Reading | undefined {
  const { raw, vocabulary } = line
  if (raw.length > LONGEST_LINE) return undefined
  const { references } = vocabulary
  const words = [...raw.matchAll(WORD)].map(([text], at) => ({ text: text.replace(/[,;:.!?]+$/, ''), at }))
  const isKnown = ({ text }: { text: string }) =>
    /\d/.test(text) && readReferences(text, references) !== undefined
  const firstKnown = words.findIndex(isKnown)
  for (const word of words) {
    if (!/\d/.test(word.text) || isKnown(word)) continue
    const backwards = turnedRound(line, word.text)
    if (backwards) return backwards
    const unknown = unknownIn(word.text, line)
    if (!unknown) continue
    const isJoined = /^(?:and|or|&|\+)$/.test(words[word.at - 1]?.text ?? '') || isListed(raw, word.text)
    if (
      firstKnown === -1
        ? unknown.isNear || line.isTyped
        : unknown.isPart && (word.at < firstKnown || isJoined)
    )
      return {
        ...saidUnknown(unknown, vocabulary),
        ...(line.isTyped || line.sentences.flat().some((piece) => piece.said)
          ? { isAnswer: true as const }
          : {}),
      }
  }
  return undefined
}

const LONGEST_LINE = 300
/** "C2 (j)" is one word. */
const WORD = /\S+(?: \(\p{L}\)(?=[\s,;:.!?]|$))?/gu

interface Unknown {
  readonly written: string
  readonly parent: Item | undefined
  /** It is a part of a known action. */
  readonly isPart: boolean
  /** It begins like the plan's own. */
  readonly isNear: boolean
}

function unknownIn(text: string, { vocabulary }: Line): Unknown | undefined {
  const { references, roles, bodies } = vocabulary
  const bare = text.replace(/^\(|(?<!\(\p{L}{1,3})\)$/gu, '')
  if (bare.length > MOST_CHARACTERS || !WRITTEN.test(bare)) return undefined
  const isOther =
    /^r\d+$/i.test(bare) ||
    roles.some(({ code }) => code.toLowerCase() === bare.toLowerCase()) ||
    bodies.some(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === bare.toLowerCase()))
  const key = plainReference(bare)
  if (isOther || references.has(key) || !shapesOf(references).has(shapeOf(key))) return undefined
  const parent = references.get(key.replace(/\p{L}+$|\.?\p{N}+$/u, ''))
  const head = key.match(/^\p{L}+|^\p{N}+/u)?.[0] ?? ''
  const isNear = [...references.keys()].some((each) => each.match(/^\p{L}+|^\p{N}+/u)?.[0] === head)
  return {
    written: shown(bare, parent),
    parent,
    isPart: parent !== undefined,
    isNear: isNear && /\p{L}/u.test(key),
  }
}

const MOST_CHARACTERS = 12
const WRITTEN = /^(?:\p{L}{1,4}\d|\d+\.\d)[\p{L}\p{N}.() _–-]*$/u

/** As the plan writes it: "B4z" is B4(z). */
function shown(bare: string, parent: Item | undefined): string {
  const [, action = '', letter] = bare.match(/^(\p{L}+\d+)\(?(\p{L})\)?$/u) ?? []
  return letter === undefined
    ? bare.toUpperCase()
    : `${parent?.ref ?? action.toUpperCase()}(${letter.toLowerCase()})`
}

const shapesOf = memoize(
  (references: ReferenceIndex): ReadonlySet<string> => new Set([...references.keys()].map(shapeOf)),
)

function shapeOf(key: string): string {
  return key.replace(/\p{L}+/gu, 'a').replace(/\p{N}+/gu, '9')
}

/** "B4a, B4z": the one before it is of the same list. */
function isListed(raw: string, text: string): boolean {
  return /[,&+/]\s*$/.test(raw.slice(0, raw.indexOf(text)))
}

function saidUnknown({ written, parent }: Unknown, { references, groups, levels }: Vocabulary): None {
  const items = [...references.values()]
  const named = items.map((item) => ({ ref: item.ref, parent: nameOf(items, item.parentId) }))
  const parts = named.filter((item) => parent !== undefined && item.parent === parent.ref)
  const head = written.match(/^\p{L}+/u)?.[0]?.toLowerCase() ?? ''
  const group = groups.find(({ ref }) => ref.toLowerCase() === head)
  const within = items.filter(({ parentId }) => parentId === group?.id)
  const [first, last] = [within[0], within.at(-1)]
  const neighbours =
    parent && parts.length > 0
      ? `${parent.ref} has ${refsText(parts, named)}.`
      : group && first && last
        ? `${capitalised(levels[group.level]?.word ?? '')} ${group.ref} has ${first === last ? first.ref : `${first.ref} to ${last.ref}`}.`
        : firstAndLast(groups, items)
  const look = parent?.ref ?? group?.ref
  return {
    certainty: 'none',
    command: null,
    isSlip: false,
    reason: `There is no ${written} in this plan, so nothing was recorded. ${neighbours}`,
    suggestions: [look === undefined ? 'status' : `status ${look}`],
  }
}

/** What the plan's references look like. */
function firstAndLast(groups: readonly Item[], items: readonly Item[]): string {
  if (groups.length === 0) return `Its items are ${items[0]?.ref ?? ''} to ${items.at(-1)?.ref ?? ''}.`
  return `Its items begin with ${listed(
    groups.map(({ ref }) => ref),
    'or',
  )}.`
}

function nameOf(items: readonly Item[], id: number | null): string | null {
  return items.find((item) => item.id === id)?.ref ?? null
}

/** "A4(d)-(a)": a range from its end to its beginning. */
function turnedRound({ raw, vocabulary }: Line, text: string): Reading | undefined {
  const [, first = '', part = ''] = text.match(/^(\S+?)[-–](\(?\p{L}\)?)$/u) ?? []
  const from = vocabulary.references.get(plainReference(first))
  if (from?.place !== 'counted') return undefined
  const action = first.replace(/\(?\p{L}\)?$/u, '')
  const to = vocabulary.references.get(plainReference(`${action}${part}`))
  if (!to || to.parentId !== from.parentId || to.sortOrder >= from.sortOrder) return undefined
  const range = `${to.ref} to ${from.ref}`
  const line = raw.replace(text, range)
  return {
    certainty: 'ask',
    command: null,
    question: `${text} runs backwards. Do you mean ${range}?`,
    options: [{ label: line, line }],
    isYesNo: true,
    reason: 'the range runs backwards',
  }
}
