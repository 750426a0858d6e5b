import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import type { PlanChangeFacts } from '../domain/facts.ts'
import { listed, shortDay } from '../domain/format.ts'
import { FROM_THE_START, referencesBorne } from '../domain/item-changes.ts'
import type { Item, LeftItem } from '../domain/plan.ts'
import { changeLine } from '../domain/plan-change-words.ts'
import { elsewhereText } from '../domain/plan-changes.ts'
import { plainReference } from '../domain/reference.ts'

/** The item in the plan that a reference means: the one that bears it, else the one that bore it last. */
export function bearerOf({ items, earlier }: PlanModel, ref: string): Item | undefined {
  const bearer = items.find((item) => item.ref === ref)
  if (bearer) return bearer
  const last = earlier.findLast((item) => plainReference(item.ref) === plainReference(ref))
  return items.find(({ id }) => id === last?.id)
}

/** The item out of the plan that bore a reference last. */
export function leftBearerOf({ left, earlier }: PlanModel, ref: string): LeftItem | undefined {
  const last = earlier.findLast((item) => plainReference(item.ref) === plainReference(ref))
  return left.find(({ id }) => id === last?.id)
}

/** The change by which an item left the plan. */
export function leavingOf({ id, ref, title, left }: LeftItem, model: PlanModel): PlanChangeFacts {
  const { at, recordedAt, why, into, as, basis, reason } = left
  const dayOf = (instant: string) => dayIn(model.plan.timeZone, new Date(instant))
  const other = [...model.items, ...model.left].find((item) => item.id === into)
  return {
    kind: 'left',
    id,
    ref,
    title,
    was: null,
    is: null,
    why,
    into: as ? elsewhereText(as) : (other?.ref ?? null),
    basis,
    reason,
    isMisprint: false,
    at,
    day: dayOf(at),
    recordedDay: dayOf(recordedAt),
    stood: null,
  }
}

/** "Left the plan on 8 Dec 2020: no longer required (Improvement Board, minute 4.3), recorded on 14 Dec 2020." */
export function leftText(item: LeftItem, model: PlanModel): string {
  return changeLine(leavingOf(item, model))
}

/** "Joined the plan on 15 Dec 2020." Undefined for what was there from the start. */
export function joinedText({ joinedAt }: Pick<Item, 'joinedAt'>, { plan }: PlanModel): string | undefined {
  return joinedAt === FROM_THE_START ? undefined : `Joined the plan on ${dayText(joinedAt, plan.timeZone)}.`
}

/**
 * What an item was called before, and which item bore its reference before it: "Until 9 Dec 2020 it was A2, and A1 was what
 * is now A2: Check the records."
 */
export function bearersText(item: Pick<Item, 'id' | 'ref'>, model: PlanModel): readonly string[] {
  const { plan, record } = model
  const borne = referencesBorne(record.naming)
  const isRef = (ref: string) => plainReference(ref) === plainReference(item.ref)
  const until = (at: string | null) => dayText(at ?? '', plan.timeZone)
  const before = borne.filter(
    ({ itemId, ref, until: end }) => itemId === item.id && end !== null && !isRef(ref),
  )
  const others = borne.filter(
    ({ itemId, ref, until: end }) => itemId !== item.id && end !== null && isRef(ref),
  )
  return [
    ...(before.length === 0
      ? []
      : [`It was ${listed(before.map((each) => `${each.ref} until ${until(each.until)}`))}.`]),
    ...others.flatMap(({ itemId, until: end }) => {
      const now = model.items.find(({ id }) => id === itemId)
      const left = model.left.find(({ id }) => id === itemId)
      const other = now ?? left
      if (!other) return []
      const what = now ? `what is ${now.ref} now` : 'another item, which left the plan'
      return [`Until ${until(end)} ${item.ref} was ${what}: ${other.title}.`]
    }),
  ]
}

/** What is to be said of an item besides how it stands: that it left, when it joined, what it was called before. */
export function standingRemarks(item: Item, model: PlanModel): readonly string[] {
  const left = model.left.find(({ id }) => id === item.id)
  return [...(left ? [leftText(left, model)] : []), ...carriedTexts(item), ...bearersText(item, model)]
}

/** Where the history of an item goes on that was carried over. */
function carriedTexts({ carries = [], left }: Item): readonly string[] {
  const before = carries
    .filter(({ title }) => title !== '')
    .map(({ ref, plan, short = plan }) => `What was said before: in ${short} history ${ref}`)
  const as = left?.as
  return [...before, ...(as ? [`What was said since: in ${as.short ?? as.plan} history ${as.ref}`] : [])]
}

function dayText(instant: string, timeZone: string): string {
  return shortDay(dayIn(timeZone, new Date(instant)))
}
