import { inThread, type Place, recall } from '../../data/conversations.ts'
import { isInEdition } from '../../data/editions.ts'
import { listFinished } from '../../data/positions.ts'
import { listOpenRequests } from '../../data/requests.ts'
import { findLatestBatch } from '../../data/updates.ts'
import type { Context } from '../command.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Recalled } from '../domain/vocabulary.ts'
import { mayDecide } from '../requests/rights.ts'
import { onlyRef } from './threads.ts'

/** What a line in somebody's own words can point back to. */
export async function recollect(
  context: Context,
  place: Place,
  thread: Subject | undefined,
): Promise<Recalled> {
  const { db, model, speaker, now } = context
  const { plan, items } = model
  const refOf = (itemId: number | null) => items.find((item) => item.id === itemId)?.ref
  const [remembered, batch, requests, finished] = [
    await recall(db, inThread(place, context.place.under)),
    await findLatestBatch(db, plan.id, place.personId),
    await listOpenRequests(db, plan.id),
    await listFinished(db, plan.id),
  ]
  const [first] = batch
  const isFixed = first !== undefined && (await isInEdition(db, plan.id, first.recordedAt))
  const since = now.getTime() - plan.policies.undoMinutes * 60_000
  return {
    lastLine: remembered?.lastLine ?? null,
    lastRef: refOf(remembered?.lastItemId ?? null) ?? onlyRef(thread),
    lastSaid: (isFixed ? [] : batch)
      .filter((update) => Date.parse(update.recordedAt) >= since)
      .map(({ id, itemId, rating, state, note }) => ({ id, ref: refOf(itemId) ?? '', rating, state, note })),
    finished: new Set(finished),
    requests: await Promise.all(
      requests.map(async (request) => ({
        number: request.number,
        kind: request.kind,
        ref: refOf(request.itemId) ?? '',
        toDay: request.toDay,
        reason: request.reason,
        isMine: request.askedBy === place.personId,
        mayDecide: await mayDecide(context, request),
      })),
    ),
    roles: speaker.roles.filter((code) => !speaker.delegated.includes(code)),
    isCoordinator: speaker.isCoordinator,
  }
}
