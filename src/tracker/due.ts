import { readDay } from '../conversation/day.ts'
import { fullDay } from '../domain/format.ts'
import { saidBack } from '../domain/text.ts'
import type { SentRow } from '../import/tracker-sheet.ts'
import type { TrackerQuestion } from './compared.ts'
import { type ComparingRow, dayOfCell } from './comparing.ts'
import type { HeldRow } from './held.ts'
import { asked, LEAVE, NOTHING, type Part } from './part.ts'

/** Another date is a body's to decide: it is asked for. */
export function duePart(row: SentRow, held: HeldRow, comparing: ComparingRow): Part {
  const cell = row.cells.due
  const { ref } = held
  const { answers, now, today, decidesDates } = comparing
  if (!cell || cell.text === '') return NOTHING
  const given = dayOfCell(cell, today)
  if (given !== null && given !== 'unread') {
    const current = now.rows.find(({ itemId }) => itemId === held.itemId)
    if (given.on === held.due || given.on === current?.due) return NOTHING
  }
  const was = held.due === null ? 'no date' : `due ${fullDay(held.due)}`
  const reason = row.cells.note?.text ?? ''
  const to = given === null || given === 'unread' ? undefined : given
  const question: TrackerQuestion = {
    kind: to ? 'date-request' : 'date',
    place: cell.place,
    key: `date-request ${ref}`,
    ref,
    text: to
      ? `${ref}: ${was} → ${fullDay(to.on)}. No date moves without the ${decidesDates}.${reason === '' ? ' Why is it needed?' : ''}`
      : `${ref}: ${was} → “${saidBack(cell.text)}”, which is no day. Write the day into the file.`,
    answers: [
      ...(to
        ? [
            {
              answer: reason === '' ? 'ask because <reason>' : 'ask',
              means: `ask the ${decidesDates} for it${reason === '' ? '' : ', with the note as the reason'}`,
            },
            {
              answer: 'recorded <board>, <day>, <minute>',
              means: 'it has decided already: its meeting and minute',
            },
          ]
        : []),
      LEAVE,
    ],
  }
  return asked(answers, question, (answer) => {
    const decided = to && decidedIn(answer, today)
    if (decided)
      return {
        changes: [{ ref, field: 'due', from: held.due, to: to.on, place: cell.place }],
        acts: [{ kind: 'date-decided', ref, to, ...decided }],
      }
    const because = answer.match(/^ask(?:\s+because\s+(.+))?$/is)
    const why = because?.[1]?.trim() ?? reason
    if (!to || !because || why === '') return undefined
    return {
      changes: [{ ref, field: 'due', from: held.due, to: `${to.on} asked for`, place: cell.place }],
      acts: [{ kind: 'date-request', ref, to, reason: why }],
    }
  })
}

/** "recorded Improvement Board, 8 Dec 2020, minute 4.2" */
function decidedIn(
  answer: string,
  today: string,
): { readonly body: string; readonly day: string; readonly minute: string } | undefined {
  const [, body = '', written = '', minute = ''] =
    answer.match(/^recorded:?\s+(.+?),\s*([^,]+),\s*(.+)$/is) ?? []
  const day = readDay(written, today, { past: true })
  return day && { body: body.trim(), day: day.on, minute: minute.trim() }
}
