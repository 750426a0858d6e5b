import { endOfDay } from '../../src/domain/day.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { PlanFileOpening } from '../../src/plan-file/schema.ts'
import type { Writing } from '../database.ts'
import { savePerson } from '../people.ts'
import { saveUpdates } from '../updates.ts'

/** Saves the position that the file gives a new item, as updates that hold from their effective day. */
export async function saveOpening(
  trx: Writing,
  planId: number,
  {
    itemId,
    openings,
    file,
    now,
  }: { itemId: number; openings: readonly PlanFileOpening[]; file: PlanFile; now: Date },
): Promise<void> {
  if (openings.length === 0) return
  const personId = await planPerson(trx, planId)
  for (const { effective = file.positionAt, rating, basis, state, note } of openings) {
    await saveUpdates(trx, planId, [
      {
        itemId,
        kind: 'import',
        personId,
        rating: rating ?? null,
        ratingBasis: rating === undefined ? null : basis,
        state: state ?? null,
        note,
        source: effective?.asGiven ?? null,
        recordedAt: now.toISOString(),
        effectiveAt: effectiveFrom(effective?.on, file.timeZone, now),
      },
    ])
  }
}

/**
 * The ISO instant from which a statement of the file holds: the end of its day, or now if it names none. Never later than
 * now, or what people say until then would count for nothing.
 */
export function effectiveFrom(day: string | undefined, timeZone: string, now: Date): string {
  const end = day === undefined ? now : endOfDay(day, timeZone)
  return (end < now ? end : now).toISOString()
}

/** The person in whose name the file's statements are recorded, by id. */
export async function planPerson(trx: Writing, planId: number): Promise<number> {
  const found = await trx.selectFrom('people').select('id').where('code', '=', 'plan-file').executeTakeFirst()
  return found?.id ?? (await savePerson(trx, planId, { code: 'plan-file', name: 'the imported plan' })).id
}
