import { createHash } from 'node:crypto'
import type { ImportPreview } from '../../data/import/import.ts'
import type { Answers } from '../../data/import/questions.ts'
import type { PlanFile } from '../plan-file/arranged.ts'
import type { Compared } from '../tracker/compared.ts'

/** What an import asks, of whatever kind the file is. */
export interface Asked {
  readonly key: string
  readonly text: string
  readonly offers: readonly string[]
  /** It may be left open. */
  readonly mayStay: boolean
}

/** How far an import is with what was answered. */
export interface Stage {
  /** "wsoa-table.docx: 2 areas, 7 actions." */
  readonly found: string
  readonly notices: readonly string[]
  readonly questions: readonly Asked[]
  /** The questions that were answered, so that the answer may be changed. */
  readonly answered: readonly Asked[]
  /** What it would do; undefined while something is open. */
  readonly ready: Ready | undefined
}

export type Ready =
  | {
      readonly kind: 'plan'
      readonly file: PlanFile
      readonly preview: ImportPreview
      readonly answers: Answers
      readonly leaves: ReadonlySet<string>
      /** What becomes of items that are not in the file. */
      readonly missing: string | undefined
    }
  | { readonly kind: 'updates'; readonly compared: Compared }

/** What stands for a question in a button, whatever words it has. */
export function markOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
