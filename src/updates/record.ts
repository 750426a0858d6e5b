import { readDates, readItemStatuses } from '../../data/item-status.ts'
import { listItemRequests, saveRequest, setRequestState } from '../../data/requests.ts'
import { type NewUpdate, saveUpdates } from '../../data/updates.ts'
import type { Context, FieldChange } from '../command.ts'
import { rightToUpdate, type UpdateRight } from '../domain/authority.ts'
import { endOfDay } from '../domain/day.ts'
import { listed } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Day, Item } from '../domain/plan.ts'
import { findRating, type Rating, type State } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { holdersOf, statusOf, withParts } from '../lookup/items.ts'
import { ownersText } from '../status/item-text.ts'

/** What is said of one item: only what was said is there. */
export interface Draft {
  readonly item: Item
  readonly kind: 'update' | 'confirm'
  readonly rating?: string | undefined
  readonly state?: State | undefined
  readonly completedOn?: Day | undefined
  readonly note?: string | undefined
  readonly evidence?: string | undefined
  /** The coordinator's source: e-mail, call, meeting. */
  readonly source?: string | undefined
  readonly correctsId?: number | undefined
}

/** An item before and after, as the receipt shows it. */
export interface Recorded {
  readonly item: Item
  readonly draft: Draft
  readonly before: ItemStatus
  readonly after: ItemStatus
  readonly right: UpdateRight
  readonly updateId: number
  readonly proposedFinal: boolean
}

/** Records what one line said of one or several items: all of it or nothing. */
export async function record(context: Context, drafts: readonly Draft[]): Promise<readonly Recorded[]> {
  const rights = checkRights(context, drafts)
  const { plan, items } = context.model
  const only = withParts(
    drafts.map(({ item }) => item),
    items,
  )
  const dates = await readDates(context.db, plan.id, { only })
  const before = await readItemStatuses(context.db, context.model, { today: context.today, only, dates })
  const updates = drafts.map((draft) => {
    const status = statusOf(before, draft.item)
    checkParts(context, draft, status)
    checkStated(draft, status)
    return newUpdate(context, draft, { before: status, right: rights.get(draft.item.id) ?? NO_RIGHT })
  })
  const ids = await saveUpdates(context.writing(), plan.id, updates)
  const movesRequests = dates.requests.length > 0 || updates.some(({ finalProposed }) => finalProposed === 1)
  if (movesRequests) {
    for (const [index, update] of updates.entries()) await keepRequests(context, update, ids[index] ?? 0)
  }
  const after = await readItemStatuses(context.db, context.model, {
    today: context.today,
    only,
    dates: movesRequests ? undefined : dates,
  })
  const recorded = drafts.map((draft, index) => ({
    item: draft.item,
    draft,
    before: statusOf(before, draft.item),
    after: statusOf(after, draft.item),
    right: rights.get(draft.item.id) ?? NO_RIGHT,
    updateId: ids[index] ?? 0,
    proposedFinal: updates[index]?.finalProposed === 1,
  }))
  for (const [index, each] of recorded.entries()) await keepTrail(context, each, updates[index])
  return recorded
}

const NO_RIGHT: UpdateRight = { may: 'not' }

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

/** An action is complete when all it is made of is. */
function checkParts({ model }: Context, draft: Draft, { item, position }: ItemStatus): void {
  const isFinal = draft.rating !== undefined && findRating(model.plan.scale, draft.rating).final
  if (draft.state !== 'complete' && !isFinal) return
  const open = position.parts.filter((part) => part.state !== 'complete').map((part) => part.item.ref)
  if (open.length === 0) return
  throw new UserError(
    'invalid',
    `${item.ref} is complete when all its ${model.plan.words.subAction}s are; not complete yet: ${listed(open)}. Say which are: update ${open[0]} complete. Nothing was recorded.`,
    [],
    isFinal ? 'rating' : 'state',
  )
}

/** What nobody has said cannot be confirmed. */
function checkStated({ kind }: Draft, { item, position }: ItemStatus): void {
  if (kind !== 'confirm' || position.stated) return
  throw new UserError(
    'invalid',
    `Nobody has said how ${item.ref} stands, so there is nothing to confirm. Nothing was recorded. Say how it stands: update ${item.ref} <rating>`,
    [`update ${item.ref}`],
  )
}

function newUpdate(
  context: Context,
  draft: Draft,
  { before, right }: { before: ItemStatus; right: UpdateRight },
): NewUpdate {
  const rating = ratingOf(context, draft, before)
  const proposed = rating?.final === true
  const state = stateOf(draft, rating, before)
  const now = context.now.toISOString()
  const status = before.position.record.rating
  return {
    itemId: draft.item.id,
    kind: draft.kind,
    rating: rating && !proposed ? rating.code : null,
    ratingBasis: rating && !proposed ? 'said' : null,
    ratingSince: rating && !proposed ? (status?.code === rating.code ? status.since : now) : null,
    finalProposed: proposed ? 1 : 0,
    state,
    stateFrom: state === null ? null : stateFrom(context, draft, before),
    completedOn: state === 'complete' ? (draft.completedOn ?? context.today) : null,
    note: draft.note ?? null,
    evidence: draft.evidence ?? null,
    personId: context.speaker.personId,
    onBehalfOf: behalfOf(context, draft.item, right),
    source: right.may === 'on-behalf' ? (draft.source ?? null) : null,
    recordedAt: now,
    correctsId: draft.correctsId ?? null,
  }
}

/** A confirmation of a rating that was read from the plan's wording makes it the owner's own. */
function ratingOf({ model }: Context, draft: Draft, { position }: ItemStatus): Rating | undefined {
  if (draft.rating !== undefined) return findRating(model.plan.scale, draft.rating)
  const known = position.record.rating
  if (draft.kind !== 'confirm' || known?.basis !== 'read-from-key') return undefined
  return findRating(model.plan.scale, known.code)
}

/** A rating may imply the state; on a complete item any but the final one reopens it. */
function stateOf(draft: Draft, rating: Rating | undefined, { position }: ItemStatus): State | null {
  if (draft.state !== undefined) return draft.state
  if (!rating || draft.kind === 'confirm') return null
  const implied = rating.final ? 'complete' : rating.impliesState
  if (implied !== undefined) return implied === position.state ? null : implied
  return position.state === 'complete' ? 'in-progress' : null
}

/** A completion reaches back to its day, unless something else was said of the state in between. */
function stateFrom(context: Context, { completedOn }: Draft, { position }: ItemStatus): string {
  const now = context.now.toISOString()
  if (completedOn === undefined || completedOn >= context.today) return now
  const day = endOfDay(completedOn, context.model.plan.timeZone).toISOString()
  const known = position.record.state
  return known && known.state !== 'complete' && known.at >= day ? now : day
}

/** Whom the speaker speaks for: the owner, as the coordinator; the holder of the role, as a delegate. */
function behalfOf(context: Context, item: Item, right: UpdateRight): number | null {
  if (right.may === 'on-behalf') return holdersOf(context, item)[0] ?? null
  if (right.may === 'not' || !context.speaker.delegated.includes(right.role)) return null
  return (
    context.assignments.find((each) => each.roleCode === right.role && each.kind === 'holder')?.personId ??
    null
  )
}

/**
 * Proposing the final rating asks for sign-off; another rating takes the proposal back. A complete item needs
 * no other date.
 */
async function keepRequests(context: Context, update: NewUpdate, updateId: number): Promise<void> {
  const { plan } = context.model
  const known = await listItemRequests(context.db, plan.id, update.itemId)
  const open = known.filter((request) => ['pending', 'deferred'].includes(request.state))
  const now = context.now.toISOString()
  if (update.finalProposed === 1 && !open.some((request) => request.kind === 'sign-off')) {
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
  const ended = open.filter(({ kind }) =>
    kind === 'date' ? update.state === 'complete' : update.rating !== null,
  )
  for (const request of ended) {
    await setRequestState(context.writing(), request.id, {
      state: 'withdrawn',
      endedAt: now,
      endedBy: updateId,
    })
  }
}

async function keepTrail(context: Context, recorded: Recorded, update: NewUpdate | undefined): Promise<void> {
  const { draft, item, before, after } = recorded
  const onBehalfOf = context.people.find((person) => person.id === update?.onBehalfOf)?.name ?? null
  await context.trail({
    action: draft.kind,
    ref: item.ref,
    onBehalfOf: recorded.right.may === 'on-behalf' ? ownersText(item, context.model.items) : onBehalfOf,
    before: factsOf(before),
    after: {
      ...factsOf(after),
      entry: recorded.updateId,
      ...present({
        note: draft.note,
        evidence: draft.evidence,
        source: draft.source,
        corrects: draft.correctsId,
      }),
      ...(recorded.proposedFinal ? { finalProposed: true } : {}),
      ...requestsMoved(before, after),
    },
  })
}

/** Requests that the update opened or withdrew. */
function requestsMoved(before: ItemStatus, after: ItemStatus): object {
  const numbers = (status: ItemStatus) => status.requests.map((request) => `R${request.number}`)
  const [were, are] = [numbers(before), numbers(after)]
  const opened = are.filter((number) => !were.includes(number))
  const withdrawn = were.filter((number) => !are.includes(number))
  return {
    ...(opened.length > 0 ? { asks: opened } : {}),
    ...(withdrawn.length > 0 ? { withdraws: withdrawn } : {}),
  }
}

function present(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function factsOf({ position }: ItemStatus): object {
  return {
    rating: position.basis === 'stated' ? (position.rating?.code ?? null) : null,
    state: position.state,
    ...(position.completedOn ? { completedOn: position.completedOn } : {}),
  }
}

/** For scripts: which fields are other than before. */
export function fieldChanges(
  recorded: readonly Pick<Recorded, 'item' | 'before' | 'after'>[],
): readonly FieldChange[] {
  return recorded.flatMap(({ item, before, after }) => {
    const fields = [
      ['rating', before.position.rating?.code ?? null, after.position.rating?.code ?? null],
      ['state', before.position.state, after.position.state],
      ['completed-on', before.position.completedOn, after.position.completedOn],
      [
        'final-proposed',
        String(before.position.record.finalProposed),
        String(after.position.record.finalProposed),
      ],
    ] as const
    return fields
      .filter(([, from, to]) => from !== to)
      .map(([field, from, to]) => ({ ref: item.ref, field, from, to }))
  })
}
