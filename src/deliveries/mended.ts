import { changeDelivery, type Delivery, listTroubled } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import { trailHead } from '../../data/trail.ts'
import { boundedMap } from '../domain/bounded-map.ts'
import { next, TOOK_NOTHING } from '../domain/delivery.ts'
import type { Address, Mended, Refused } from '../platform.ts'
import { allPlatforms, isBesideService } from './reach.ts'
import { addressOf, coordinators, isAccountOf, type Recipients, readRecipients } from './recipients.ts'
import type { DeliveryServices } from './settle.ts'

type Services = Pick<DeliveryServices, 'db' | 'senders'>

/** Where nobody can say whether the reason is gone, it is tried again after this. */
const RETRY_MS = 3_600_000
/** News that one person was not told for so long is news no more. A board is owed its digest until it meets. */
const NEWS_MS = 14 * 86_400_000

/**
 * Sends again what was not taken or could not be composed, once its reason is gone: the bot was invited or brought back, the
 * person has another account, the record was put right. What may have arrived waits for the coordinator.
 */
export async function sendMended(services: Services, model: PlanModel, now: Date): Promise<void> {
  const { db } = services
  const troubled = (await listTroubled(db, model.plan.id)).filter((each) => isCertainlyUnsent(each, now))
  if (troubled.length === 0 || (await isBesideService(services, model))) return
  const platforms = await allPlatforms(services, model)
  const recipients = await readRecipients(db, model, { now, platforms })
  const ask = askOnce(services)
  for (const delivery of troubled) {
    const mended = await standing({ db, model, recipients, ask }, delivery)
    const isTried = mended === 'mended' || (mended === 'perhaps' && isLongAgo(delivery, now))
    const change = isTried && next(delivery, { kind: 'send-again', now })
    if (change) await write(db, model.plan.id, (trx) => changeDelivery(trx, delivery, change))
  }
}

/** It was refused, or no request for it ever went out. */
function isCertainlyUnsent(
  { state, outcome, firstTriedAt, lookFrom, personId, dueAt }: Delivery,
  now: Date,
): boolean {
  if (personId !== null && now.getTime() - Date.parse(dueAt) > NEWS_MS) return false
  return state === 'failed' || outcome === TOOK_NOTHING || (firstTriedAt === null && lookFrom === null)
}

function isLongAgo({ waitingSince, nextAt }: Delivery, now: Date): boolean {
  const latestTry = Math.max(Date.parse(waitingSince ?? nextAt), Date.parse(nextAt))
  return now.getTime() - latestTry >= RETRY_MS
}

interface Asking {
  readonly db: Services['db']
  readonly model: PlanModel
  readonly recipients: Recipients
  readonly ask: (refused: Refused) => Promise<Mended>
}

async function standing(asking: Asking, delivery: Delivery): Promise<Mended> {
  const { model, recipients, ask } = asking
  const { platform, tenant, channel, userId, personId, bodyId, outcome, payload, state, triedAt, subject } =
    delivery
  if (payload === '') return changedSince(asking, delivery)
  if (outcome === TOOK_NOTHING) return 'perhaps'
  if (state === 'held') return 'not yet'
  const people = personId === null ? coordinators(recipients, model) : [personId]
  const isTheirs = (account: Pick<Address, 'platform' | 'tenant' | 'userId'>) =>
    channel !== null || subject.toAccount || people.some((id) => isAccountOf(recipients, id, account))
  if (platform === null || tenant === null || !outcome || !isTheirs({ platform, tenant, userId }))
    return people.some((id) => addressOf(recipients, id)) ? 'mended' : 'not yet'
  const name = model.bodies.find(({ id }) => id === bodyId)?.name ?? channel ?? ''
  return ask({
    to: { platform, tenant, channel, userId, name },
    reason: outcome,
    triedAt: triedAt === null ? null : new Date(triedAt),
  })
}

const MOST_REMEMBERED = 5_000
/** The end of the plan's trail when something could not be composed. */
const composedAt = boundedMap<string, string>(MOST_REMEMBERED)

/** What holds the name of a child, or breaks, is composed again once the record has changed. */
async function changedSince({ db, model }: Asking, { key }: Delivery): Promise<Mended> {
  const id = `${model.plan.id} ${key}`
  const head = await trailHead(db, model.plan.id)
  const before = composedAt.get(id)
  composedAt.set(id, head)
  return before === head ? 'perhaps' : 'mended'
}

/** Asks a platform once for all that it refused for the same reason, such as the pages of a digest. */
function askOnce({ senders }: Services): Asking['ask'] {
  const asked = new Map<string, Promise<Mended>>()
  return (refused) => {
    const sender = senders.find(({ name }) => name === refused.to.platform)
    if (!sender?.isMended) return Promise.resolve('perhaps')
    const about = JSON.stringify(refused)
    const answer = asked.get(about) ?? sender.isMended(refused)
    asked.set(about, answer)
    return answer
  }
}
