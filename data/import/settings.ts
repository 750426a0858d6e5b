import { listed } from '../../src/domain/format.ts'
import { SetupError } from '../../src/errors.ts'
import type { PlanFile } from '../../src/plan-file/schema.ts'
import type { Writing } from '../database.ts'
import { changedWords, type Stage } from './stage.ts'

/** The parts of a plan that have no rows of their own, as JSON text. */
export function settingsOf({ areas, roles, bodies, measures, ...settings }: PlanFile): string {
  return JSON.stringify(settings)
}

const WORDS = {
  timeZone: 'time zone',
  scale: 'rating key',
  positionAt: 'day of the position',
  closedDays: 'closure days',
  terms: 'school terms',
}

export const settingsSteps: Stage = async (trx, file, { planId }) => {
  const row = await trx
    .selectFrom('plans')
    .select('settings')
    .where('id', '=', planId)
    .executeTakeFirstOrThrow()
  const settings = settingsOf(file)
  if (row.settings === settings) return []
  await checkRatings(trx, planId, file)
  const words = changedWords(JSON.parse(row.settings) as object, JSON.parse(settings) as object, WORDS)
  return [
    {
      text: `change the plan's ${listed(words)}`,
      run: () => trx.updateTable('plans').set({ settings }).where('id', '=', planId).execute(),
    },
  ]
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
