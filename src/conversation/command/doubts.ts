import type { Command } from '../../command.ts'
import type { Ask, Choice, FittingLine, None } from '../../domain/reading.ts'
import { plainWord, saidBack, type Words } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'

/**
 * Asks about a line that fits a command which changes something, if it ends as a question, goes on with a condition, or
 * raises one of the command's own doubts. Whatever follows the word "note" is a note.
 */
export function doubtOf(
  line: FittingLine,
  { changes, doubts = [] }: Pick<Command, 'changes' | 'doubts'>,
  vocabulary: Vocabulary,
): Ask | None | undefined {
  if (!changes) return undefined
  const note = noteOf(line)
  if (note !== undefined && isExplicit(line.words, note)) return undefined
  if (endsAsQuestion(line.words)) return askQuestion(line)
  for (const doubt of doubts) {
    const doubtful = doubt(line, vocabulary)
    if (doubtful) return doubtful
  }
  return note !== undefined && CONDITIONS.has(firstWord(note)) ? askNote(line, note) : undefined
}

export function noteOf({ bindings }: FittingLine): string | undefined {
  return typeof bindings.note === 'string' ? bindings.note : undefined
}

export const CONDITIONS = new Set(
  'if unless once when whenever provided assuming subject until till depending'.split(' '),
)

/** Whether the word "note" was typed before the note. */
export function isExplicit({ raw, list }: Words, note: string): boolean {
  const start = raw.trimEnd().length - note.length
  const index = list.findIndex((word) => word.start >= start)
  return list[index - 1]?.plain === 'note'
}

/** Asks whether the rest of a line is its note. `others` are further choices. */
export function askNote(
  { command, words, bindings }: FittingLine,
  note: string,
  others: readonly Choice[] = [],
): Ask {
  const start = words.raw.trimEnd().length - note.length
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: `Is “${saidBack(note)}” a note to it?`,
    options: [
      { label: 'Yes, it is a note', line: `${words.raw.slice(0, start).trimEnd()} note ${note}` },
      ...others,
    ],
    isYesNo: true,
    reason: 'what follows may be more than a note',
  }
}

function endsAsQuestion({ raw }: Words): boolean {
  return raw.trimEnd().endsWith('?') || /\?[!)\s]/.test(raw.replace(/https?:\S+/g, ''))
}

function askQuestion({ command, words, bindings }: FittingLine): Ask {
  const line = words.raw.trim().replace(/[?!.\s]+$/, '')
  const [ref] = Array.isArray(bindings.refs) ? bindings.refs : [bindings.ref]
  const show: readonly Choice[] =
    typeof ref === 'string' ? [{ label: `Only show how ${ref} stands`, line: `status ${ref}` }] : []
  return {
    certainty: 'ask',
    command,
    args: bindings,
    question: 'Is that a question, or shall it be done?',
    options: [{ label: `Do it: ${saidBack(line)}`, line }, ...show],
    reason: 'it ends like a question',
  }
}

/** The first word of a text, in lower case. */
export function firstWord(note: string): string {
  return plainWord(note.trim().split(/\s+/)[0] ?? '')
}
