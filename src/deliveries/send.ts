import { type Delivery, extendLease, findDelivery, type Settlement } from '../../data/deliveries.ts'
import { failureOf } from '../../data/engine/failure.ts'
import { pressable } from '../app/replies.ts'
import { faultOf } from '../log.ts'
import type { Message } from '../message.ts'
import type { Address, Sent } from '../platform.ts'
import { addressOf, coordinators, readReach } from './recipients.ts'
import { type CarriedOut, type Delivering, later, newLease, type One, settle } from './settle.ts'

/** How long one request may take. */
const DEADLINE_MS = 15_000

const LATER_SECONDS = 30
/** A platform that says "later" is asked again for so long. */
const MOST_LATER_MS = 86_400_000

/** When a message whose answer was lost is looked for first. */
export const FIRST_LOOK_SECONDS = 20

/** One request to the platform; what it came to is written down before anything else. */
export async function post(delivering: Delivering, one: One): Promise<CarriedOut> {
  const { db, senders, commands, leaseNow } = delivering
  const { delivery, lease } = one
  const head =
    delivery.underKey === null
      ? undefined
      : await findDelivery(db, one.model.plan.id, { key: delivery.underKey })
  const to = await addressFor(delivering, one, head)
  if (!to) return settle(delivering, one, toNobody(delivery))
  const sender = senders.find(({ name }) => name === to.platform)
  if (!sender)
    return settle(delivering, one, { state: 'failed', outcome: `${to.platform} is not configured` })
  let mayBeOut = false
  const common = {
    to,
    key: delivery.key,
    // The same nonces at every try: pressed in two copies of a message, a button counts once.
    message: pressable(
      JSON.parse(delivery.payload) as Message,
      commands,
      (line) => `${delivery.key} ${line}`,
    ),
    deadline: AbortSignal.timeout(DEADLINE_MS),
    mayPost: async () => {
      const leased = { ...newLease(delivering), token: lease.token }
      mayBeOut = await extendLease(db, delivery, { lease: leased, to })
      return mayBeOut
    },
  }
  const isEdit = delivery.kind === 'amend'
  if (isEdit && !head?.messageId)
    return settle(delivering, one, {
      state: 'sent',
      sentAt: one.now.toISOString(),
      outcome: 'nothing to change: the platform names no message',
    })
  try {
    const sent = isEdit
      ? await sender.edit({ ...common, messageId: head?.messageId ?? '' })
      : await sender.send({ ...common, under: head?.messageId ?? null })
    return settle(delivering, one, afterTry(sent, { ...one, machineNow: leaseNow() }))
  } catch (error) {
    if (failureOf(error)) throw error
    // A mistake of ours says nothing about what the platform has.
    delivering.log.error({ key: delivery.key, code: 'not-sent', ...faultOf(error) }, 'delivery')
    const sent: Sent = mayBeOut ? { state: 'unknown' } : { state: 'later', seconds: null }
    return settle(delivering, one, afterTry(sent, { ...one, machineNow: leaseNow() }))
  }
}

/** What one person is told can be left out; what a body is owed, and news of that, cannot. */
function toNobody({ kind, personId }: Delivery): Settlement {
  if (personId === null)
    return { state: 'failed', outcome: 'it has no channel, and no coordinator an account' }
  if (kind === 'alert') return { state: 'failed', outcome: 'the coordinator has no account' }
  return { state: 'withdrawn', outcome: 'no account of theirs is linked' }
}

async function addressFor(
  { db, senders }: Delivering,
  { model, delivery, now }: One,
  head: Delivery | undefined,
): Promise<Address | undefined> {
  const platforms = senders.map(({ name }) => name)
  const place = head ?? delivery
  const { platform, tenant, channel, userId, personId } = place
  const body = model.bodies.find(({ id }) => id === delivery.bodyId)
  const name = body?.name ?? channel ?? ''
  if (platform !== null && tenant !== null && (channel !== null || userId !== null)) {
    return { platform, tenant, channel, userId, name }
  }
  const reach = await readReach(db, model, { now, platforms })
  if (personId !== null) return addressOf(reach, personId)
  // A body without a channel: the terminal shows it, elsewhere the coordinator gets what nobody could be told.
  if (platforms.includes('terminal')) {
    return { platform: 'terminal', tenant: 'local', channel: body?.code ?? null, userId: null, name }
  }
  return coordinators(reach, model)
    .map((id) => addressOf(reach, id))
    .find((address) => address !== undefined)
}

function afterTry(sent: Sent, { delivery, now, machineNow }: One & { machineNow: Date }): Settlement {
  switch (sent.state) {
    case 'sent':
      return { state: 'sent', sentAt: now.toISOString(), messageId: sent.messageId, outcome: null }
    case 'later':
      return machineNow.getTime() - Date.parse(delivery.firstTriedAt ?? machineNow.toISOString()) >
        MOST_LATER_MS
        ? { state: 'held', outcome: 'the platform took nothing for a day' }
        : { state: 'planned', tries: delivery.tries - 1, nextAt: later(now, sent.seconds ?? LATER_SECONDS) }
    case 'refused':
      return { state: 'failed', outcome: sent.reason }
    case 'unknown':
      return { state: 'unknown', looks: 0, nextAt: later(now, FIRST_LOOK_SECONDS) }
  }
}
