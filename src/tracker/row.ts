import { lengthOf, MOST_CHARACTERS } from '../domain/text.ts'
import type { SentRow } from '../import/tracker-sheet.ts'
import type { ComparedRow, TrackerAct, TrackerChange } from './compared.ts'
import type { ComparingRow } from './comparing.ts'
import { conflictPart } from './conflict.ts'
import { duePart } from './due.ts'
import type { HeldRow } from './held.ts'
import { asked, LEAVE, LEFT, NOTHING, type Part } from './part.ts'
import { ownersPart, titlePart } from './plan-parts.ts'
import { positionPart } from './position.ts'

/** Compares a row with what the export held of its item; undefined if it says nothing else. A filled note is a note. */
export function comparedRow(row: SentRow, held: HeldRow, comparing: ComparingRow): ComparedRow | undefined {
  const note = row.cells.note?.text ?? ''
  const parts = [
    unknownPart(row, held, comparing),
    notePart(row, held, comparing),
    conflictPart(row, held, comparing) ?? positionPart(row, held, comparing),
    duePart(row, held, comparing),
    ownersPart(row, held, comparing),
    titlePart(row, held, comparing),
  ]
  const questions = parts.flatMap(({ questions: each = [] }) => each)
  const changes = parts.flatMap(({ changes: each = [] }) => each)
  const updates = parts.flatMap((part) => (part.update ? [part.update] : []))
  const acts = parts.flatMap(({ acts: each = [] }) => each)
  if (questions.length + changes.length + acts.length + updates.length === 0 && !isAnswered(parts))
    return undefined
  const open = questions.length > 0
  const update = Object.assign({}, ...updates) as Partial<Extract<TrackerAct, { kind: 'update' }>>
  const isSaid = updates.length > 0
  return {
    place: row.place,
    key: comparing.key,
    questions,
    changes: open ? [] : withNote(changes, note),
    acts: open
      ? []
      : [
          ...(isSaid
            ? [
                {
                  kind: 'update' as const,
                  itemId: held.itemId,
                  ref: held.ref,
                  holds: 'from-export' as const,
                  ...update,
                },
              ]
            : []),
          ...acts,
        ],
  }
}

function isAnswered(parts: readonly Part[]): boolean {
  return parts.includes(LEFT)
}

/** The note stands beside what it explains; alone it is a change of its own. */
function withNote(changes: readonly TrackerChange[], note: string): readonly TrackerChange[] {
  const others = changes.filter(({ field }) => field !== 'note')
  const [first, ...more] = others
  if (!first || note === '') return changes
  return [{ ...first, note }, ...more]
}

function unknownPart({ cells }: SentRow, { ref }: HeldRow, { answers }: ComparingRow): Part {
  const unknown = Object.values(cells).find(({ isUnknown }) => isUnknown)
  if (!unknown) return NOTHING
  return asked(
    answers,
    {
      kind: 'formula',
      place: unknown.place,
      key: `formula ${ref}`,
      ref,
      text: `${unknown.place} holds a formula whose result is not in the file, and it is not computed here. Write the value into the cell.`,
      answers: [LEAVE],
    },
    () => undefined,
  )
}

function notePart({ cells: { note } }: SentRow, held: HeldRow, { answers }: ComparingRow): Part {
  if (!note || note.text === '') return NOTHING
  if (lengthOf(note.text) > MOST_CHARACTERS)
    return asked(
      answers,
      {
        kind: 'row',
        place: note.place,
        key: `note ${held.ref}`,
        ref: held.ref,
        text: `The note on ${held.ref} has more than ${MOST_CHARACTERS.toLocaleString('en-GB')} characters. Shorten it in the file.`,
        answers: [LEAVE],
      },
      () => undefined,
    )
  return {
    changes: [{ ref: held.ref, field: 'note', from: null, to: note.text, place: note.place }],
    update: { note: note.text },
  }
}
