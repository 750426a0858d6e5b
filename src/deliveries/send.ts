import { type Delivery, findDelivery } from '../../data/deliveries.ts'
import { extendLease } from '../../data/delivery-leases.ts'
import { failureOf } from '../../data/engine/failure.ts'
import type { Sent } from '../domain/delivery-events.ts'
import { faultOf } from '../log.ts'
import type { Message } from '../message.ts'
import type { Address, Sender } from '../platform.ts'
import { pressable } from './pressable.ts'
import { addressOf, coordinators, readRecipients } from './recipients.ts'
import { type Claimed, type DeliveryResult, type DeliveryServices, newLease, settle } from './settle.ts'

/** How long one request may take, in milliseconds. */
const DEADLINE_MS = 15_000

/** Makes one request to the platform, and keeps how it ended before anything else happens. */
export async function send(services: DeliveryServices, claimed: Claimed): Promise<DeliveryResult> {
  const { db, senders } = services
  const { delivery, model, now } = claimed
  const head =
    delivery.underKey === null ? undefined : await findDelivery(db, model.plan.id, { key: delivery.underKey })
  const to = await addressFor(services, claimed, head)
  if (!to) return settle(services, claimed, { kind: 'no-address' })
  const sender = senders.find(({ name }) => name === to.platform)
  if (!sender)
    return settle(services, claimed, { kind: 'impossible', outcome: `${to.platform} is not configured` })
  if (delivery.kind === 'amend' && !head?.messageId)
    return settle(services, claimed, {
      kind: 'done',
      now,
      outcome: 'nothing to change: the platform names no message',
    })
  const answer = await request(services, claimed, { sender, to, head })
  return settle(services, { ...claimed, to }, { kind: 'answered', answer, now })
}

async function request(
  services: DeliveryServices,
  { delivery, lease }: Claimed,
  { sender, to, head }: { sender: Sender; to: Address; head: Delivery | undefined },
): Promise<Sent> {
  const { db, commands, log } = services
  let isPosted = false
  const common = {
    to,
    key: delivery.key,
    // Every try has the same nonces: a button pressed in two copies of a message counts once.
    message: pressable(
      JSON.parse(delivery.payload) as Message,
      commands,
      (line) => `${delivery.key} ${line}`,
    ),
    deadline: AbortSignal.timeout(DEADLINE_MS),
    mayPost: async () => {
      const extended = { ...newLease(services), token: lease.token }
      isPosted = await extendLease(db, delivery, { lease: extended, to })
      return isPosted
    },
  }
  try {
    return delivery.kind === 'amend'
      ? await sender.edit({ ...common, messageId: head?.messageId ?? '' })
      : await sender.send({ ...common, under: head?.messageId ?? null })
  } catch (error) {
    if (failureOf(error)) throw error
    // A mistake of ours says nothing about what the platform has.
    log.error({ key: delivery.key, code: 'not-sent', ...faultOf(error) }, 'delivery')
    return isPosted ? { state: 'unknown' } : { state: 'later', seconds: null }
  }
}

async function addressFor(
  { db, senders }: DeliveryServices,
  { model, delivery, now }: Claimed,
  head: Delivery | undefined,
): Promise<Address | undefined> {
  const platforms = senders.map((sender) => sender.name)
  const { platform, tenant, channel, userId, personId } = head ?? delivery
  const body = model.bodies.find(({ id }) => id === delivery.bodyId)
  const name = body?.name ?? channel ?? ''
  if (platform !== null && tenant !== null && (channel !== null || userId !== null)) {
    return { platform, tenant, channel, userId, name }
  }
  const recipients = await readRecipients(db, model, { now, platforms })
  if (personId !== null) return addressOf(recipients, personId)
  // A body without a channel: the terminal shows its digest; elsewhere the coordinator gets it.
  if (platforms.includes('terminal')) {
    return { platform: 'terminal', tenant: 'local', channel: body?.code ?? null, userId: null, name }
  }
  return coordinators(recipients, model)
    .map((id) => addressOf(recipients, id))
    .find((address) => address !== undefined)
}
