import type { Logger } from 'pino'
import type { Database } from '../../data/database.ts'
import { hashOf, saveDelivery } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { loadPlans } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { sentence } from '../message.ts'
import { toCoordinatorsOfAll } from './alerts.ts'

/**
 * Verifies the trail. When it is broken, this is logged, each coordinator is told once, and the sentence about it is
 * returned.
 */
export async function inspectTrail(
  { db, log }: { readonly db: Database; readonly log: Logger },
  now: Date,
): Promise<string | undefined> {
  const { broken } = await verifyTrail(db)
  if (!broken) return undefined
  const { seq, problem } = broken
  log.error({ code: 'trail-broken', seq }, 'the trail is broken')
  const text = `The trail is broken${seq === null ? '' : ` at entry #${seq}`}: ${problem}. Keep the database as it is, and compare it with a backup: wsoa audit verify`
  await write(db, null, async (trx) => {
    const alert = {
      key: `alert:trail:${seq ?? hashOf(problem)}`,
      kind: 'alert',
      dueAt: now.toISOString(),
      payload: JSON.stringify(sentence(text)),
    } as const
    for (const { planId, delivery } of await toCoordinatorsOfAll(trx, await loadPlans(trx), alert, now))
      await saveDelivery(trx, planId, delivery)
  })
  return text
}
