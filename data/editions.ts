import { createHash } from 'node:crypto'
import type { Insertable, Selectable } from 'kysely'
import type { Facts } from '../src/domain/facts.ts'
import { factsForAll } from '../src/domain/facts-for-all.ts'
import { longDay } from '../src/domain/format.ts'
import { foldItems } from '../src/domain/item-changes.ts'
import type { Day } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { standsFor } from './audit/tombstones.ts'
import type { Database, Writing } from './database.ts'
import { readItemChanges } from './item-changes.ts'
import { nextNumber } from './next-number.ts'
import { type FirstFacts, isPresentShape, liftFacts } from './older-shapes.ts'
import { listRestrictions } from './restrictions.ts'
import type { Schema } from './schema.ts'

export interface StoredEdition extends Omit<Selectable<Schema['editions']>, 'facts'> {
  readonly facts: Facts
}

/** The latest edition stored for a meeting on a day; on another day the meeting has another cut-off. */
export async function findEdition(
  db: Database,
  planId: number,
  { meetingId, day }: { meetingId: number; day: Day },
): Promise<StoredEdition | undefined> {
  const row = await db
    .selectFrom('editions')
    .selectAll()
    .where('planId', '=', planId)
    .where('meetingId', '=', meetingId)
    .where('meetingDay', '=', day)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && readable(db, row)
}

/** Whether the facts for a meeting on a day were stored at the cut-off, not rebuilt. */
export async function isStored(
  db: Database,
  planId: number,
  { meetingId, day }: { meetingId: number; day: Day },
): Promise<boolean> {
  const row = await db
    .selectFrom('editions')
    .select('id')
    .where('planId', '=', planId)
    .where('meetingId', '=', meetingId)
    .where('meetingDay', '=', day)
    .where('origin', '=', 'cut-off')
    .executeTakeFirst()
  return row !== undefined
}

/** The instants of the positions stored for a body's meetings, each the latest, by the meeting's id and day. */
export async function listStoredInstants(
  db: Database,
  planId: number,
  bodyId: number,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('editions')
    .select(['meetingId', 'meetingDay', 'asAt'])
    .where('planId', '=', planId)
    .where('bodyId', '=', bodyId)
    .orderBy('number')
    .execute()
  return new Map(rows.map(({ meetingId, meetingDay, asAt }) => [`${meetingId} ${meetingDay}`, asAt]))
}

export async function editionById(db: Database, planId: number, id: number): Promise<StoredEdition> {
  const row = await db
    .selectFrom('editions')
    .selectAll()
    .where('planId', '=', planId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return readable(db, row)
}

/** Stores facts with their hash. They never change afterwards. */
export async function saveEdition(
  trx: Writing,
  edition: Omit<Insertable<Schema['editions']>, 'number' | 'facts' | 'factsHash'> & { facts: Facts },
): Promise<StoredEdition> {
  const facts = JSON.stringify(edition.facts)
  const row = await trx
    .insertInto('editions')
    .values({
      ...edition,
      facts,
      factsHash: hashOf(facts),
      number: nextNumber('editions', { planId: edition.planId, meetingId: edition.meetingId }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return readable(trx, row)
}

/** Whether a body's edition holds what was said at an instant, because a cut-off came after it. */
export async function isInEdition(db: Database, planId: number, said: string): Promise<boolean> {
  const row = await db
    .selectFrom('editions')
    .select('id')
    .where('planId', '=', planId)
    .where('origin', '=', 'cut-off')
    .where('asAt', '>=', said)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function readable(db: Database | Writing, row: Selectable<Schema['editions']>): Promise<StoredEdition> {
  if (!(await standsFor(db, row.factsHash, hashOf(row.facts)))) {
    throw new UserError(
      'conflict',
      `The stored figures for ${longDay(row.meetingDay)} (edition ${row.number}) were changed in the file, so nothing is told from them. Whoever runs wsoa finds more with: wsoa audit verify`,
    )
  }
  const stored = JSON.parse(row.facts) as Facts | FirstFacts
  const facts = isPresentShape(stored) ? stored : await lifted(db, row, stored)
  const restrictions = await listRestrictions(db, row.planId)
  const restricted = new Set(restrictions.flatMap(({ itemIds }) => itemIds))
  const notShown = restrictions.filter(({ restriction }) => restriction.isKnown).length
  return { ...row, facts: factsForAll(facts, { restricted, notShown }) }
}

/** Facts of an earlier shape name items by the references that they bore then. */
async function lifted(
  db: Database | Writing,
  { planId, asAt }: Pick<Selectable<Schema['editions']>, 'planId' | 'asAt'>,
  facts: FirstFacts,
): Promise<Facts> {
  const { inPlan, left } = foldItems(await readItemChanges(db, planId), { at: asAt, asKnown: true })
  const ids = new Map([...left, ...inPlan].map(({ level, ref, id }) => [`${level === 0} ${ref}`, id]))
  return liftFacts(facts, (ref, { isArea }) => ids.get(`${isArea} ${ref}`) ?? UNKNOWN)
}

/** An item that facts name and the record does not: it is like no other. */
const UNKNOWN = 0

function hashOf(facts: string): string {
  return createHash('sha256').update(facts).digest('hex')
}
