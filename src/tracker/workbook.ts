import { dayIn, timeIn } from '../domain/day.ts'
import { capitalised, fullDay } from '../domain/format.ts'
import type { Day } from '../domain/plan.ts'
import { STATE_WORDS } from '../domain/scale.ts'
import {
  COLUMNS,
  type ColumnName,
  EXPORTED_NAME,
  FOR_NAME,
  NOT_STATED,
  PLAN_NAME,
} from '../import/tracker-columns.ts'
import { type Cell, dayCell, type SheetColumn, textCell, type Workbook } from '../spreadsheet/workbook.ts'
import { type Held, type HeldRow, heldBy } from './held.ts'

/** `thurrock-wsoa-2019-tracker-2020-11-24.xlsx` */
export function trackerName(plan: string, day: Day): string {
  return `${plan}-tracker-${day}.xlsx`
}

/** The tracker of a plan as a spreadsheet that people fill in and send back. */
export function trackerWorkbook(
  held: Held,
  at: Date,
  form?: { readonly posts: readonly string[]; readonly name: string },
): Workbook {
  const { plan, scale, rows } = heldBy(held, form?.posts)
  const order: readonly ColumnName[] =
    scale.ratings.length > 0
      ? (Object.keys(COLUMNS) as ColumnName[])
      : (Object.keys(COLUMNS) as ColumnName[]).filter((name) => name !== 'rating')
  const day = dayIn(plan.timeZone, at)
  const what = form ? `return form for ${form.name}` : 'tracker'
  const title = `${plan.title}: ${what} as at ${fullDay(day)}, ${timeIn(plan.timeZone, at)}`
  const columns: Readonly<Record<ColumnName, SheetColumn>> = {
    reference: { title: COLUMNS.reference, width: 11 },
    title: { title: COLUMNS.title, width: 60 },
    owners: { title: COLUMNS.owners, width: 18 },
    due: { title: COLUMNS.due, width: 18, holds: 'day' },
    originalDue: { title: COLUMNS.originalDue, width: 18, holds: 'day' },
    rating: { title: COLUMNS.rating, width: 12, choices: scale.ratings.map(({ label }) => label) },
    state: {
      title: COLUMNS.state,
      width: 14,
      choices: [...Object.values(STATE_WORDS).map(capitalised), NOT_STATED],
    },
    completedOn: { title: COLUMNS.completedOn, width: 18, holds: 'day' },
    note: { title: COLUMNS.note, width: 60 },
    mark: { title: COLUMNS.mark, width: 13, isHidden: true },
  }
  const cells = (row: HeldRow): Readonly<Record<ColumnName, Cell>> => {
    const rating = scale.ratings.find(({ code }) => code === row.rating)
    return {
      reference: textCell(row.ref),
      title: textCell(row.title),
      owners: textCell(row.owners.join(', ')),
      due: dayCell(row.due),
      originalDue: dayCell(row.originalDue),
      rating: textCell(rating?.label, rating?.tone),
      state: textCell(row.state === null ? NOT_STATED : capitalised(STATE_WORDS[row.state])),
      completedOn: dayCell(row.completedOn),
      note: null,
      mark: textCell(row.mark),
    }
  }
  const shown = rows.map(cells)
  return {
    title,
    at: at.toISOString(),
    names: {
      [PLAN_NAME]: plan.code,
      [EXPORTED_NAME]: at.toISOString(),
      ...(form ? { [FOR_NAME]: form.posts.join(' ') } : {}),
    },
    sheets: [
      {
        name: 'Tracker',
        intro: [
          title,
          `To report back, change ${scale.ratings.length > 0 ? 'Rating, ' : ''}State, Completed on, Due or Note. Leave Reference and Row as they are.`,
        ],
        columns: order.map((name) => columns[name]),
        rows: shown.map((row) => order.map((name) => row[name])),
      },
    ],
  }
}
