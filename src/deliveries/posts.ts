import type { Database, Writing } from '../../data/database.ts'
import { type Delivery, saveDelivery } from '../../data/deliveries.ts'
import { settleDelivery } from '../../data/delivery-leases.ts'
import { write } from '../../data/engine/engine.ts'
import { type Assignment, listAssignments } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import { withContacts } from '../domain/organisations.ts'
import { partWays } from './parting.ts'
import { allPlatforms } from './reach.ts'
import { readRecipients, recipientsFor } from './recipients.ts'
import { type Claimed, changeBy, type DeliveryResult, type DeliveryServices } from './settle.ts'

/**
 * Passes on what was planned for the holder of a post to whoever holds it now, also to those who hold it jointly since. A
 * state is returned if the person it was planned for is not to be told any more.
 */
export async function passOn(
  services: DeliveryServices,
  claimed: Claimed,
): Promise<DeliveryResult | undefined> {
  const { model, delivery, lease, now } = claimed
  const { personId, subject, postsArrived } = delivery
  // What has begun to arrive is theirs to the end.
  if (personId === null || subject.toAccount || subject.isPersonal || postsArrived > 0) return undefined
  const held = await heldToday(services.db, model, now)
  const stays = staysWith(delivery, held)
  const wanted = subject.posts === undefined ? [] : await addressees(services, claimed, { held, stays })
  if (stays && wanted.every((id) => id === personId)) return undefined
  return write(services.db, model.plan.id, async (trx): Promise<DeliveryResult | undefined> => {
    if (!stays) {
      const change = changeBy(
        { kind: 'not-needed', outcome: 'the post has passed to somebody else' },
        delivery,
      )
      if (!(await settleDelivery(trx, { key: delivery.key, token: lease.token }, change))) return 'sending'
      await partWays(trx, delivery)
    }
    for (const id of wanted) await copyFor(trx, model, { delivery, personId: id })
    return stays ? undefined : 'step'
  })
}

/** Whether the person for whom something was planned is still to be told it. */
export async function isStillFor(
  db: Database,
  model: PlanModel,
  { delivery, now }: Pick<Claimed, 'delivery' | 'now'>,
): Promise<boolean> {
  return staysWith(delivery, await heldToday(db, model, now))
}

async function heldToday(
  db: Database,
  { plan }: Pick<PlanModel, 'plan'>,
  now: Date,
): Promise<readonly Assignment[]> {
  return withContacts(await listAssignments(db, plan.id, dayIn(plan.timeZone, now)), plan)
}

function staysWith(delivery: Delivery, held: readonly Assignment[]): boolean {
  return held.some((each) => each.personId === delivery.personId && isFor(delivery, each))
}

/** What names no post is for anybody who still has a part in the plan. */
function isFor({ subject: { posts } }: Delivery, { roleCode }: Assignment): boolean {
  return posts === undefined || posts.includes(roleCode)
}

/** Who is told for the posts now. A call for updates chooses between holders and those who stand in for them. */
async function addressees(
  services: DeliveryServices,
  { model, delivery, now }: Claimed,
  { held, stays }: { held: readonly Assignment[]; stays: boolean },
): Promise<readonly number[]> {
  if (delivery.kind !== 'collect' && delivery.kind !== 'chase') {
    return held.filter((each) => isFor(delivery, each)).map(({ personId }) => personId)
  }
  if (stays) return []
  const platforms = await allPlatforms(services, model)
  const recipients = await readRecipients(services.db, model, { now, platforms })
  const posts = model.roles.filter(({ code }) => delivery.subject.posts?.includes(code))
  return posts.flatMap((role) => recipientsFor(recipients, role).people)
}

/**
 * Plans the same for another person, unless it is planned for them already. A call for updates is composed anew, beside the
 * one that they may have for posts of their own.
 */
async function copyFor(
  trx: Writing,
  { plan }: PlanModel,
  { delivery, personId }: { delivery: Delivery; personId: number },
): Promise<void> {
  const { key, kind, subject, bodyId, meetingId, dueAt, payload } = delivery
  const isPersonal = kind === 'collect' || kind === 'chase'
  await saveDelivery(trx, plan.id, {
    key: isPersonal ? `${key}:${personId}` : key.replace(/[^:]*$/, `${personId}`),
    kind,
    subject,
    bodyId,
    meetingId,
    dueAt,
    personId,
    ...(isPersonal ? {} : { payload }),
  })
}
