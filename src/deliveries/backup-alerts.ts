import { listBackups } from '../../data/backups/kept.ts'
import type { Database, Writing } from '../../data/database.ts'
import { changeDelivery, type Delivery, sameAlert, saveDelivery } from '../../data/deliveries.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { loadPlans, type PlanModel } from '../../data/plans.ts'
import { moment } from '../domain/format.ts'
import { sentence } from '../message.ts'
import { toCoordinatorsOfAll } from './alerts.ts'

/** Tells the coordinators that a nightly backup failed: once, until one is good again. */
export async function tellBackupFailed(
  db: Database,
  { problem, now }: { readonly problem: string; readonly now: Date },
): Promise<void> {
  const last = await lastGood(db)
  await tell(db, now, {
    id: alertId(last),
    text: ({ plan }) =>
      `The nightly backup failed. ${problem} ${last === undefined ? 'None was taken yet' : `The last good one was taken on ${moment(new Date(last), plan.timeZone)}`}. Tell whoever runs wsoa: wsoa doctor says how it stands.`,
  })
}

/** Tells whoever was told of a failure that there is a good backup again. `last` is the good one before it. */
export async function tellBackedUp(
  db: Database,
  { last, now }: { readonly last: string | undefined; readonly now: Date },
): Promise<void> {
  const failed = alertId(last)
  const told = await standing(db, failed)
  if (told.length === 0) return
  await bestEffort(() =>
    write(db, null, async (trx) => {
      for (const each of told.filter(isWaiting))
        await changeDelivery(trx, each, { state: 'withdrawn', outcome: 'settled before anybody was told' })
    }),
  )
  if (told.every(isWaiting)) return
  const text = 'Backups are taken again: the latest was read back and is whole.'
  await tell(db, now, { id: `${failed}-again`, text: () => text })
}

/** When the last good backup was taken; undefined if none is known. */
export async function lastGood(db: Database): Promise<string | undefined> {
  const [last] = await listBackups(db)
  return last?.takenAt ?? undefined
}

/** All failures since one good backup are one alert. */
function alertId(last: string | undefined): string {
  return `alert:backup:${last ?? 'none'}`
}

function isWaiting({ state }: Delivery): boolean {
  return state === 'planned' || state === 'failed'
}

async function standing(db: Database, id: string): Promise<readonly Delivery[]> {
  const found: Delivery[] = []
  for (const { plan } of await loadPlans(db)) found.push(...(await sameAlert(db, plan.id, id)))
  return found.filter(({ state }) => state !== 'withdrawn')
}

/** A disk that takes no backup may take no alert either: then the log and the doctor tell of it. */
async function tell(
  db: Database,
  now: Date,
  { id, text }: { readonly id: string; readonly text: (model: PlanModel) => string },
): Promise<void> {
  await bestEffort(() =>
    write(db, null, async (trx: Writing) => {
      const models = await loadPlans(trx)
      const [first] = models
      if (!first) return
      const payload = JSON.stringify(sentence(text(first)))
      const alert = { key: id, kind: 'alert', payload } as const
      for (const { planId, delivery } of await toCoordinatorsOfAll(trx, models, alert, now))
        await saveDelivery(trx, planId, delivery)
    }),
  )
}
