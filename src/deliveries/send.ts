import { type Delivery, findHead } from '../../data/deliveries.ts'
import { extendLease, keepPlainness, keepPosts } from '../../data/delivery-leases.ts'
import { failureOf } from '../../data/engine/failure.ts'
import type { Commands } from '../command.ts'
import type { DeliveryEvent, Sent } from '../domain/delivery-events.ts'
import { heldBack } from '../domain/held-back.ts'
import { PLAINNESS, type Plainness, plainnessAt } from '../domain/plainness.ts'
import { faultOf } from '../log.ts'
import type { Message } from '../message.ts'
import type { Address, PostProgress, Sender, Sending } from '../platform.ts'
import { addressed } from './addressed.ts'
import { lookFirst } from './look-first.ts'
import { withItsPlan } from './plan-named.ts'
import { pressable } from './pressable.ts'
import { allPlatforms, ownPlatforms } from './reach.ts'
import { addressOf, coordinators, isAccountOf, readRecipients } from './recipients.ts'
import { type Claimed, type DeliveryResult, type DeliveryServices, newLease, settle } from './settle.ts'

/** How long one request may take, in milliseconds. */
const DEADLINE_MS = 15_000
/** An answer may take many posts, each with a deadline of its own; the lease of each outlasts this. */
const ANSWER_MS = 100_000

/** Makes one request to the platform, and keeps how it ended before anything else happens. */
export async function send(services: DeliveryServices, claimed: Claimed): Promise<DeliveryResult> {
  const { db, senders } = services
  const { delivery, model, now } = claimed
  const head = await findHead(db, delivery)
  const to = await addressFor(services, claimed, { head, platforms: ownPlatforms(services) })
  const sender = senders.find(({ name }) => name === to?.platform)
  if (!to || !sender) {
    const platforms = await allPlatforms(services, model)
    const isElsewhere = to ?? (await addressFor(services, claimed, { head, platforms }))
    return settle(services, claimed, isElsewhere ? leftTo(now) : { kind: 'no-address' })
  }
  if (delivery.kind === 'amend' && !head?.messageId)
    return settle(services, claimed, {
      kind: 'done',
      now,
      outcome: 'nothing to change: the platform names no message',
    })
  const found = await lookFirst(services, claimed, { to, head })
  if (found) return settle(services, claimed, { kind: 'looked-first', found, now })
  const answer = await request(services, claimed, { sender, to, head })
  return settle(services, { ...claimed, to }, { kind: 'answered', answer, now })
}

/** Whether it was sent before the database was restored, although its time is over; undefined when that is not in doubt. */
export async function sentBeforeRestore(
  services: DeliveryServices,
  claimed: Claimed,
): Promise<DeliveryResult | undefined> {
  const { delivery, now } = claimed
  const isMessage = delivery.kind === 'digest' || delivery.personId !== null || delivery.payload !== ''
  if (delivery.lookFrom === null || !isMessage) return undefined
  const to = await addressFor(services, claimed, { head: undefined, platforms: ownPlatforms(services) })
  const found = to && (await lookFirst(services, claimed, { to, head: undefined }))
  return found && settle(services, claimed, { kind: 'looked-first', found, now })
}

async function request(
  services: DeliveryServices,
  { model, delivery, lease, now }: Claimed,
  { sender, to, head }: { sender: Sender; to: Address; head: Delivery | undefined },
): Promise<Sent> {
  const { db, commands, log } = services
  let isPosted = false
  const isAnswer = delivery.kind === 'answer'
  const common = {
    to: { ...to, name: heldBack(to.name) },
    key: delivery.key,
    ...(isAnswer
      ? asAnswered(delivery)
      : asTold(await withItsPlan(db, { model, delivery, now }, JSON.parse(delivery.payload) as Message), {
          key: delivery.key,
          address: addressFrom(sender, { to, head }),
          commands,
        })),
    deadline: AbortSignal.timeout(isAnswer ? ANSWER_MS : (sender.patienceMs ?? DEADLINE_MS)),
    mayPost: async (posts = 1) => {
      const extended = { ...newLease(services), token: lease.token }
      isPosted = await extendLease(db, delivery, { lease: extended, to, posts })
      return isPosted
    },
    progress: {
      arrived: delivery.postsArrived,
      messageId: delivery.messageId,
      keep: (posts: Parameters<PostProgress['keep']>[0]) =>
        keepPosts(db, { key: delivery.key, token: lease.token }, posts),
    },
    plainness: {
      from: plainnessAt(delivery.plainness),
      keep: (plainness: Plainness) =>
        keepPlainness(db, { key: delivery.key, token: lease.token }, PLAINNESS.indexOf(plainness)),
    },
  }
  try {
    return delivery.kind === 'amend'
      ? await sender.edit({ ...common, messageId: head?.messageId ?? '' })
      : await sender.send({ ...common, under: delivery.subject.under ?? head?.messageId ?? null })
  } catch (error) {
    if (failureOf(error)) throw error
    // A mistake of ours says nothing about what the platform has.
    log.error({ key: delivery.key, code: 'not-sent', ...faultOf(error) }, 'delivery')
    return isPosted ? { state: 'unknown' } : { state: 'later', seconds: null }
  }
}

/** An answer as it was given. */
function asAnswered({ payload }: Delivery): Pick<Sending, 'message' | 'thread' | 'isAnswer'> {
  const { thread, ...message } = JSON.parse(payload) as Message & Pick<Sending, 'thread'>
  return { message, ...(thread ? { thread } : {}), isAnswer: true }
}

/** Every try has the same nonces: a button pressed in two copies of a message counts once. */
function asTold(
  told: Message,
  {
    key,
    address,
    commands,
  }: { readonly key: string; readonly address: string | undefined; readonly commands: Commands },
): Pick<Sending, 'message'> {
  const message = pressable(told, commands, (line) => `${key} ${line}`)
  return { message: addressed(message, address, commands) }
}

/** In a channel the bot hears only what is addressed to it. */
function addressFrom(
  { address }: Sender,
  { to, head }: { to: Address; head: Delivery | undefined },
): string | undefined {
  if (to.channel === null) return undefined
  return head ? address?.inThread : address?.inChannel
}

/** Its platform was linked or unlinked just now: whoever has it sends it. */
function leftTo(now: Date): DeliveryEvent {
  return { kind: 'answered', answer: { state: 'later', seconds: 60 }, now }
}

async function addressFor(
  { db }: DeliveryServices,
  { model, delivery, now }: Claimed,
  { head, platforms }: { head: Delivery | undefined; platforms: readonly string[] },
): Promise<Address | undefined> {
  const { platform, tenant, channel, userId, personId, subject, kind } = head ?? delivery
  const body = model.bodies.find(({ id }) => id === delivery.bodyId)
  const name = body?.name ?? channel ?? ''
  const isFixed = head !== undefined || channel !== null || subject.toAccount === true
  const before =
    platform !== null && tenant !== null && (channel !== null || userId !== null)
      ? { platform, tenant, channel, userId, name }
      : undefined
  if (before && (isFixed || (kind === 'notice' && personId === null))) return before
  const recipients = await readRecipients(db, model, { now, platforms })
  // It stays with the account of an earlier try only while that is theirs.
  const people = personId === null ? coordinators(recipients, model) : [personId]
  if (before && people.some((id) => isAccountOf(recipients, id, before))) return before
  if (personId !== null) return addressOf(recipients, personId)
  // A body without a channel: the terminal shows its digest; elsewhere the coordinator gets it.
  if (platforms.includes('terminal')) {
    return { platform: 'terminal', tenant: 'local', channel: body?.code ?? null, userId: null, name }
  }
  return people.map((id) => addressOf(recipients, id)).find((address) => address !== undefined)
}
