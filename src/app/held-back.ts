import { saveDelivery } from '../../data/deliveries.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { pressable } from '../deliveries/pressable.ts'
import { listed } from '../domain/format.ts'
import { heldBack, holdsChild } from '../domain/held-back.ts'
import { placesHeld } from '../lookup/held-texts.ts'
import { context, sentence } from '../message.ts'
import type { Incoming, Reply } from '../platform.ts'
import { REFUSED_BY_DISK, type RequestContext } from './request-context.ts'

/**
 * The reply without any text that identifies a child, which a row may still hold from before such texts were refused. The
 * coordinators are told once where each stands, so that it can be mended.
 */
export async function withoutChildren(reply: Reply, request: RequestContext): Promise<Reply> {
  const safe = heldBack(reply)
  if (safe === reply || !request.speaker) return safe
  const places = await placesHeld(request.db, request.model, reply)
  if (places.length === 0) return safe
  await bestEffort(
    () => tellCoordinators(places, request),
    () => request.log.warn({ code: 'not-told' }, REFUSED_BY_DISK),
  )
  if (!request.speaker.isCoordinator) return safe
  const note = context(`Held back here: ${listed(places)}. ${CURE}`)
  return { ...safe, message: { ...safe.message, blocks: [...safe.message.blocks, note] } }
}

/** Leaves out what a platform tells of a person or a channel if it identifies a child: it is stored nowhere. */
export function withoutNames({ profile, conversationName, ...incoming }: Incoming): Incoming {
  return {
    ...incoming,
    ...(profile === undefined || holdsChild(profile) ? {} : { profile }),
    ...(conversationName === undefined || holdsChild(conversationName) ? {} : { conversationName }),
  }
}

const CURE = 'Say it again without the number or date of birth, or correct the plan file.'

async function tellCoordinators(places: readonly string[], request: RequestContext): Promise<void> {
  const { db, model, commands, assignments, now } = request
  const coordinator = model.roles.find(({ kind }) => kind === 'coordinator')
  const people = new Set(
    assignments.filter(({ roleCode }) => roleCode === coordinator?.code).map(({ personId }) => personId),
  )
  await write(db, model.plan.id, async (trx) => {
    for (const place of places) {
      const message = sentence(
        `${place.charAt(0).toUpperCase()}${place.slice(1)} is held back: it looks like a child’s number or date of birth.`,
        context(CURE),
      )
      for (const personId of people) {
        await saveDelivery(trx, model.plan.id, {
          key: `notice:held-back ${model.plan.code} ${place}:${personId}`,
          kind: 'notice',
          personId,
          channel: null,
          dueAt: now.toISOString(),
          payload: JSON.stringify(pressable(message, commands)),
        })
      }
    }
  })
}
