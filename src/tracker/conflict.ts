import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import { STATE_WORDS } from '../domain/scale.ts'
import type { SentRow } from '../import/tracker-sheet.ts'
import { type ComparingRow, exportedText } from './comparing.ts'
import type { HeldRow } from './held.ts'
import { asked, LEAVE, LEFT, type Part } from './part.ts'
import { positionPart, saidOf } from './position.ts'

/** The item was updated here since: nobody but a person can say which of the two holds. */
export function conflictPart(row: SentRow, held: HeldRow, comparing: ComparingRow): Part | undefined {
  const { now, answers, exported } = comparing
  const { rating, state } = saidOf(row, held, comparing)
  const current = now.rows.find(({ itemId }) => itemId === held.itemId)
  if (!current) return gonePart(row, held, comparing)
  const isRating = rating !== undefined && current.rating !== held.rating && current.rating !== rating.code
  const isState = state !== undefined && current.state !== held.state && current.state !== state
  if (!isRating && !isState) return undefined
  const [theirs, ours] = isRating
    ? [rating.label, labelOf(current.rating, comparing)]
    : [
        STATE_WORDS[state ?? 'not-started'],
        current.state === null ? 'not stated' : STATE_WORDS[current.state],
      ]
  const { timeZone } = now.plan
  const on = shortDay(dayIn(timeZone, new Date(current.saidAt)))
  const day = shortDay(dayIn(timeZone, exported))
  const note = row.cells.note?.text ? ', add the note' : ''
  const place = (isRating ? row.cells.rating : row.cells.state)?.place ?? row.place
  const position = positionPart(row, held, comparing)
  return asked(
    answers,
    {
      kind: 'conflict',
      place,
      key: `conflict ${held.ref}`,
      ref: held.ref,
      text: `${held.ref}: the file (exported ${exportedText(comparing)}) says ${theirs}; ${current.saidBy} recorded ${ours} on ${on}. Which holds?`,
      answers: [
        { answer: 'keep', means: `keep ${ours}${note}` },
        { answer: 'earlier', means: `${theirs} from the file, dated ${day}, before the ${ours}` },
        { answer: 'now', means: `${theirs} now` },
      ],
    },
    (answer) => {
      if (answer === 'keep') return LEFT
      if (answer === 'earlier') return position
      return answer === 'now' ? { ...position, update: { ...position.update, holds: 'from-now' } } : undefined
    },
  )
}

/** The item left the plan since. */
function gonePart(row: SentRow, held: HeldRow, { answers }: ComparingRow): Part {
  return asked(
    answers,
    {
      kind: 'row',
      place: row.place,
      key: `row ${held.ref}`,
      ref: held.ref,
      text: `${held.ref} left the plan after the export, so nothing is recorded of it.`,
      answers: [LEAVE],
    },
    () => undefined,
  )
}

function labelOf(code: string | null, { now: { scale } }: ComparingRow): string {
  return scale.ratings.find((each) => each.code === code)?.label ?? 'no rating'
}
