import { readItemStatuses, readRevisions } from '../../data/item-status.ts'
import {
  beginsAt,
  findLastMeeting,
  findNextMeeting,
  listMeetings,
  type Meeting,
} from '../../data/meetings.ts'
import { readSame } from '../../data/people.ts'
import type { AskedRequest } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { listed, longDay, moment } from '../domain/format.ts'
import { wordFor } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Body, Day } from '../domain/plan.ts'
import { decidingBody, type Right, rightToDecide } from '../domain/request.ts'
import { finalRating } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { holdersOf, statusOf, withParts } from '../lookup/items.ts'
import type { Allowed, Deciding } from './decision.ts'
import { interestedIn } from './interests.ts'

export async function checkRight(
  context: Context,
  {
    deciding,
    request,
    status,
    body,
    toDay,
  }: { deciding: Deciding; request: AskedRequest; status: ItemStatus; body: Body; toDay: string | null },
): Promise<Allowed> {
  const right = await rightOf(context, { request, body, status, toDay, note: deciding.note })
  if (right.may !== 'not') return right
  throw new UserError('refused', await refusal(context, { request, body, right }))
}

interface Deciders {
  readonly request: AskedRequest
  readonly body: Body
  readonly status: ItemStatus
  readonly toDay: string | null
  /** Why a deputy acts, if it was said. */
  readonly note: string | undefined
}

async function rightOf(context: Context, { request, body, status, toDay, note }: Deciders): Promise<Right> {
  const { speaker, model } = context
  const same = await readSame(context.db)
  const interested = [
    request.askedBy,
    ...(request.onBehalfOf === null ? [] : [request.onBehalfOf]),
    ...holdersOf(context, status.item),
  ].map((id) => same.get(id) ?? id)
  const declared = (await interestedIn(context, status.item)).map((id) => same.get(id) ?? id)
  const chairs = context.assignments
    .filter((each) => each.roleCode === `chair:${body.code}`)
    .map((each) => each.personId)
  return rightToDecide(
    {
      personId: speaker.personId,
      isCoordinator: speaker.isCoordinator,
      chairs: speaker.chairs,
      deputises: speaker.deputises,
      interested,
      declared,
    },
    {
      request,
      policies: model.plan.policies,
      ratingCode: status.position.rating?.code ?? null,
      earlierRevisions:
        (await readRevisions(context.db, model.plan.id, { only: new Set([status.item.id]) })).get(
          status.item.id,
        )?.length ?? 0,
      toDay,
      chairInterested: chairs.some((personId) => [...interested, ...declared].includes(personId)),
      deputyReason: note ?? null,
    },
  )
}

/** Whether the speaker may decide an open request, or record what its body decided. */
export async function mayDecide(context: Context, request: AskedRequest): Promise<boolean> {
  const { isCoordinator, chairs, deputises } = context.speaker
  if (isCoordinator) return true
  const { policies } = context.model.plan
  const body = context.model.bodies.find((each) => each.code === decidingBody(policies, request))
  const item = context.model.items.find((each) => each.id === request.itemId)
  if (!body || !item || ![...chairs, ...deputises].includes(body.code)) return false
  const only = withParts([item], context.model.items)
  const statuses = await readItemStatuses(context.db, context.model, { today: context.today, only })
  const right = await rightOf(context, {
    request,
    body,
    status: statusOf(statuses, item),
    toDay: request.toDay,
    note: undefined,
  })
  return right.may !== 'not'
}

async function refusal(
  context: Context,
  { request, body, right }: { request: AskedRequest; body: Body; right: { because: string; route: string } },
): Promise<string> {
  const { plan } = context.model
  const next = await findNextMeeting(context.db, plan.id, {
    bodyId: body.id,
    now: context.now,
    timeZone: plan.timeZone,
  })
  const sits = next ? ` on ${longDay(next.day)}` : ''
  const routes: Readonly<Record<string, string>> = {
    meeting: `The ${body.name} decides it at its meeting${sits}; the coordinator then records the decision.`,
    'someone-else': `The ${body.name} or its deputy chair decides it${sits === '' ? '' : `, at the latest${sits}`}.`,
    reason: `For example: approve R${request.number} chair on leave`,
  }
  return `R${request.number} is not decided: ${right.because}. ${routes[right.route] ?? ''}`.trim()
}

export interface TakenUp {
  /** The meeting that took it up by itself, after which it was recorded as asked for. */
  readonly takenUpBy: number | null
}

/**
 * Finds the meeting whose decision is recorded. What was asked for stood before it: no meeting decides what nobody had asked
 * yet, unless it took that up by itself.
 */
export async function meetingOf(
  context: Context,
  { body, day, request }: { body: Body; day: Day | undefined; request?: AskedRequest & TakenUp },
): Promise<Meeting> {
  const { plan } = context.model
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const held = await findLastMeeting(context.db, plan.id, { ...place, day })
  if (day && !held) await checkMet(context, { body, day })
  const stood = (meeting: Meeting) =>
    !request ||
    meeting.id === request.takenUpBy ||
    beginsAt(meeting, plan.timeZone) > new Date(request.askedAt)
  if (held && stood(held)) return held
  const asked = request ? `, asked for on ${moment(new Date(request.askedAt), plan.timeZone)}` : ''
  const what = request ? `R${request.number}` : 'it'
  if (day) {
    throw new UserError(
      'invalid',
      `The ${body.name} held no meeting on ${longDay(day)} that could have decided ${what}${asked}. Nothing was recorded.`,
      [`meeting ${body.code}`],
    )
  }
  const next = await findNextMeeting(context.db, plan.id, place)
  const since = request
    ? ` since ${what} was asked for on ${moment(new Date(request.askedAt), plan.timeZone)}`
    : ' yet'
  throw new UserError(
    'invalid',
    `The ${body.name} has not met${since}${next ? `; it sits next on ${longDay(next.day)}` : ''}. Record its decision after the meeting, or add the meeting with: meeting add ${body.code} on <date>`,
  )
}

/** @throws UserError if it was said that the meeting of that day did not take place */
async function checkMet(context: Context, { body, day }: { body: Body; day: Day }): Promise<void> {
  const { plan } = context.model
  const [meeting] = await listMeetings(context.db, plan.id, { bodyId: body.id, from: day, to: day })
  if (meeting?.met !== 'not-met') return
  throw new UserError(
    'refused',
    `The ${body.name} did not meet on ${longDay(day)}, so it decided nothing then. Nothing was recorded. If it did meet, say so first: met ${body.code} of ${day} quorate`,
  )
}

/**
 * Checks that a body could sign an item off: its parts are complete, and what the final rating demands was given.
 * @throws UserError that names what is missing
 */
export function checkSignOff(context: Context, { item, position, due }: ItemStatus): void {
  if (position.signedOff)
    throw new UserError('conflict', `${item.ref} is signed off already; nothing was changed.`)
  const unfinished = position.parts.filter((part) => part.state !== 'complete')
  if (unfinished.length > 0) {
    const refs = listed(unfinished.slice(0, 4).map((part) => part.item.ref))
    throw new UserError(
      'invalid',
      `${item.ref} cannot be signed off: not complete yet of its ${position.parts.length} ${
        wordFor(
          position.parts.map((part) => part.item),
          context.model.plan,
        ).plural
      }: ${refs}${unfinished.length > 4 ? ' …' : ''}. Their owners say "complete" first.`,
    )
  }
  if (position.state !== 'complete') {
    throw new UserError(
      'invalid',
      `${item.ref} cannot be signed off: its owner has not said that it is complete.`,
    )
  }
  const demands = finalRating(context.model.plan.scale)?.demands ?? []
  const has = {
    evidence:
      position.record.evidenceAt !== null || position.parts.some((part) => part.record.evidenceAt !== null),
    date: due.current !== null,
    note: position.record.note !== null,
    'sign-off': true,
  }
  const missing = demands.filter((demand) => !has[demand.kind])
  if (missing.length > 0) {
    throw new UserError(
      'invalid',
      `${item.ref} cannot be signed off: ${listed(missing.map((demand) => demand.kind))} is outstanding. Add it with: evidence ${item.ref} <link or text>`,
    )
  }
}
