import { readItemStatuses } from '../../data/item-status.ts'
import type { Meeting } from '../../data/meetings.ts'
import { type AskedRequest, listDecisionsOn, listItemRequests, saveRequest } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { exactnessTyped } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import { decidingBody, type Request } from '../domain/request.ts'
import { UserError } from '../errors.ts'
import { itemOf, statusOf, withParts } from '../lookup/items.ts'
import { bodyOf, decide } from './decide.ts'
import { type Deciding, VERBS } from './decision.ts'
import { minuteQuestion } from './questions.ts'
import { checkSignOff, meetingOf } from './rights.ts'

/** Records a date that a body decided for an item: on the open request, or on one that the body took up itself. */
export async function decideItem(
  context: Context,
  { ref, ...deciding }: Omit<Deciding, 'number'> & { ref: string },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  const open = await openRequestOf(context, item, 'date')
  if (open) return decide(context, { ...deciding, number: open.number })
  if (!context.speaker.isCoordinator) {
    throw new UserError(
      'refused',
      `No other date is asked for ${ref}, so there is nothing to decide. The coordinator records what a board took up by itself.`,
      ['requests'],
    )
  }
  return decideTakenUp(context, {
    ...deciding,
    item,
    kind: 'date',
    line: `${VERBS[deciding.outcome]} ${ref}`,
  })
}

interface TakingUp extends Omit<Deciding, 'number' | 'takenUp'> {
  readonly item: Item
  readonly kind: Request['kind']
  /** What was typed before the minute. */
  readonly line: string
}

/** The open request of an item, if there is one. */
export async function openRequestOf(
  { db, model }: Context,
  item: Item,
  kind: Request['kind'],
): Promise<AskedRequest | undefined> {
  const known = await listItemRequests(db, model.plan.id, item.id)
  return known.find((each) => each.kind === kind && ['pending', 'deferred'].includes(each.state))
}

/**
 * Records what a body decided of an item that nobody asks about at present: the body took it up by itself, and the record
 * shows a request like any other. What the same sitting has decided of it is decided anew, not beside it.
 */
export async function decideTakenUp(
  context: Context,
  { item, kind, ...deciding }: TakingUp,
): Promise<Outcome> {
  const { plan } = context.model
  const body = bodyOf(context, deciding.bodyCode ?? decidingBody(plan.policies, { kind }))
  const meeting = await meetingOf(context, { body, day: deciding.meetingDay })
  const before = await decidedThere(context, { item, kind, meeting })
  if (before) return decide(context, { ...deciding, number: before.number })
  const status = await statusNow(context, item)
  if (kind === 'sign-off') checkSignOff(context, status)
  if (deciding.note === undefined) return minuteQuestion(body, { ...deciding, number: 0 })
  const { number } = await saveRequest(context.writing(), {
    planId: plan.id,
    kind,
    itemId: item.id,
    fromDay: kind === 'date' ? (status.due.current?.on ?? null) : null,
    toDay: deciding.date?.on ?? null,
    toAsGiven: deciding.date?.asGiven ?? null,
    exact: deciding.date ? exactnessTyped(deciding.date) : null,
    reason: 'taken up by the board',
    askedBy: context.speaker.personId,
    askedAt: context.now.toISOString(),
  })
  return decide(context, { ...deciding, number, takenUp: true })
}

/** The item's latest request of that kind, if that sitting decided it. */
async function decidedThere(
  { db, model, now }: Context,
  { item, kind, meeting }: { item: Item; kind: Request['kind']; meeting: Meeting },
): Promise<AskedRequest | undefined> {
  const known = await listItemRequests(db, model.plan.id, item.id)
  const latest = known.findLast((each) => each.kind === kind && ['approved', 'declined'].includes(each.state))
  if (!latest) return undefined
  const decisions = await listDecisionsOn(db, model.plan.id, { requestIds: [latest.id], until: now })
  return decisions.at(-1)?.meetingId === meeting.id ? latest : undefined
}

async function statusNow({ db, model, today }: Context, item: Item): Promise<ItemStatus> {
  const only = withParts([item], model.items)
  return statusOf(await readItemStatuses(db, model, { today, only }), item)
}
