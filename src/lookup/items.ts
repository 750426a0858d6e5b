import { beginsAt, findNextMeeting, listMeetings, type Meeting } from '../../data/meetings.ts'
import type { Context, ItemData } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { longDay, moment, shortDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { cutOffOf, factsDayOf } from '../domain/meeting-clock.ts'
import type { Body, Day, Item, Plan } from '../domain/plan.ts'
import { refsText } from '../domain/reference-text.ts'
import { decidingBody, type Request } from '../domain/request.ts'
import { UserError } from '../errors.ts'

/** Looks items up by reference; a reference that has gone is a person's mistake, not ours. */
export function itemsOf(context: Context, refs: readonly string[]): readonly Item[] {
  return refs.map((ref) => itemOf(context, ref))
}

export function itemOf({ model }: Context, ref: string): Item {
  const item = model.items.find((candidate) => candidate.ref === ref)
  if (!item) throw new UserError('unknown', `There is no item ${ref} in this plan.`)
  return item
}

export function statusOf(all: ReadonlyMap<number, ItemStatus>, item: Item): ItemStatus {
  const status = all.get(item.id)
  if (!status) throw new Error(`no standing for item ${item.id}`)
  return status
}

/** The items themselves and, for actions, their sub-actions: all that their standing is read from. */
export function withParts(named: Iterable<Item>, items: readonly Item[]): ReadonlySet<number> {
  const ids = new Set([...named].map((item) => item.id))
  const family = items.filter(
    (item) => ids.has(item.id) || (item.actionId !== null && ids.has(item.actionId)),
  )
  return new Set(family.map((item) => item.id))
}

/** `A1(a) to A1(d) and B2(a)`, in the plan's order. */
export function itemRefs(items: readonly Item[], all: readonly Item[]): string {
  const refs = new Map(all.map(({ id, ref }) => [id, ref]))
  const named = ({ ref, actionId }: Item) => ({ ref, action: refs.get(actionId ?? 0) ?? null })
  const sorted = [...items].sort((one, other) => one.sortOrder - other.sortOrder)
  return refsText(sorted.map(named), all.map(named))
}

/** An item for scripts. */
export function itemData({ item, position, due, daysOverdue }: ItemStatus, items: readonly Item[]): ItemData {
  return {
    ref: item.ref,
    rating: position.rating?.code ?? null,
    basis: position.basis,
    state: position.state,
    dueDate: due.current?.on ?? null,
    originalDueDate: due.original?.on ?? null,
    dueBasis: due.basis,
    daysOverdue,
    positionStated: position.stated,
    owners: answerable(item, items),
  }
}

/** The people who hold a role that answers for an item, delegates included. */
export function holdersOf(context: Context, item: Item): readonly number[] {
  const roles = answerable(item, context.model.items)
  const held = context.assignments.filter((assignment) => roles.includes(assignment.roleCode))
  return [...new Set(held.map((assignment) => assignment.personId))]
}

/**
 * "Next meeting to see it: SEND Operational Group, Thursday 3 December 2020; cut-off 24 Nov 2020, 12pm." What is said after
 * a meeting's cut-off is not told to that meeting, so it is the cut-off that counts.
 */
export async function nextMeetingSentence(context: Context): Promise<string> {
  const { plan, bodies } = context.model
  const seeing = bodies.filter(({ code }) =>
    [...plan.policies.recommends, plan.policies.decidesDates].includes(code),
  )
  const { next, closed } = comingTo(
    seeing,
    await listMeetings(context.db, plan.id, { from: context.today }),
    {
      plan,
      now: context.now,
    },
  )
  const passed = closed
    ? ` The cut-off for the ${closed.body.name} of ${shortDay(closed.meeting.day)} has passed.`
    : ''
  return next
    ? `Next meeting to see it: ${next.body.name}, ${longDay(next.meeting.day)}; cut-off ${moment(next.cutOff, plan.timeZone)}.${passed}`
    : `No meeting is planned that would see it.${passed}`
}

interface Coming {
  readonly body: Body
  readonly meeting: Meeting
  readonly cutOff: Date
}

/** Of the meetings ahead, the first whose cut-off is still to come, and the first whose cut-off has passed. */
function comingTo(
  seeing: readonly Body[],
  meetings: readonly Meeting[],
  { plan, now }: { plan: Plan; now: Date },
): { readonly next: Coming | undefined; readonly closed: Coming | undefined } {
  /** The cut-offs of a body come in the order of their days: from this day on all of them are to come. */
  const openFrom = new Map<number, Day>()
  let next: Coming | undefined
  let closed: Coming | undefined
  for (const meeting of meetings) {
    const body = seeing.find(({ id }) => id === meeting.bodyId)
    if (!body || meeting.state === 'cancelled') continue
    const day = factsDayOf(meeting)
    const open = openFrom.get(body.id)
    if (open !== undefined && day >= open) continue
    if (beginsAt(meeting, plan.timeZone) < now) continue
    const coming = { body, meeting, cutOff: cutOffOf(meeting, body, plan) }
    if (coming.cutOff > now) {
      openFrom.set(body.id, day)
      next ??= coming
    } else {
      closed ??= coming
    }
  }
  return { next, closed }
}

/** "The SEND Improvement Board decides dates on Tuesday 8 December 2020." */
export async function decidesSentence(context: Context, kind: Request['kind']): Promise<string> {
  const { plan, bodies } = context.model
  const body = bodies.find((each) => each.code === decidingBody(plan.policies, kind))
  if (!body) return ''
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const next = await findNextMeeting(context.db, plan.id, place)
  const what = kind === 'date' ? 'dates' : 'sign-off'
  return `The ${body.name} decides ${what}${next ? ` on ${longDay(next.day)}` : ''}.`
}
