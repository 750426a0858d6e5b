import type { Database } from '../../data/database.ts'
import type { PlanModel } from '../../data/plans.ts'
import { heldBack } from '../domain/held-back.ts'
import type { FileContents } from '../message.ts'
import { workbookOf } from '../spreadsheet/answer.ts'
import { readHeld } from '../tracker/held.ts'
import { trackerFile, trackerWorkbook } from '../tracker/workbook.ts'

/** A file of an answer, or the tracker as the record has it at its instant. What identifies a child is held back. */
export async function contentsOf(db: Database, model: PlanModel, holds: FileContents): Promise<Buffer> {
  if (holds.kind === 'tracker') {
    const at = new Date(holds.at)
    const workbook = heldBack(trackerWorkbook(await readHeld(db, model, at), at, holds.form))
    return trackerFile(workbook, holds.format ?? 'xlsx', { isForm: holds.form !== undefined })
  }
  const { xlsxOf } = await import('../spreadsheet/write.ts')
  const workbook = heldBack(workbookOf(holds.pages, { title: holds.title, at: holds.at }))
  if (holds.format === 'xlsx') return xlsxOf(workbook)
  const { csvOfWorkbook } = await import('../spreadsheet/csv.ts')
  return Buffer.from(csvOfWorkbook(workbook))
}
