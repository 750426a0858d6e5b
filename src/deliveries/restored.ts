import type { Database, Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { hasComeTo, type Mark, markBeside, markIn, putBeside, raiseMark, setMark } from '../../data/marks.ts'
import { loadPlans } from '../../data/plans.ts'
import { hasBeenSent, saveRestore } from '../../data/restores.ts'
import { appendTrail } from '../../data/trail.ts'
import { moment } from '../domain/format.ts'
import { sentence } from '../message.ts'
import { toCoordinatorsOfAll } from './alerts.ts'
import { planAhead } from './plan-ahead.ts'
import type { DeliveryServices } from './settle.ts'

/** Why more may have been done with the database than it knows. */
type Doubt =
  /** A backup was put in its place by the program. */
  | { readonly kind: 'restored'; readonly beside: Mark; readonly takenAt: string }
  /** The mark beside it tells of more: an older copy was put in its place. */
  | { readonly kind: 'older'; readonly beside: Mark }
  /** The mark that should stand beside it is missing. */
  | { readonly kind: 'no mark' }
  /** It is of a version that set no marks, and has sent messages. */
  | { readonly kind: 'never marked' }

/**
 * Finds out whether the database was restored, before anything is sent. Then what it does not know to be sent is looked
 * for first; the trail keeps it, and the coordinator hears of it, once.
 */
export async function noticeRestore(
  { db, log, senders, leaseNow }: Marking & Pick<DeliveryServices, 'log'>,
  now: Date,
): Promise<void> {
  if (!sendsToChats({ senders }) || !(await doubtOf(db))) return
  for (const model of await loadPlans(db)) {
    // What a lost calendar would have planned is looked for too.
    await write(db, model.plan.id, (trx) => planAhead(trx, model, now))
  }
  const kind = await write(db, null, async (trx) => {
    // Another process may have been first.
    const doubt = await doubtOf(trx)
    if (!doubt) return undefined
    await keepRestore(trx, doubt, now)
    const least = 'beside' in doubt ? doubt.beside.count : 0
    await putBeside(trx, await raiseMark(trx, { at: leaseNow().toISOString(), least }))
    return doubt.kind
  })
  if (kind) log.warn({ code: 'restored', kind }, 'the database may be older than what was sent')
}

async function doubtOf(db: Database | Writing): Promise<Doubt | undefined> {
  const beside = await markBeside(db)
  if (beside?.restored) return { kind: 'restored', beside, takenAt: beside.restored.takenAt }
  if (beside) return (await hasComeTo(db, beside)) ? undefined : { kind: 'older', beside }
  if (await markIn(db)) return { kind: 'no mark' }
  return (await hasBeenSent(db)) ? { kind: 'never marked' } : undefined
}

async function keepRestore(trx: Writing, doubt: Doubt, now: Date): Promise<void> {
  const known = await markIn(trx)
  const lookFrom = [now.toISOString(), known?.at, doubt.kind === 'restored' ? doubt.takenAt : undefined]
    .filter((at) => at !== undefined)
    .reduce((one, other) => (one < other ? one : other))
  await saveRestore(trx, { foundAt: now.toISOString(), lookFrom })
  const beside = 'beside' in doubt ? doubt.beside : null
  await appendTrail(trx, null, {
    at: now.toISOString(),
    by: 'wsoa',
    identity: 'service',
    onBehalfOf: null,
    action: 'beside' in doubt ? 'restored' : 'perhaps restored',
    ref: null,
    before: beside && { at: beside.at, head: beside.head },
    after: { at: known?.at ?? null, why: doubt.kind },
    message: null,
  })
  const models = await loadPlans(trx)
  const [first] = models
  if (!first) return
  const text = toldOf(doubt, known, (instant) => moment(new Date(instant), first.plan.timeZone))
  const alert = {
    key: `alert:restored:${now.toISOString()}`,
    kind: 'alert',
    dueAt: now.toISOString(),
    payload: JSON.stringify(sentence(text)),
  } as const
  for (const { planId, delivery } of await toCoordinatorsOfAll(trx, models, alert, now))
    await saveDelivery(trx, planId, delivery)
}

function toldOf(
  doubt: Doubt,
  known: { readonly at: string } | undefined,
  at: (instant: string) => string,
): string {
  const looked = 'What was due by now is looked for before it is sent.'
  if (doubt.kind === 'restored')
    return `The database was restored from the backup of ${at(doubt.takenAt)}. What was said after that has to be said again. ${looked}`
  if (doubt.kind === 'older' && known)
    return `The database was restored: it ends at ${at(known.at)}, and wsoa last ran at ${at(doubt.beside.at)}. What was said in between has to be said again. ${looked}`
  return `The database may have been restored. ${looked}`
}

/** Marks how far the database has come, before something is sent and afterwards: a copy from before is older. */
export async function markProgress(services: Marking): Promise<void> {
  if (sendsToChats(services)) await setMark(services.db, services.leaseNow())
}

type Marking = Pick<DeliveryServices, 'db' | 'senders' | 'leaseNow'>

/** What is shown in the terminal may be shown again. */
function sendsToChats({ senders }: Pick<Marking, 'senders'>): boolean {
  return senders.some(({ name }) => name !== 'terminal')
}
