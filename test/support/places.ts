import { bindChannel } from '../../data/channels.ts'
import type { Database } from '../../data/database.ts'
import { saveIdentity } from '../../data/people.ts'
import { personAt } from './people.ts'

interface Where {
  readonly db: Database
  readonly now: () => Date
}

/** Gives the person with this code an account on a platform, called after them unless it has an id. */
export async function giveAccount(
  { db, now }: Where,
  code: string,
  { platform, tenant = 'T1', userId = `U-${code}` }: { platform: string; tenant?: string; userId?: string },
): Promise<void> {
  const person = await personAt(db, code)
  const identity = { personId: person.id, platform, tenant, userId, confirmedAt: now().toISOString() }
  await db.transaction().execute((trx) => saveIdentity(trx, 1, identity))
}

/** Binds a channel to the operational group, in Slack. */
export async function bindOperationalGroup(
  { db, now }: Where,
  { tenant = 'T1', channel = 'C1' }: { tenant?: string; channel?: string } = {},
): Promise<void> {
  const body = await db
    .selectFrom('bodies')
    .select('id')
    .where('code', '=', 'operational-group')
    .executeTakeFirstOrThrow()
  const place = { platform: 'slack', tenant, channel, name: 'operational-group' }
  await db
    .transaction()
    .execute((trx) => bindChannel(trx, 1, { ...place, bodyId: body.id, boundAt: now().toISOString() }))
}
