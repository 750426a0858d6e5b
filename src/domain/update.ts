import { UserError } from '../errors.ts'
import { endOfDay } from './day.ts'
import { listed } from './format.ts'
import { wordFor } from './hierarchy.ts'
import type { ItemStatus } from './item-status.ts'
import type { Day, Item, Plan } from './plan.ts'
import { findRating, needsSignOff, type Rating, type State } from './scale.ts'

/** What somebody says of one item. What they did not say is left out. */
export interface Draft {
  readonly item: Item
  readonly kind: 'update' | 'confirm'
  readonly rating?: string | undefined
  readonly state?: State | undefined
  readonly completedOn?: Day | undefined
  readonly note?: string | undefined
  readonly evidence?: string | undefined
  /** Where the coordinator heard it: an e-mail, a call, a meeting. */
  readonly source?: string | undefined
  /** The id of the update that this one corrects. */
  readonly correctsId?: number | undefined
  /** From when it holds, where that is not now: it was written into a tracker before. */
  readonly holdsFrom?: Date | undefined
}

/** What an update does. Instants are ISO texts. */
export interface UpdateDecision {
  /** The rating given, and since when the item has had it; null if none is given. */
  readonly rating: { readonly code: string; readonly since: string } | null
  /** Proposes the final rating. The item keeps its own until it is signed off. */
  readonly proposesFinal: boolean
  readonly state: State | null
  /** From when the state holds. A completion reaches back to its day. */
  readonly stateFrom: string | null
  readonly completedOn: Day | null
  readonly asksForSignOff: boolean
  /** The ids of the requests that it withdraws. */
  readonly withdraws: readonly number[]
}

interface Circumstances {
  readonly plan: Pick<Plan, 'scale' | 'levels' | 'countedLevel' | 'timeZone'>
  readonly today: Day
  readonly now: Date
}

/**
 * Decides what an update does, from the item's status.
 * @throws UserError if a whole would be complete before its parts are, or if there is nothing to confirm
 */
export function decideUpdate(
  draft: Draft,
  status: ItemStatus,
  { plan, today, now }: Circumstances,
): UpdateDecision {
  checkParts(draft, status, plan)
  checkStated(draft, status)
  const given = ratingGiven(draft, status, plan)
  const proposesFinal = given !== undefined && needsSignOff(given)
  const rating = given && !proposesFinal ? given : undefined
  const state = stateGiven(draft, given, status)
  const asked = status.requests.some(({ kind }) => kind === 'sign-off')
  return {
    rating: rating ? { code: rating.code, since: ratedSince(rating, status, now) } : null,
    proposesFinal,
    state,
    stateFrom: state === null ? null : stateFrom(draft, status, { plan, today, now }),
    completedOn: state === 'complete' ? (draft.completedOn ?? today) : null,
    asksForSignOff: proposesFinal && !asked,
    withdraws: status.requests
      // Another rating takes a proposal back, and a complete item needs no other date.
      .filter(({ kind }) => (kind === 'date' ? state === 'complete' : rating !== undefined))
      .map(({ id }) => id),
  }
}

/** A whole is complete when all its parts are. */
function checkParts(draft: Draft, { item, position }: ItemStatus, plan: Circumstances['plan']): void {
  const isFinal = draft.rating !== undefined && findRating(plan.scale, draft.rating).final
  if (draft.state !== 'complete' && !isFinal) return
  const open = position.parts.filter((part) => part.state !== 'complete').map((part) => part.item.ref)
  if (open.length === 0) return
  throw new UserError(
    'invalid',
    `${item.ref} is complete when all its ${
      wordFor(
        position.parts.map((part) => part.item),
        plan,
      ).plural
    } are; not complete yet: ${listed(open)}. Say which are: update ${open[0]} complete. Nothing was recorded.`,
    [],
    isFinal ? 'rating' : 'state',
  )
}

function checkStated({ kind }: Draft, { item, position }: ItemStatus): void {
  if (kind !== 'confirm' || position.stated) return
  throw new UserError(
    'invalid',
    `Nobody has said how ${item.ref} stands, so there is nothing to confirm. Nothing was recorded. Say how it stands: update ${item.ref} <rating>`,
    [`update ${item.ref}`],
  )
}

/** Confirming a rating that was read from the plan's wording makes it the owner's own. */
function ratingGiven(
  draft: Draft,
  { position }: ItemStatus,
  { scale }: Circumstances['plan'],
): Rating | undefined {
  if (draft.rating !== undefined) return findRating(scale, draft.rating)
  const known = position.record.rating
  return draft.kind === 'confirm' && known?.basis === 'read-from-key'
    ? findRating(scale, known.code)
    : undefined
}

function ratedSince({ code }: Rating, { position }: ItemStatus, now: Date): string {
  const known = position.record.rating
  return known?.code === code ? known.since : now.toISOString()
}

/** A rating may imply the state. Any rating but the final one reopens a complete item. */
function stateGiven(draft: Draft, rating: Rating | undefined, { position }: ItemStatus): State | null {
  if (draft.state !== undefined) return draft.state
  if (!rating || draft.kind === 'confirm') return null
  const implied = rating.final ? 'complete' : rating.impliesState
  if (implied !== undefined) return implied === position.state ? null : implied
  return position.state === 'complete' ? 'in-progress' : null
}

/** A completion reaches back to its day, unless something else was said of the state in between. */
function stateFrom(
  { completedOn }: Draft,
  { position }: ItemStatus,
  { plan, today, now }: Circumstances,
): string {
  if (completedOn === undefined || completedOn >= today) return now.toISOString()
  const day = endOfDay(completedOn, plan.timeZone).toISOString()
  const known = position.record.state
  return known && known.state !== 'complete' && known.at >= day ? now.toISOString() : day
}
