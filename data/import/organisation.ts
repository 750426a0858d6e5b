import { isAlike } from '../../src/domain/alike.ts'
import type { PlanSettings } from '../../src/domain/plan.ts'
import { SetupError } from '../../src/errors.ts'
import type { Writing } from '../database.ts'
import { findOrganisation, saveOrganisation } from '../organisation.ts'
import type { Stage } from './stage.ts'

/**
 * The organisation's closed days and school terms are those of all its plans. Runs after the plan's settings are written.
 * @throws SetupError for a time zone that is not the organisation's
 */
export const organisationSteps: Stage = async (trx, { timeZone }, { planId, now }) => {
  const known = await findOrganisation(trx)
  if (known && known.timeZone !== timeZone && (await isShared(trx, planId))) {
    throw new SetupError(
      `The organisation keeps ${known.timeZone} time, and the file says ${timeZone}. Give the file the organisation’s time zone. Nothing was imported.`,
    )
  }
  const settings = await latestSettings(trx)
  const days = settings.flatMap(({ closedDays = [] }) => closedDays)
  const terms = settings.flatMap((each) => each.terms ?? [])
  const wanted = {
    timeZone,
    closedDays: days.filter(({ on }, index) => days.findIndex((each) => each.on === on) === index),
    terms: terms.filter((term, index) => terms.findIndex((each) => isAlike(each, term)) === index),
  }
  const isSame =
    known?.timeZone === timeZone &&
    isAlike(known.closedDays, wanted.closedDays) &&
    isAlike(known.terms, wanted.terms)
  if (isSame) return []
  // The plan's own change of settings tells of it.
  return [{ text: null, run: () => saveOrganisation(trx, { ...wanted, changedAt: laterThan(known, now) }) }]
}

/** Whether there are other plans. */
async function isShared(trx: Writing, planId: number): Promise<boolean> {
  const other = await trx.selectFrom('plans').select('id').where('id', '<>', planId).executeTakeFirst()
  return other !== undefined
}

async function latestSettings(trx: Writing): Promise<readonly PlanSettings[]> {
  const rows = await trx
    .selectFrom('planVersions')
    .select(['planId', 'settings'])
    .orderBy('holdsFrom')
    .orderBy('id')
    .execute()
  const latest = new Map(rows.map(({ planId, settings }) => [planId, settings]))
  return [...latest.values()].map((settings) => JSON.parse(settings) as PlanSettings)
}

function laterThan(known: { readonly changedAt: string } | undefined, now: Date): string {
  const later = Math.max(now.getTime(), Date.parse(known?.changedAt ?? '') + 1 || 0)
  return new Date(later).toISOString()
}
