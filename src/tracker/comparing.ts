import type { Answers } from '../../data/import/questions.ts'
import { readDay } from '../conversation/day.ts'
import { dayIn, timeIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import type { GivenDay } from '../domain/plan.ts'
import type { SentCell, SentTracker } from '../import/tracker-sheet.ts'
import type { Held, HeldRow } from './held.ts'

/** What a tracker is compared with. */
export interface Comparing {
  readonly sent: SentTracker
  /** What the export held. */
  readonly held: Held
  /** How the same items stand now. */
  readonly now: Held
  /** The instant of the export, and the present one. */
  readonly exported: Date
  readonly today: string
  readonly answers: Answers
  /** The name of the body that decides dates. */
  readonly decidesDates: string
  /** Codes of posts. */
  readonly posts: readonly string[]
  /** Whether a row was recorded before, by its key. */
  readonly isRecorded: (key: string) => boolean
}

export interface ComparingRow extends Comparing {
  readonly key: string
  /** The item of the row above. */
  readonly above: HeldRow | undefined
  /** The references that stand twice. */
  readonly doubled: ReadonlySet<string>
}

/** "24 Nov 2020, 09:00" */
export function exportedText({ exported, held }: Pick<Comparing, 'exported' | 'held'>): string {
  const { timeZone } = held.plan
  return `${shortDay(dayIn(timeZone, exported))}, ${timeIn(timeZone, exported)}`
}

/** The day that a cell names; null where it is empty. */
export function dayOfCell(
  cell: SentCell | undefined,
  today: string,
  options: { readonly past?: boolean } = {},
): GivenDay | 'unread' | null {
  if (!cell || cell.text === '') return null
  if (cell.day !== null) return { on: cell.day, asGiven: shortDay(cell.day) }
  return readDay(cell.text, today, options) ?? 'unread'
}
