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
export function trackerName(plan: string, day: Day, format: TrackerFormat = 'xlsx'): string {
  return `${plan}-tracker-${day}.${format}`
}

export type TrackerFormat = 'xlsx' | 'docx'

/** The tracker of a plan as a spreadsheet that people fill in and send back. */
export function trackerWorkbook(
  held: Held,
  at: Date,
  form?: { readonly posts: readonly string[]; readonly name: string },
): Workbook {
  const { plan, scale, rows } = heldBy(held, form?.posts)
  const order = (Object.keys(COLUMNS) as ColumnName[]).filter(
    (name) =>
      (name !== 'rating' || scale.ratings.length > 0) && (name !== 'dateWanted' || form !== undefined),
  )
  const day = dayIn(plan.timeZone, at)
  const what = form ? `return form for ${form.name}` : 'tracker'
  const title = `${plan.title}: ${what} as at ${fullDay(day)}, ${timeIn(plan.timeZone, at)}`
  // A form is for its own items: what they are called and who owns them is the plan's.
  const left = form ? ({ fill: 'fixed' } as const) : {}
  const columns: Readonly<Record<ColumnName, SheetColumn>> = {
    reference: { title: COLUMNS.reference, width: 11, fill: 'fixed' },
    title: { title: COLUMNS.title, width: 60, ...left },
    owners: { title: COLUMNS.owners, width: 18, ...left },
    due: { title: COLUMNS.due, width: 18, holds: 'day', fill: form ? 'fixed' : 'in' },
    dateWanted: { title: COLUMNS.dateWanted, width: 18, holds: 'day', fill: 'in' },
    originalDue: { title: COLUMNS.originalDue, width: 18, holds: 'day', fill: 'fixed' },
    rating: {
      title: COLUMNS.rating,
      width: 12,
      choices: scale.ratings.map(({ label }) => label),
      fill: 'in',
    },
    state: {
      title: COLUMNS.state,
      width: 14,
      choices: [...Object.values(STATE_WORDS).map(capitalised), NOT_STATED],
      fill: 'in',
    },
    completedOn: { title: COLUMNS.completedOn, width: 18, holds: 'day', fill: 'in' },
    note: { title: COLUMNS.note, width: 60, fill: 'in' },
    mark: { title: COLUMNS.mark, width: 13, isHidden: true, fill: 'fixed' },
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
      dateWanted: null,
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
          `To report back, change ${scale.ratings.length > 0 ? 'Rating, ' : ''}State, Completed on, ${form ? 'Date wanted' : 'Due'} or Note. Leave Reference and Row as they are.`,
        ],
        columns: order.map((name) => columns[name]),
        rows: shown.map((row) => order.map((name) => row[name])),
      },
    ],
  }
}

/** The tracker or a return form as a file; in Word a form has what is asked of an item below each other. */
export async function trackerFile(
  workbook: Workbook,
  format: TrackerFormat,
  { isForm }: { readonly isForm: boolean },
): Promise<Buffer> {
  if (format === 'xlsx') return (await import('../spreadsheet/write.ts')).xlsxOf(workbook)
  return (await import('../spreadsheet/word.ts')).docxOf(workbook, isForm ? 'blocks' : 'rows')
}
