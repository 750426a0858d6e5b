import { listBackups } from '../backups/kept.ts'
import type { Database } from '../database.ts'
import { bestEffort } from '../engine/best-effort.ts'
import { trailEnd } from '../trail.ts'

/** A file outside of the database in which a text may still stand. */
export interface Copy {
  /** "backup" */
  readonly what: string
  readonly takenAt: string
  readonly file: string
}

/** Notes that a file was written from the record: what is removed later still stands in it. */
export async function noteExport(
  db: Database,
  { what, place, at }: { readonly what: string; readonly place: string; readonly at: Date },
): Promise<void> {
  await bestEffort(async () => {
    const end = await trailEnd(db)
    await db
      .insertInto('exports')
      .values({ what, place, at: at.toISOString(), trailHead: end?.hash ?? '' })
      .execute()
  })
}

/** The backups and files that are older than the latest removal, by what they know of the trail and not by any clock. */
export async function copiesWithTexts(db: Database): Promise<readonly Copy[]> {
  const { seq } = await db
    .selectFrom('removals')
    .select(({ fn }) => fn.max('entrySeq').as('seq'))
    .executeTakeFirstOrThrow()
  if (seq === null) return []
  const exports = await db.selectFrom('exports').selectAll().orderBy('id', 'desc').execute()
  const copies = [
    ...(await listBackups(db)).map(({ file, takenAt, trailHead }) => ({
      copy: { what: 'backup', file: file ?? '', takenAt: takenAt ?? '' },
      trailHead,
    })),
    ...exports.map(({ what, place, at, trailHead }) => ({
      copy: { what, file: place, takenAt: at },
      trailHead,
    })),
  ]
  const older: Copy[] = []
  for (const { copy, trailHead } of copies) {
    const head = await db
      .selectFrom('trail')
      .select('seq')
      .where('hash', '=', trailHead ?? '')
      .executeTakeFirst()
    if ((head?.seq ?? 0) < seq) older.push(copy)
  }
  return older
}
