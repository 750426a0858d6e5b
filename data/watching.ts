import type { DeliveryState } from '../src/domain/delivery-events.ts'
import type { Database } from './database.ts'
import { engineOf } from './engine/engine.ts'
import { lastTick } from './ticks.ts'

/** What is counted for whoever watches the service: numbers and instants, and nobody's words. */
export interface Watched {
  /** How many messages of the plans stand in each state. */
  readonly deliveries: ReadonlyMap<DeliveryState, number>
  /** When the oldest message that is still planned, or on its way, was due; undefined if none is past its time. */
  readonly oldestDue: Date | undefined
  /** When the minute clock last ran. */
  readonly tickedAt: Date | undefined
  readonly databaseBytes: number
}

export async function readWatched(db: Database, now: Date): Promise<Watched> {
  const states = await db
    .selectFrom('deliveries')
    .select(['state', ({ fn }) => fn.countAll<number>().as('number')])
    .where('kind', '<>', 'answer')
    .groupBy('state')
    .execute()
  const oldest = await db
    .selectFrom('deliveries')
    .select('dueAt')
    .where('kind', '<>', 'answer')
    .where('state', 'in', ['planned', 'sending', 'unknown'])
    .where('dueAt', '<=', now.toISOString())
    .orderBy('dueAt')
    .limit(1)
    .executeTakeFirst()
  return {
    deliveries: new Map(states.map(({ state, number }) => [state, number])),
    oldestDue: oldest && new Date(oldest.dueAt),
    tickedAt: await lastTick(db),
    databaseBytes: await engineOf(db).size(db),
  }
}
