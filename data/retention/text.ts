import { mapTexts, replaceWords } from '../../src/domain/named-words.ts'
import type { Database } from '../database.ts'
import type { TrailEntry } from '../trail.ts'
import { replacing } from './named.ts'
import { type Found, findRows, removeIn } from './remove.ts'

/** What stands where a text was removed because somebody asked for it. */
const REMOVED_TEXT = '[removed]'

/** An entry of the trail, and whose it is. */
export interface Entry {
  readonly seq: number
  readonly planId: number | null
  readonly entry: TrailEntry
}

export async function findEntry(db: Database, seq: number): Promise<Entry | undefined> {
  const row = await db
    .selectFrom('trail')
    .select(['seq', 'planId', 'payload'])
    .where('seq', '=', seq)
    .executeTakeFirst()
  return row && { seq: row.seq, planId: row.planId, entry: JSON.parse(row.payload) as TrailEntry }
}

/** Under these names stands what somebody typed. */
const TYPED: ReadonlySet<string> = new Set(['note', 'evidence', 'reason', 'text', 'said', 'words', 'wanted'])

/** What somebody typed that an entry tells of. */
export function textsOf({ entry: { before, after } }: Entry): readonly string[] {
  const found = new Set<string>()
  mapTexts([before, after], (text, under) => {
    if (TYPED.has(under) && text.trim() !== '' && text !== REMOVED_TEXT) found.add(text)
    return text
  })
  return [...found]
}

/** A note as short as "done" goes where it stands alone, and nowhere else. */
const LONG_ENOUGH = 12

/** Takes texts out of every place of the database where they stand, whole or cut short. */
export async function removeTexts(
  db: Database,
  texts: readonly string[],
  {
    now,
    reason,
    planId,
    by,
    seq,
    isGiven,
  }: {
    readonly now: Date
    readonly reason: string
    readonly planId: number | null
    readonly by: Pick<TrailEntry, 'by' | 'identity'>
    readonly seq: number | null
    /** Somebody named these very words: they go from longer texts too. */
    readonly isGiven: boolean
  },
): Promise<readonly Found[]> {
  const replacements = texts.map((words) => ({
    words,
    instead: REMOVED_TEXT,
    ...(isGiven || words.length >= LONG_ENOUGH ? {} : ({ alone: true } as const)),
  }))
  const edit = replacing(replacements)
  const told = { reason: replaceWords(reason, replacements), ...(seq === null ? {} : { entry: seq }) }
  return removeIn(
    db,
    { kind: 'text', planId, now, entry: { ...by, told } },
    { found: await findRows(db, edit), edit },
  )
}
