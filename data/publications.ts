import type { PublicDocument } from '../src/domain/public-document.ts'
import type { Database, Writing } from './database.ts'
import { readOrganisation } from './organisation.ts'

export interface Publication {
  readonly id: number
  readonly editionId: number
  readonly document: PublicDocument
  readonly publishedAt: string
  /** Why it replaced what was published of the same position. */
  readonly correction: string | null
  readonly withdrawnAt: string | null
}

/** All that was ever published of a plan, the latest first. */
export async function listPublications(db: Database, planId: number): Promise<readonly Publication[]> {
  const rows = await db
    .selectFrom('publications')
    .select(['id', 'editionId', 'document', 'publishedAt', 'correction', 'withdrawnAt'])
    .where('planId', '=', planId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, document: JSON.parse(row.document) as PublicDocument }))
}

export async function savePublication(
  trx: Writing,
  {
    document,
    ...row
  }: {
    readonly planId: number
    readonly editionId: number
    readonly document: PublicDocument
    readonly publishedAt: string
    readonly publishedBy: number
    readonly correction: string | null
  },
): Promise<void> {
  await trx
    .insertInto('publications')
    .values({ ...row, document: JSON.stringify(document) })
    .execute()
}

/** From then on nothing of the plan is public; what was, stays on record. */
export async function withdrawPublications(trx: Writing, planId: number, now: Date): Promise<void> {
  await trx
    .updateTable('publications')
    .set({ withdrawnAt: now.toISOString() })
    .where('planId', '=', planId)
    .where('withdrawnAt', 'is', null)
    .execute()
}

/** The plan of that code, with the clock of its organisation, whether or not anything of it is published. */
export async function planCoded(
  db: Database,
  code: string,
): Promise<{ readonly id: number; readonly timeZone: string } | undefined> {
  const organisation = await readOrganisation(db)
  const row = await db.selectFrom('plans').select('id').where('code', '=', code).executeTakeFirst()
  return row && organisation && { id: row.id, timeZone: organisation.timeZone }
}
