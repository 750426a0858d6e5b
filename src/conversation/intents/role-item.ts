import { listed } from '../../domain/format.ts'
import type { Reading } from '../../domain/reading.ts'
import { wordsOf } from '../../domain/text.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { findEntities } from './entities.ts'
import type { Line } from './line.ts'

/** "DCO says their one is done": of an item that only its owner tells. Which one is asked. */
export function readRoleItem({ raw, sentences, vocabulary, recalled }: Line): Reading | undefined {
  const pieces = sentences.flat()
  if (asks(raw) || sentences.some(beginsAsQuestion) || pieces.some((piece) => piece.refs)) return undefined
  if (!ONE_OF_THEIRS.test(raw)) return undefined
  const role = findEntities(wordsOf(raw), vocabulary)
    .find(({ kind }) => kind === 'role')
    ?.text.toUpperCase()
  const code = vocabulary.roles.find((each) => each.code.toUpperCase() === role)?.code
  const all = [...vocabulary.references.values()].filter(
    ({ owners }) => code !== undefined && owners.includes(code),
  )
  const open = all.filter(({ ref }) => !recalled.finished.has(ref))
  const owned = open.length > 0 ? open : all
  const [first] = owned
  if (!first || code === undefined) return undefined
  const refs = owned.slice(0, MOST).map(({ ref }) => ref)
  const theirs = `${code} answers for ${listed(owned.length > MOST ? [...refs, `${owned.length - MOST} more`] : refs)}.`
  if (!recalled.isCoordinator && !recalled.roles.includes(code)) {
    return {
      certainty: 'none',
      command: null,
      isSlip: false,
      reason: `Which item do you mean? ${theirs} They say themselves how it stands, or the coordinator does.`,
      suggestions: [`list ${code}`, `tell coordinator ${raw.trim()}`],
    }
  }
  return {
    certainty: 'ask',
    command: 'update',
    question: `Which item do you mean? ${theirs}`,
    options: [],
    answerLine: `update {answer} note ${raw.trim()}`,
    isNote: true,
    reason: 'it speaks of an item of somebody’s, but names none',
  }
}

const MOST = 6
const ONE_OF_THEIRS =
  /\b(?:their|his|her|theirs|its|one|ones|item|action|theirs|done|finished|complete|completed|started)\b/i
