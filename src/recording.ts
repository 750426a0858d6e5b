import { listItemRequests, saveRequest, setRequestState } from '../data/dates.ts'
import { findNextMeeting } from '../data/meetings.ts'
import { readStandings } from '../data/standing.ts'
import { type NewUpdate, saveUpdates } from '../data/updates.ts'
import { ownersText, positionText } from './cards.ts'
import type { Context, FieldChange, ItemData, Notice } from './command.ts'
import { answerable, rightToUpdate, type UpdateRight } from './domain/authority.ts'
import { endOfDay } from './domain/day.ts'
import { listed, longDay } from './domain/format.ts'
import type { Day, Item } from './domain/plan.ts'
import { findRating } from './domain/scale.ts'
import type { Standing } from './domain/standing.ts'
import { UserError } from './errors.ts'
import type { Message } from './message.ts'

/** What is said of one item: only what was said is there. */
export interface Draft {
  readonly item: Item
  readonly kind: 'update' | 'confirm'
  readonly rating?: string
  readonly state?: NewUpdate['state']
  readonly completedOn?: Day
  readonly note?: string
  readonly evidence?: string
  /** The coordinator's source: e-mail, call, meeting. */
  readonly source?: string
  readonly correctsId?: number
}

/** An item before and after, as the receipt shows it. */
export interface Recorded {
  readonly item: Item
  readonly before: Standing
  readonly after: Standing
  readonly right: UpdateRight
  readonly updateId: number
  readonly proposedFinal: boolean
  /** Where the coordinator heard it, if that was said. */
  readonly source: string | null
}

/** Looks items up by reference; a reference that has gone is a person's mistake, not ours. */
export function itemsOf(context: Context, refs: readonly string[]): readonly Item[] {
  return refs.map((ref) => {
    const item = context.model.items.find((candidate) => candidate.ref === ref)
    if (!item) throw new UserError('unknown', `There is no item ${ref} in this plan.`)
    return item
  })
}

/** Records what one line said of one or several items: all of it or nothing. */
export async function record(context: Context, drafts: readonly Draft[]): Promise<readonly Recorded[]> {
  const rights = checkRights(context, drafts)
  const { plan, items } = context.model
  const family = familyOf(drafts, items)
  const before = await readStandings(context.db, context.model, { today: context.today, only: family })
  const updates = drafts.map((draft) => newUpdate(context, draft, standingOf(before, draft.item), rights))
  const ids = await saveUpdates(context.writing(), plan.id, updates)
  for (const [index, update] of updates.entries()) await keepProposal(context, update, ids[index] ?? 0)
  const after = await readStandings(context.db, context.model, { today: context.today, only: family })
  const recorded = drafts.map((draft, index) => ({
    item: draft.item,
    before: standingOf(before, draft.item),
    after: standingOf(after, draft.item),
    right: rights.get(draft.item.id) ?? { may: 'not' as const },
    updateId: ids[index] ?? 0,
    proposedFinal: updates[index]?.finalProposed === 1,
    source: updates[index]?.source ?? null,
  }))
  for (const [index, each] of recorded.entries()) await keepTrail(context, each, drafts[index])
  return recorded
}

function checkRights(context: Context, drafts: readonly Draft[]): ReadonlyMap<number, UpdateRight> {
  const { items } = context.model
  const rights = new Map(
    drafts.map(({ item }) => [item.id, rightToUpdate(context.speaker, item, items)] as const),
  )
  const refused = drafts.filter(({ item }) => rights.get(item.id)?.may === 'not')
  const [first] = refused
  if (!first) return rights
  const refs = listed(refused.map(({ item }) => item.ref))
  const owners = ownersText(first.item, items)
  throw new UserError(
    'refused',
    `You cannot update ${refs}: only ${owners}, a delegate or the coordinator can. Nothing was recorded. If it has become yours, ask the coordinator to assign it.`,
    [`owner ${first.item.ref}`, 'mine'],
  )
}

function newUpdate(
  context: Context,
  draft: Draft,
  before: Standing,
  rights: ReadonlyMap<number, UpdateRight>,
): NewUpdate {
  const { scale } = context.model.plan
  const rating = draft.rating === undefined ? undefined : findRating(scale, draft.rating)
  const proposed = rating?.final === true
  const implied = proposed ? 'complete' : rating?.impliesState
  const state = draft.state ?? (implied === before.position.state ? undefined : implied)
  const onBehalf = rights.get(draft.item.id)?.may === 'on-behalf'
  const now = context.now.toISOString()
  return {
    itemId: draft.item.id,
    kind: draft.kind,
    rating: rating && !proposed ? rating.code : null,
    ratingBasis: rating && !proposed ? 'said' : null,
    finalProposed: proposed ? 1 : 0,
    state: state ?? null,
    completedOn:
      state === 'complete' ? (draft.completedOn ?? before.position.completedOn ?? context.today) : null,
    note: draft.note ?? null,
    evidence: draft.evidence ?? null,
    personId: context.speaker.personId,
    onBehalfOf: onBehalf ? (holdersOf(context, draft.item)[0] ?? null) : null,
    source: onBehalf ? (draft.source ?? null) : null,
    recordedAt: now,
    effectiveAt: effectiveFrom(context, draft, before),
    correctsId: draft.correctsId ?? null,
  }
}

/** A completion reaches back to its day, unless something was said of the state since. */
function effectiveFrom(context: Context, draft: Draft, before: Standing): string {
  const now = context.now.toISOString()
  if (draft.completedOn === undefined || draft.completedOn >= context.today) return now
  const day = endOfDay(draft.completedOn, context.model.plan.timeZone).toISOString()
  const stateAt = before.position.record.state?.at
  return stateAt !== undefined && stateAt >= day ? now : day
}

/** Proposing the final rating asks for sign-off; another rating takes the proposal back. */
async function keepProposal(context: Context, update: NewUpdate, updateId: number): Promise<void> {
  const { plan } = context.model
  const open = (await listItemRequests(context.db, plan.id, update.itemId)).filter(
    (request) => request.kind === 'sign-off' && ['pending', 'deferred'].includes(request.state),
  )
  const now = context.now.toISOString()
  if (update.finalProposed === 1 && open.length === 0) {
    await saveRequest(context.writing(), {
      planId: plan.id,
      kind: 'sign-off',
      itemId: update.itemId,
      reason: update.note ?? '',
      askedBy: context.speaker.personId,
      onBehalfOf: update.onBehalfOf ?? null,
      askedAt: now,
      updateId,
    })
  }
  if (update.rating === null || update.finalProposed === 1) return
  for (const request of open) {
    await setRequestState(context.writing(), request.id, { state: 'withdrawn', endedAt: now })
  }
}

async function keepTrail(context: Context, recorded: Recorded, draft: Draft | undefined): Promise<void> {
  const { note = null, evidence = null, source = null } = draft ?? {}
  await context.trail({
    action: draft?.kind ?? 'update',
    ref: recorded.item.ref,
    onBehalfOf: recorded.right.may === 'on-behalf' ? ownersText(recorded.item, context.model.items) : null,
    before: factsOf(recorded.before),
    after: {
      ...factsOf(recorded.after),
      entry: recorded.updateId,
      ...(note === null ? {} : { note }),
      ...(evidence === null ? {} : { evidence }),
      ...(source === null ? {} : { source }),
      ...(recorded.proposedFinal ? { finalProposed: true } : {}),
    },
  })
}

function factsOf({ position }: Standing): object {
  const { basis } = position
  return {
    rating: basis === 'stated' ? (position.rating?.code ?? null) : null,
    state: position.state,
    ...(position.completedOn ? { completedOn: position.completedOn } : {}),
  }
}

/** For scripts: which fields are other than before. */
export function fieldChanges(recorded: readonly Recorded[]): readonly FieldChange[] {
  return recorded.flatMap(({ item, before, after, proposedFinal }) => {
    const fields = [
      ['rating', ratingCode(before), ratingCode(after)],
      ['state', before.position.state, after.position.state],
      ['completed-on', before.position.completedOn, after.position.completedOn],
      [
        'final-proposed',
        String(before.position.record.finalProposed),
        String(proposedFinal || after.position.record.finalProposed),
      ],
    ] as const
    return fields
      .filter(([, from, to]) => from !== to)
      .map(([field, from, to]) => ({ ref: item.ref, field, from, to }))
  })
}

function ratingCode({ position }: Standing): string | null {
  return position.rating?.code ?? null
}

export function itemData({ item, position, due, daysOverdue }: Standing, items: readonly Item[]): ItemData {
  return {
    ref: item.ref,
    rating: ratingCode({ position } as Standing),
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

/**
 * Who hears of it without having said it: the owner spoken for, and the others who share an action without a
 * lead. One message for each person, however many items the line named.
 */
export function noticesFor(context: Context, recorded: readonly Recorded[]): readonly Notice[] {
  const told = recorded.filter(({ right }) => right.may === 'on-behalf' || right.may === 'share')
  const people = new Set(told.flatMap(({ item }) => holdersOf(context, item)))
  people.delete(context.speaker.personId)
  return [...people].map((personId) => ({
    about: recorded[0]?.updateId ?? 0,
    personIds: [personId],
    message: noticeMessage(
      context,
      told.filter(({ item }) => holdersOf(context, item).includes(personId)),
    ),
  }))
}

function noticeMessage(context: Context, told: readonly Recorded[]): Message {
  const refs = listed(told.map(({ item }) => item.ref))
  const behalf = told.some(({ right }) => right.may === 'on-behalf') ? ' on your behalf' : ''
  const summary = `${context.speaker.name} recorded${behalf}: ${refs}.`
  return {
    summary,
    blocks: [
      { kind: 'paragraph', text: summary },
      ...told.flatMap(({ item, after, updateId }) => {
        const { note } = after.position.record
        const quote =
          note?.updateId === updateId ? [{ kind: 'quote' as const, text: note.text, by: note.by }] : []
        const text = [
          `${item.ref} ${item.title}: `,
          ...positionText(after.position, context.model.plan.scale),
        ]
        return [{ kind: 'paragraph' as const, text }, ...quote]
      }),
      { kind: 'context', text: 'If it is not right, say how it stands; your word is recorded after it.' },
    ],
  }
}

/** The people who hold a role that answers for an item, delegates included. */
export function holdersOf(context: Context, item: Item): readonly number[] {
  const roles = answerable(item, context.model.items)
  const held = context.assignments.filter((assignment) => roles.includes(assignment.roleCode))
  return [...new Set(held.map((assignment) => assignment.personId))]
}

/** "Next seen by the SEND Operational Group on Thursday 3 December 2020." */
export async function nextMeetingSentence(context: Context): Promise<string> {
  const { plan, bodies } = context.model
  const seeing = [...plan.policies.recommends, plan.policies.decidesDates]
  const found = await Promise.all(
    bodies
      .filter((body) => seeing.includes(body.code))
      .map(async (body) => ({
        body,
        meeting: await findNextMeeting(context.db, plan.id, {
          bodyId: body.id,
          now: context.now,
          timeZone: plan.timeZone,
        }),
      })),
  )
  const [next] = found
    .flatMap(({ body, meeting }) => (meeting ? [{ body, meeting }] : []))
    .sort((one, other) => one.meeting.day.localeCompare(other.meeting.day))
  return next
    ? `Next meeting to see it: ${next.body.name}, ${longDay(next.meeting.day)}.`
    : 'No meeting is planned that would see it.'
}

export function standingOf(all: ReadonlyMap<number, Standing>, item: Item): Standing {
  const standing = all.get(item.id)
  if (!standing) throw new Error(`no standing for item ${item.id}`)
  return standing
}

/** The items themselves and, for actions, their sub-actions. */
function familyOf(drafts: readonly Draft[], items: readonly Item[]): ReadonlySet<number> {
  const named = new Set(drafts.map(({ item }) => item.id))
  return new Set(
    items
      .filter((item) => named.has(item.id) || (item.actionId !== null && named.has(item.actionId)))
      .map((item) => item.id),
  )
}
