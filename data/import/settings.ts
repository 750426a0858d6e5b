import { withoutExactness } from '../../src/domain/alike.ts'
import { listed } from '../../src/domain/format.ts'
import { FROM_THE_START } from '../../src/domain/item-changes.ts'
import { SetupError } from '../../src/errors.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { readPlanVersions, savePlanVersion } from '../item-changes.ts'
import { changedWords, type Stage } from './stage.ts'

/** The parts of a plan that have no rows of their own, as JSON text. */
function settingsOf({ items, roles, bodies, measures, ...settings }: PlanFile): string {
  return JSON.stringify(settings)
}

const WORDS = {
  timeZone: 'time zone',
  scale: 'rating key',
  begins: 'first day',
  ended: 'last day',
  positionAt: 'day of the position',
  closedDays: 'closure days',
  terms: 'school terms',
}

export const settingsSteps: Stage = async (trx, file, { planId, isNew, now }) => {
  const recordedAt = now.toISOString()
  const known = isNew ? undefined : (await readPlanVersions(trx, planId)).at(-1)?.settings
  // What a board decided here stays, whatever the file says.
  const ended = known?.ended?.decided ? known.ended : file.ended
  const settings = settingsOf(ended ? { ...file, ended } : file)
  const save = (holdsFrom: string) => () => savePlanVersion(trx, { planId, settings, holdsFrom, recordedAt })
  if (isNew) return [{ text: `add the plan ${file.title}`, run: save(FROM_THE_START) }]
  const words = changedWords(
    withoutExactness(known ?? {}) as object,
    withoutExactness(JSON.parse(settings)) as object,
    WORDS,
  )
  if (words.length === 0) return []
  await checkRatings(trx, planId, file)
  return [{ text: `change the plan's ${listed(words)}`, run: save(recordedAt) }]
}

/** @throws SetupError when the record holds a rating that the file's scale no longer has */
async function checkRatings(trx: Writing, planId: number, { scale }: PlanFile): Promise<void> {
  const used = await trx
    .selectFrom('updates')
    .select('rating')
    .distinct()
    .where('planId', '=', planId)
    .orderBy('rating')
    .execute()
  const codes = new Set(scale.ratings.map(({ code }) => code))
  const gone = used.flatMap(({ rating }) => (rating === null || codes.has(rating) ? [] : [rating]))
  if (gone.length === 0) return
  throw new SetupError(
    `The record holds ratings that the file no longer has: ${listed(gone)}. Keep their codes in the scale; label, words and definition may change. Nothing was imported.`,
  )
}
