import { endRevisions, readItemStatuses, saveRevision } from '../../data/item-status.ts'
import { beginsAt, type Meeting } from '../../data/meetings.ts'
import { UNRATED } from '../../data/positions.ts'
import { type AskedRequest, saveDecision, setRequestState } from '../../data/requests.ts'
import { readHistory, saveUpdates } from '../../data/updates.ts'
import type { Context, Outcome } from '../command.ts'
import { familyOf } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import type { RatingBasis } from '../domain/position.ts'
import { type AskedChange, isRecordersOwn } from '../domain/request.ts'
import { finalRating } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { statusOf, withParts } from '../lookup/items.ts'
import { type Decided, decidedBy, decisionBy, VERBS } from './decision.ts'
import type { Standing } from './standing.ts'
import { twoHats } from './two-hats.ts'

export async function keepDecision(
  context: Context,
  { deciding, request, right, meeting, body, due, recommends }: Decided & { recommends: boolean },
): Promise<void> {
  await saveDecision(context.writing(), {
    planId: context.model.plan.id,
    requestId: request.id,
    outcome: recommends ? 'recommended' : deciding.outcome,
    toDay: due?.on ?? null,
    bodyCode: body.code,
    meetingId: meeting?.id ?? null,
    ...decisionBy(context, right),
    deputyReason: right.may === 'chairs-action' ? right.deputyReason : null,
    note: recommends ? `${VERBS[deciding.outcome]}: ${deciding.note ?? ''}` : (deciding.note ?? null),
  })
}

/** Puts a decision in force, and ends what an earlier decision on the same request put in force. */
export async function carryOut(
  context: Context,
  decided: Decided & { item: Item },
): Promise<Outcome | undefined> {
  const { request, deciding, item, body, meeting, due, right } = decided
  const trx = context.writing()
  const isApproved = deciding.outcome === 'approved'
  const from = effectiveFrom(context, { request, meeting, takenUp: deciding.takenUp === true })
  if (request.state === 'approved') await takeBack(context, { request, item })
  const endedAt = deciding.outcome === 'deferred' ? null : from
  await setRequestState(trx, request.id, { state: deciding.outcome, endedAt })
  if (isApproved && due) {
    await saveRevision(trx, {
      planId: context.model.plan.id,
      itemId: item.id,
      requestId: request.id,
      dueOn: due.on,
      asGiven: due.asGiven,
      exact: due.exact ?? null,
      basis: 'approved',
      approvedBy: decidedBy(context, { body, meeting, right }),
      note: null,
      ambiguous: 0,
      effectiveAt: from,
    })
  }
  if (isApproved && request.kind === 'sign-off') await signOff(context, item, deciding.note)
  return isApproved && request.change
    ? makeChange(context, { ...decided, change: request.change })
    : undefined
}

/** Makes the change of the plan that a board agreed, as its command does where the decision is named. */
async function makeChange(
  context: Context,
  { change, body, meeting, deciding }: Decided & { change: AskedChange },
): Promise<Outcome> {
  const command = context.commands.get(change.command)
  if (!command || !meeting) throw new Error(`no way to ${change.command}`)
  return command.run(context, {
    ...change.args,
    body: body.code,
    on: { on: meeting.day, asGiven: meeting.day },
    note: deciding.note,
  })
}

/** A board's decision holds from its sitting, not from when it was typed in. */
function effectiveFrom(
  context: Context,
  { request, meeting, takenUp }: { request: AskedRequest; meeting: Meeting | undefined; takenUp: boolean },
): string {
  const now = context.now.toISOString()
  if (!meeting) return now
  const sat = beginsAt(meeting, context.model.plan.timeZone).toISOString()
  return takenUp || sat > request.askedAt ? sat : now
}

/** Ends what an approval put in force. */
export async function takeBack(
  context: Context,
  { request, item }: { request: AskedRequest; item: Item },
): Promise<void> {
  if (request.kind === 'change') {
    throw new UserError(
      'refused',
      `R${request.number} has changed the plan. Ask for another change that puts it right. Nothing was recorded.`,
    )
  }
  if (request.kind === 'date') return endRevisions(context.writing(), request.id, context.now.toISOString())
  const family = signedTogether(item, context.model.items)
  const signed = (
    await readHistory(context.db, context.model.plan.id, { itemIds: [item.id], limit: HISTORY })
  ).find((update) => update.kind === 'sign-off' && update.ratingBasis === 'signed-off')
  const before = new Date(Date.parse(signed?.effectiveAt ?? context.now.toISOString()) - 1)
  const were = await readItemStatuses(context.db, context.model, {
    today: context.today,
    asAt: before,
    only: new Set(family.map((each) => each.id)),
  })
  await saveSignOff(
    context,
    family.map((each) => {
      const known = statusOf(were, each).position.record.rating
      return { item: each, rating: known?.code ?? UNRATED, ratingBasis: known?.basis ?? 'said', note: null }
    }),
  )
}

/** The number of entries searched for the sign-off that a newer decision reverses. */
const HISTORY = 200

/** An item and what is signed off with it: all within it but the steps. */
function signedTogether(item: Item, items: readonly Item[]): readonly Item[] {
  return familyOf(item, items).filter(({ place }) => place !== 'step')
}

/** Gives the final rating to the item and to all its parts. */
async function signOff(context: Context, item: Item, note: string | undefined): Promise<void> {
  const final = finalRating(context.model.plan.scale)
  if (!final) throw new UserError('invalid', 'This plan has no final rating that could be signed off.')
  await saveSignOff(
    context,
    signedTogether(item, context.model.items).map((each) => ({
      item: each,
      rating: final.code,
      ratingBasis: 'signed-off' as const,
      note: each.id === item.id ? (note ?? null) : null,
    })),
  )
}

interface SignedOff {
  readonly item: Item
  readonly rating: string
  readonly ratingBasis: RatingBasis
  readonly note: string | null
}

async function saveSignOff(context: Context, signed: readonly SignedOff[]): Promise<void> {
  await saveUpdates(
    context.writing(),
    context.model.plan.id,
    signed.map(({ item, rating, ratingBasis, note }) => ({
      itemId: item.id,
      kind: 'sign-off',
      rating,
      ratingBasis,
      note,
      personId: context.speaker.personId,
      recordedAt: context.now.toISOString(),
    })),
  )
}

export async function keepTrail(
  context: Context,
  {
    request,
    deciding,
    item,
    body,
    meeting,
    due,
    right,
    recommends,
    status,
    reversed,
  }: Decided & { item: Item; recommends: boolean; status: ItemStatus; reversed: Standing | undefined },
): Promise<void> {
  const { outcome, note } = deciding
  const after = await readItemStatuses(context.db, context.model, {
    today: context.today,
    only: withParts([item], context.model.items),
  })
  const rating = (each: ItemStatus) => each.position.rating?.code ?? null
  const hats = await twoHats(context, request)
  await context.trail({
    action: recommends ? 'recommend' : VERBS[outcome],
    ref: item.ref,
    before: {
      request: request.number,
      state: request.state,
      due: status.due.current?.on ?? null,
      rating: rating(status),
    },
    after: {
      request: request.number,
      kind: request.kind,
      state: recommends ? request.state : outcome,
      due: statusOf(after, item).due.current?.on ?? null,
      rating: rating(statusOf(after, item)),
      ...(due ? { date: due.on } : {}),
      decidedBy: decidedBy(context, { body, meeting, right }),
      ...(isRecordersOwn(request, decisionBy(context, right)) ? { recorderAsked: request.askedAt } : {}),
      ...(reversed ? { reverses: reversed.text } : {}),
      ...(hats === undefined ? {} : { twoHats: hats }),
      ...(recommends ? { recommends: VERBS[outcome] } : {}),
      ...(right.may === 'chairs-action' && right.deputyReason ? { deputyBecause: right.deputyReason } : {}),
      ...(note === undefined ? {} : { note }),
    },
  })
  for (const part of status.position.parts) {
    const is = statusOf(after, part.item)
    if (part.rating?.code === rating(is)) continue
    await context.trail({
      action: VERBS[outcome],
      ref: part.item.ref,
      before: { rating: part.rating?.code ?? null },
      after: { rating: rating(is), with: item.ref, request: request.number },
    })
  }
}
