import { isAlike } from '../../src/domain/alike.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import type { ImportResult } from './import.ts'
import type { Answers } from './questions.ts'
import type { SharedRows } from './shared.ts'

export interface ImportOptions {
  readonly now: Date
  readonly today: string
  /** What was answered to the questions that the file raises. */
  readonly answers?: Answers
  /** What becomes of items that are not in the file and have no answer of their own: "stay" or "left: <reason>". */
  readonly missing?: string | undefined
  /** The sitting that decided what the file changes. */
  readonly decided?: DecidedAt | undefined
  /** The keys of questions that are left open: what they are about stays as it is. */
  readonly leaves?: ReadonlySet<string> | undefined
  /** Who imports, by a chat or a page; the command line, without it. */
  readonly importer?: Importer | undefined
  /** A new plan sends nothing until its coordinator says so. */
  readonly isQuiet?: boolean
  /** What belongs to the import and is on disk with it. */
  readonly andThen?: (trx: Writing, imported: ImportResult) => Promise<void>
}

export interface Importer {
  readonly name: string
  /** As the trail names an account. */
  readonly identity: string
  readonly message: string | null
}

/** A decision that is named with an import: what it changes holds from the beginning of the sitting. */
export interface DecidedAt {
  readonly bodyCode: string
  readonly meetingId: number
  /** ISO instant at which the sitting began. */
  readonly from: string
  /** "Improvement Board, 8 Dec 2020, minute 4.3" */
  readonly basis: string
  readonly minute: string | null
}

/** One change to make, and the words that announce it; null when the other changes imply it. */
export interface Step {
  readonly text: string | null
  readonly run: () => Promise<unknown>
}

/** Compares one part of the file with the database and returns the changes that bring the database in line. */
export type Stage = (
  trx: Writing,
  file: PlanFile,
  options: ImportOptions & {
    readonly planId: number
    readonly isNew: boolean
    readonly shared: SharedRows
  },
) => Promise<readonly Step[]>

/** A row that the file may no longer have. */
interface Kept {
  readonly id: number
  readonly removedAt: string | null
}

/** Marks rows that are no longer in the file; nothing is deleted. */
export function removals<Row extends Kept>(
  trx: Writing,
  table: 'measures',
  rows: readonly Row[],
  { now, text }: { now: Date; text: (row: Row) => string },
): readonly Step[] {
  return rows
    .filter((row) => row.removedAt === null)
    .map((row) => ({
      text: text(row),
      run: async () => {
        const removedAt = now.toISOString()
        await trx.updateTable(table).set({ removedAt }).where('id', '=', row.id).execute()
      },
    }))
}

/** For example "change A1(a): title, owners" or "take up A1(a) again"; undefined when there is nothing to do. */
export function changeText(name: string, row: Kept, words: readonly string[]): string | undefined {
  const what = words.length > 0 ? `: ${words.join(', ')}` : ''
  if (row.removedAt !== null) return `take up ${name} again${what}`
  return what === '' ? undefined : `change ${name}${what}`
}

/** The members in which two objects differ, by the words that people know them by. */
export function changedWords(
  before: object,
  after: object,
  words: Readonly<Record<string, string>> = {},
): readonly string[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const keys = [...new Set([...is.keys(), ...was.keys()])]
  return [...new Set(keys.filter((key) => !same(was.get(key), is.get(key))).map((key) => words[key] ?? key))]
}

export function same(one: unknown, other: unknown): boolean {
  return isAlike(one, other)
}
