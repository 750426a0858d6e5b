import type { ClosedDay, Term } from '../src/domain/plan.ts'
import type { Database, Writing } from './database.ts'
import { cached } from './engine/engine.ts'

/** What all plans of a deployment share, beside its people, posts, boards and meetings. */
export interface Organisation extends OrganisationSettings {
  readonly timeZone: string
  /** Rises with each change. */
  readonly changedAt: string
}

interface OrganisationSettings {
  readonly closedDays: readonly ClosedDay[]
  readonly terms: readonly Term[]
}

/** Undefined before the first import. */
export function findOrganisation(db: Database): Promise<Organisation | undefined> {
  return cached(db, 'organisation', () => readOrganisation(db))
}

/** The same, from the tables. */
export async function readOrganisation(db: Database): Promise<Organisation | undefined> {
  const row = await db.selectFrom('organisation').selectAll().executeTakeFirst()
  if (!row) return undefined
  const { timeZone, settings, changedAt } = row
  return { ...(JSON.parse(settings) as OrganisationSettings), timeZone, changedAt }
}

export async function saveOrganisation(
  trx: Writing,
  { timeZone, changedAt, closedDays, terms }: Organisation,
): Promise<void> {
  const row = { timeZone, settings: JSON.stringify({ closedDays, terms }), changedAt }
  await trx
    .insertInto('organisation')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}
