import { readDates, readItemStatuses } from '../../data/item-status.ts'
import { readNames } from '../../data/people.ts'
import { saveRequest, setRequestState } from '../../data/requests.ts'
import { type NewUpdate, saveUpdates } from '../../data/updates.ts'
import type { Context, FieldChange } from '../command.ts'
import { rightToUpdate, type UpdateRight } from '../domain/authority.ts'
import { dayIn } from '../domain/day.ts'
import { listed } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import { type Draft, decideUpdate, type UpdateDecision } from '../domain/update.ts'
import { UserError } from '../errors.ts'
import { holdersOf, statusOf, withParts } from '../lookup/items.ts'
import { ownersText } from '../status/item-text.ts'

/** An item before and after an update, as the receipt shows it. */
export interface Recorded {
  readonly item: Item
  readonly draft: Draft
  readonly before: ItemStatus
  readonly after: ItemStatus
  readonly right: UpdateRight
  readonly updateId: number
  readonly proposedFinal: boolean
}

interface Decided {
  readonly draft: Draft
  readonly before: ItemStatus
  readonly right: UpdateRight
  readonly decision: UpdateDecision
  readonly update: NewUpdate
}

/**
 * Records what one line said of one or several items.
 * @throws UserError if the speaker may not, or if it cannot be so; nothing is recorded then
 */
export async function record(context: Context, drafts: readonly Draft[]): Promise<readonly Recorded[]> {
  const rights = checkRights(context, drafts)
  const { plan, items } = context.model
  const only = withParts(
    drafts.map(({ item }) => item),
    items,
  )
  const dates = await readDates(context.db, plan.id, { only })
  const statuses = await readItemStatuses(context.db, context.model, { today: context.today, only, dates })
  const decided = drafts.map((draft): Decided => {
    const before = statusOf(statuses, draft.item)
    const right = rights.get(draft.item.id) ?? NO_RIGHT
    const { holdsFrom: now = context.now } = draft
    const decision = decideUpdate(draft, before, { plan, today: dayIn(plan.timeZone, now), now })
    return { draft, before, right, decision, update: newUpdate(context, draft, { right, decision }) }
  })
  const ids = await saveUpdates(
    context.writing(),
    plan.id,
    decided.map(({ update }) => update),
  )
  for (const [index, each] of decided.entries()) await keepRequests(context, each, ids[index] ?? 0)
  const movesRequests = decided.some(
    ({ decision }) => decision.asksForSignOff || decision.withdraws.length > 0,
  )
  const after = await readItemStatuses(context.db, context.model, {
    today: context.today,
    only,
    dates: movesRequests ? undefined : dates,
  })
  const recorded = decided.map(({ draft, before, right, decision }, index) => ({
    item: draft.item,
    draft,
    before,
    after: statusOf(after, draft.item),
    right,
    updateId: ids[index] ?? 0,
    proposedFinal: decision.proposesFinal,
  }))
  for (const [index, each] of recorded.entries()) await keepTrail(context, each, decided[index]?.update)
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

function newUpdate(
  context: Context,
  draft: Draft,
  { right, decision }: { right: UpdateRight; decision: UpdateDecision },
): NewUpdate {
  const { rating, proposesFinal, state, stateFrom, completedOn } = decision
  return {
    itemId: draft.item.id,
    kind: draft.kind,
    rating: rating?.code ?? null,
    ratingBasis: rating ? 'said' : null,
    ratingSince: rating?.since ?? null,
    finalProposed: proposesFinal ? 1 : 0,
    state,
    stateFrom,
    completedOn,
    note: draft.note ?? null,
    evidence: draft.evidence ?? null,
    personId: context.speaker.personId,
    onBehalfOf: behalfOf(context, draft.item, right),
    source: right.may === 'on-behalf' ? (draft.source ?? null) : null,
    recordedAt: context.now.toISOString(),
    ...(draft.holdsFrom ? { effectiveAt: draft.holdsFrom.toISOString() } : {}),
    correctsId: draft.correctsId ?? null,
  }
}

/** The id of the person spoken for: the coordinator speaks for the owner, a delegate for the holder of the role. */
function behalfOf(context: Context, item: Item, right: UpdateRight): number | null {
  if (right.may === 'on-behalf') return holdersOf(context, item)[0] ?? null
  if (right.may === 'not' || !context.speaker.delegated.includes(right.role)) return null
  return (
    context.assignments.find((each) => each.roleCode === right.role && each.kind === 'holder')?.personId ??
    null
  )
}

async function keepRequests(
  context: Context,
  { decision, update }: Decided,
  updateId: number,
): Promise<void> {
  const now = context.now.toISOString()
  if (decision.asksForSignOff) {
    await saveRequest(context.writing(), {
      planId: context.model.plan.id,
      kind: 'sign-off',
      itemId: update.itemId,
      reason: update.note ?? '',
      askedBy: context.speaker.personId,
      onBehalfOf: update.onBehalfOf ?? null,
      askedAt: now,
      updateId,
    })
  }
  for (const id of decision.withdraws) {
    await setRequestState(context.writing(), id, { state: 'withdrawn', endedAt: now, endedBy: updateId })
  }
}

async function keepTrail(context: Context, recorded: Recorded, update: NewUpdate | undefined): Promise<void> {
  const { draft, item, before, after } = recorded
  const spokenFor = update?.onBehalfOf ?? null
  const onBehalfOf = spokenFor === null ? null : ((await readNames(context.db)).get(spokenFor) ?? null)
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

/** The numbers of the requests that the update opened or withdrew. */
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

/** The fields that changed, for scripts. */
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
