import { dayIn, daysBetween } from './day.ts'
import type { PlanChangeFacts } from './facts.ts'
import { listed, shownDay } from './format.ts'
import {
  type ChangeInPlace,
  changesInPlace,
  FROM_THE_START,
  holdsAt,
  type ItemChange,
  type ItemFacts,
  type PastInstant,
} from './item-changes.ts'
import type { Day, Item, ItemElsewhere, Leaving, PlanAct, PlanSettings } from './plan.ts'

/** The changes that count at an instant and did not count at an earlier one, without those that were taken back. */
export function changesSince(
  changes: readonly ItemChange[],
  { after, until }: { after: PastInstant; until: PastInstant },
): readonly ChangeInPlace[] {
  return changesInPlace(changes).filter(
    ({ change, isTakenBack }) => !isTakenBack && holdsAt(change, until) && !holdsAt(change, after),
  )
}

/** A change as plain data. */
export function changeFacts(
  { change, before, after, refOf }: ChangeInPlace,
  { timeZone, stood = null }: { timeZone: string; stood?: PlanChangeFacts['stood'] },
): PlanChangeFacts {
  const { kind, itemId, basis, reason, correctsId, holdsFrom, recordedAt } = change
  const told = (facts: ItemFacts | null) => facts && aboutIt(kind, facts, refOf)
  return {
    kind,
    id: itemId,
    ref: after.ref,
    title: after.title,
    was: told(before),
    is: told(after),
    why: after.left?.why ?? null,
    into: intoOf(after.left, refOf),
    basis,
    reason,
    isMisprint: correctsId !== null,
    at: holdsFrom,
    day: dayIn(timeZone, new Date(holdsFrom)),
    recordedDay: dayIn(timeZone, new Date(recordedAt)),
    stood: kind === 'left' ? stood : null,
  }
}

/** The item that another was merged into or carried over as. */
function intoOf(left: Leaving | null, refOf: ChangeInPlace['refOf']): string | null {
  if (left?.as) return elsewhereText(left.as)
  return left?.into === undefined ? null : refOf(left.into)
}

/** What a change of each kind is about, in words; null where nothing stands there. */
function aboutIt(kind: ItemChange['kind'], facts: ItemFacts, refOf: ChangeInPlace['refOf']): string | null {
  switch (kind) {
    case 'renumbered':
      return facts.ref
    case 'reworded':
      return facts.title
    case 'owners':
      return listed([...new Set([...facts.leads, ...facts.owners, ...facts.supports])]) || null
    case 'dates':
      return datesOf(facts)
    case 'joined':
    case 'returned':
    case 'moved':
      return facts.parent === null ? null : refOf(facts.parent)
    case 'carried':
      return listed((facts.carries ?? []).filter(({ title }) => title !== '').map(elsewhereText)) || null
    case 'left':
    case 'reordered':
    case 'details':
    case 'noted':
      return null
  }
}

function datesOf({ due, start, review, ongoing }: ItemFacts): string {
  const texts = [
    ...(start === null ? [] : [`start ${shownDay({ on: start, asGiven: start })}`]),
    ...(due === null ? [] : [`due ${shownDay(due)}`]),
    ...(ongoing ? ['ongoing'] : []),
    ...(review === null ? [] : [`review ${shownDay(review)}`]),
  ]
  return listed(texts) || 'no date'
}

/** Who agrees a change of the plan, in chat and from a file: the code of a body, or the coordinator. */
export function agreesTo(
  act: PlanAct,
  { policies, draft }: Pick<PlanSettings, 'policies' | 'draft'>,
): string {
  if (draft) return COORDINATOR
  const named = policies.agrees?.[act]
  if (named !== undefined) return named
  return act === 'typing' || act === 'owners' ? COORDINATOR : policies.decidesDates
}

/** Agrees what no body has to. */
export const COORDINATOR = 'coordinator'

/** What is agreed, in words. */
export const AGREED: Readonly<Record<PlanAct, string>> = {
  typing: 'that a misprint is put right',
  owners: 'who owns an item',
  wording: 'the wording of items',
  targets: 'what the plan is to reach',
  joining: 'what joins the plan',
  leaving: 'what leaves the plan',
  merging: 'which items are merged',
  ending: 'that the plan ends',
}

/** Items that joined fewer days before a cut-off are not asked about ahead of it. */
const NEW_FOR_DAYS = 28

/** Whether an item joined too short a time before a day to be asked about it by then. */
export function isNew(
  { joinedAt }: Pick<Item, 'joinedAt'>,
  by: Day,
  { timeZone }: Pick<PlanSettings, 'timeZone'>,
): boolean {
  if (joinedAt === FROM_THE_START) return false
  return daysBetween(dayIn(timeZone, new Date(joinedAt)), by) < NEW_FOR_DAYS
}

/** "3.1 of the SEND Improvement Plan" */
export function elsewhereText({ ref, title }: Pick<ItemElsewhere, 'ref' | 'title'>): string {
  return `${ref} of the ${title}`
}
