import { withoutExactness } from '../../src/domain/alike.ts'
import { listed } from '../../src/domain/format.ts'
import { FROM_THE_START } from '../../src/domain/item-changes.ts'
import type { PlanSettings } from '../../src/domain/plan.ts'
import { SetupError } from '../../src/errors.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { readPlanVersions, savePlanVersion } from '../item-changes.ts'
import { measuresIn } from './measures.ts'
import { changedWords, type Stage } from './stage.ts'

/** The parts of a plan that have no rows of their own. */
function settingsOf({ items, roles, bodies, measures, ...settings }: PlanFile): PlanSettings {
  return settings
}

const WORDS = {
  timeZone: 'time zone',
  scale: 'rating key',
  begins: 'first day',
  ended: 'last day',
  positionAt: 'day of the position',
  closedDays: 'closure days',
  terms: 'school terms',
  draft: 'state as a draft',
  public: 'public wording',
}

export const settingsSteps: Stage = async (trx, file, { planId, isNew, now }) => {
  const recordedAt = now.toISOString()
  const known = isNew ? undefined : (await readPlanVersions(trx, planId)).at(-1)?.settings
  // What a board decided here stays, whatever the file says.
  const ended = known?.ended?.decided ? known.ended : file.ended
  const settings = settingsOf(ended ? { ...file, ended } : file)
  const version = { planId, settings, recordedAt }
  if (isNew) {
    const measured = { measures: measuresIn(file), basis: null }
    const first = { ...version, holdsFrom: FROM_THE_START, measured }
    return [{ text: `add the plan ${file.title}`, run: () => savePlanVersion(trx, first) }]
  }
  const words = changedWords(
    withoutExactness(known ?? {}) as object,
    withoutExactness(JSON.parse(JSON.stringify(settings))) as object,
    WORDS,
  )
  if (words.length === 0) return []
  await checkRatings(trx, planId, file)
  return [
    {
      text: `change the plan's ${listed(words)}`,
      run: () => savePlanVersion(trx, { ...version, holdsFrom: recordedAt }),
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
