import type { Subject } from '../src/domain/delivery.ts'
import type { Writing } from './database.ts'
import { type Delivery, readable } from './deliveries.ts'

/**
 * What is still to reach somebody goes to another row of the same person. Where the same is planned for both, one message is for
 * the posts of both.
 */
export async function passOnMessages(
  trx: Writing,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const rows = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('planId', 'in', trx.selectFrom('plans').select('plans.id'))
    .where('state', 'in', ['planned', 'held', 'failed', 'unknown'])
    .where('personId', '=', from)
    .execute()
  for (const delivery of rows.map(readable)) {
    const twin = await plannedFor(trx, delivery, { from, to })
    if (!twin)
      await trx.updateTable('deliveries').set({ personId: to }).where('key', '=', delivery.key).execute()
    else if (delivery.state === 'planned' && delivery.tries === 0) await merge(trx, delivery, twin)
  }
}

/** The same message, planned for the other. */
async function plannedFor(
  trx: Writing,
  { key }: Delivery,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Delivery | undefined> {
  if (!key.endsWith(`:${from}`)) return undefined
  const row = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('key', '=', `${key.slice(0, -`${from}`.length)}${to}`)
    .where('state', '=', 'planned')
    .executeTakeFirst()
  return row && readable(row)
}

async function merge(trx: Writing, { key, subject }: Delivery, twin: Delivery): Promise<void> {
  const posts = [...new Set([...(twin.subject.posts ?? []), ...(subject.posts ?? [])])]
  const joined: Subject = posts.length === 0 ? twin.subject : { ...twin.subject, posts }
  await trx
    .updateTable('deliveries')
    .set({ subject: JSON.stringify(joined) })
    .where('key', '=', twin.key)
    .execute()
  await trx
    .updateTable('deliveries')
    .set({ state: 'withdrawn', outcome: 'they are one person, who is told once' })
    .where('key', '=', key)
    .execute()
}
