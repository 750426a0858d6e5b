import { listRequests, saveDecision, setRequestState, type TakenDecision } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import type { Met } from '../domain/board-entries.ts'
import type { Body } from '../domain/plan.ts'
import { takeBack } from './apply.ts'
import { VERBS } from './decision.ts'

/**
 * A request waits again whose decision does not count. Of an inquorate meeting what was recorded stays as what it recommends.
 */
export async function returnToWaiting(
  context: Context,
  { decision, body, how }: { decision: TakenDecision; body: Body; how: Exclude<Met, 'quorate'> },
): Promise<void> {
  const { db, model, now } = context
  const trx = context.writing()
  const { requestId, outcome, toDay, note, meetingId, number } = decision
  if (outcome === 'recommended') return
  const request = (await listRequests(db, model.plan.id)).find(({ id }) => id === requestId)
  const item = model.items.find(({ id }) => id === decision.itemId)
  if (!request || !item) return
  if (outcome === 'approved' && request.state === 'approved') await takeBack(context, { request, item })
  await setRequestState(trx, requestId, { state: 'pending', endedAt: null })
  if (how === 'inquorate') {
    await saveDecision(trx, {
      planId: model.plan.id,
      requestId,
      outcome: 'recommended',
      toDay,
      bodyCode: body.code,
      meetingId,
      personId: context.speaker.personId,
      decidedAt: now.toISOString(),
      chairsAction: 0,
      deputyReason: null,
      note: `${VERBS[outcome]}: ${note ?? ''}`,
    })
  }
  await context.trail({
    action: 'not-decided',
    ref: item.ref,
    before: { request: number, state: request.state },
    after: { request: number, state: 'pending', because: how },
  })
}
