import { renewStamp, saveItemChanges } from '../../data/item-changes.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import type { PlanModel } from '../../data/plans.ts'
import { appendTrail } from '../../data/trail.ts'
import type { Context, Outcome } from '../command.ts'
import { listed } from '../domain/format.ts'
import { familyOf } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Carried, Item, ItemElsewhere } from '../domain/plan.ts'
import { elsewhereText } from '../domain/plan-changes.ts'
import { planCalled, sayable } from '../domain/plan-name.ts'
import { UserError } from '../errors.ts'
import { itemOf, statusOf } from '../lookup/items.ts'
import { bearerOf } from '../lookup/references.ts'
import { rightsIn } from '../lookup/rights-elsewhere.ts'
import { type Agreement, agreementOf, checkInPlan, type NamedDecision } from './agreement.ts'
import { carryOut } from './carry.ts'
import { leavingDraft } from './leaving.ts'

interface CarryingOver {
  readonly ref: string
  /** The reference of the item of the other plan. */
  readonly target: string
  /** The other plan, as it is called in the line. */
  readonly plan: string
  readonly named: NamedDecision
}

/**
 * Carries an item over into another plan: it leaves this one, and the other plan's item has its dates from the first on. No
 * rating, state or request moves.
 */
export async function carryItemOver(
  context: Context,
  { ref, target, plan: name, named }: CarryingOver,
): Promise<Outcome> {
  const { model, today, db } = context
  const item = itemOf(context, ref)
  const family = familyOf(item, model.items)
  checkWhole(item, family)
  const other = otherPlan(context, name)
  const into = bearerOf(other, target)
  if (!into)
    throw new UserError('unknown', `The ${other.plan.title} has no item ${target}. Nothing was changed.`)
  if (!(await rightsIn(context, other)).isCoordinator)
    throw new UserError(
      'refused',
      `Only a coordinator of the ${other.plan.title} may say what is carried over into it. Nothing was changed.`,
    )
  const agreement = await agreementOf(context, 'leaving', named)
  for (const each of family) checkInPlan(each, agreement)
  const own = statusOf(await readItemStatuses(db, model, { today }), item)
  const theirs = statusOf(await readItemStatuses(db, other, { today }), into)
  checkUnfinished(own, theirs, other)
  await receive(context, { own, into, other, agreement })
  const as = elsewhere(into, other)
  return carryOut(context, {
    action: 'item-carry',
    drafts: family.map((each) => leavingDraft(each, { why: 'carried-over', as })),
    agreement,
    reason: null,
  })
}

function otherPlan({ plans, model }: Context, name: string): PlanModel {
  const others = plans.filter(({ plan }) => plan.id !== model.plan.id)
  const called = planCalled(
    name,
    others.map(({ plan }) => plan),
  )
  const found = others.find(({ plan }) => plan.id === called?.id)
  if (found) return found
  const names = listed(
    others.map(({ plan }) => sayable(plan)),
    'or',
  )
  throw new UserError(
    'unknown',
    `You have no other plan of that name.${names === '' ? '' : ` Expected ${names}.`} Nothing was changed.`,
    ['plans'],
  )
}

/** Each counted item has an answer of its own; its steps go with it. */
function checkWhole(item: Item, [, ...within]: readonly Item[]): void {
  const counted = within.filter(({ place }) => place === 'counted')
  if (counted.length === 0) return
  throw new UserError(
    'invalid',
    `${item.ref} is made of ${listed(counted.map(({ ref }) => ref))}: say of each of them what becomes of it. Nothing was changed.`,
  )
}

/** What is not done must not vanish in what is. */
function checkUnfinished(own: ItemStatus, theirs: ItemStatus, { plan }: PlanModel): void {
  const isFinished = ({ position: { state, signedOff } }: ItemStatus) => state === 'complete' || signedOff
  if (isFinished(own) || !isFinished(theirs)) return
  throw new UserError(
    'refused',
    `${own.item.ref} is not finished and ${elsewhereText({ ref: theirs.item.ref, title: plan.title })} is, so what is left to do would vanish. Nothing was changed.`,
  )
}

function elsewhere({ id, ref }: Item, { plan }: PlanModel): ItemElsewhere {
  const { code, short, title } = plan
  return { itemId: id, ref, plan: code, ...(short === undefined ? {} : { short }), title }
}

/** Records on the other plan's item what it carries over, in that plan's own trail. */
async function receive(
  { writing, model, now, speaker }: Context,
  { own, into, other, agreement }: { own: ItemStatus; into: Item; other: PlanModel; agreement: Agreement },
): Promise<void> {
  const { original: due, revisions } = own.due
  const { holdsFrom: at, basis } = agreement
  const carried: Carried = { ...elsewhere(own.item, model), due, revisions, basis, at }
  const before = into.carries ?? []
  const facts = { carries: [...before, carried] }
  await saveItemChanges(writing(), other.plan.id, [
    {
      itemId: into.id,
      kind: 'carried',
      facts,
      ...agreement,
      reason: null,
      recordedAt: now.toISOString(),
      personId: speaker.personId,
      correctsId: null,
    },
  ])
  await appendTrail(writing(), other.plan.id, {
    at: now.toISOString(),
    by: speaker.name,
    identity: speaker.identity,
    onBehalfOf: null,
    action: 'item-carry',
    ref: into.ref,
    before: { carries: before },
    after: { ...facts, holdsFrom: at, basis },
    message: null,
  })
  await renewStamp(writing(), other.plan.id, now)
}
