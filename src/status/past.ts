import { readItemStatuses } from '../../data/item-status.ts'
import { type PlanModel, planAsAt } from '../../data/plans.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn, endOfDay } from '../domain/day.ts'
import { listed, longDay, shortDay } from '../domain/format.ts'
import type { Day, Item } from '../domain/plan.ts'
import type { Rating } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { withParts } from '../lookup/items.ts'
import { bearerOf, joinedText, leftBearerOf, leftText } from '../lookup/references.ts'
import { type Block, buttons, paragraph, context as smallPrint } from '../message.ts'
import { itemStatus } from './item.ts'
import { planStatus } from './plan.ts'

/** The plan as it stood at the end of a day. */
function contextOf(context: Context, day: Day): { readonly past: Context; readonly asAt: Date } {
  const asAt = endOfDay(day, context.model.plan.timeZone)
  return { past: { ...context, model: planAsAt(context.model, { at: asAt.toISOString() }) }, asAt }
}

/** A plan on the day that a list is about. */
export interface PlanOnDay {
  readonly model: PlanModel
  readonly day: Day
  /** Undefined today. */
  readonly asAt: Date | undefined
  readonly isPast: boolean
}

/**
 * The plan as it stood on a day; today's if none is named.
 * @throws UserError for a day to come
 */
export function planOn(context: Context, day: Day | undefined): PlanOnDay {
  const { model, today } = context
  if (day === undefined) return { model, day: today, asAt: undefined, isPast: false }
  checkPast(day, today)
  const { past, asAt } = contextOf(context, day)
  return { model: past.model, day, asAt, isPast: day < today }
}

/** How a line ends that asks about the same day: " as at 1 Jul 2020". */
export function lineEnd({ day, isPast }: PlanOnDay): string {
  return isPast ? ` as at ${shortDay(day)}` : ''
}

/** @throws UserError for a day to come */
export function checkPast(day: Day, today: Day): void {
  if (day <= today) return
  throw new UserError(
    'invalid',
    `${shortDay(day)} is still to come; the record can be read as at today or any day before.`,
  )
}

/**
 * What a reference of a filter was called on that day: it names the item that bore it then, else the one that it means now.
 * @throws UserError if that was not in the plan
 */
export function refThen({ model }: Context, past: PlanOnDay, ref: string | undefined): string | undefined {
  if (ref === undefined || !past.isPast) return ref
  const item = bearerThen(model, past.model, ref)
  if (!item) throw new UserError('unknown', absence(model, past.model, { ref, day: past.day }))
  return item.ref
}

/**
 * A rating of the key that the plan had on a day.
 * @throws UserError if the key had none such then
 */
export function ratingThen({ model, day }: PlanOnDay, code: string): Rating {
  const { ratings } = model.plan.scale
  const rating = ratings.find((each) => each.code === code)
  if (rating) return rating
  const known = listed(
    ratings.map(({ label }) => label),
    'or',
  )
  throw new UserError(
    'unknown',
    `The key of the plan had no rating ${code} on ${longDay(day)}${known === '' ? '' : `: it had ${known}`}.`,
  )
}

export async function planOnDay(context: Context, group: string | undefined, day: Day): Promise<Outcome> {
  const { past, asAt } = contextOf(context, day)
  const all = await readItemStatuses(past.db, past.model, { today: day, asAt })
  const ref = refThen(context, planOn(context, day), group)
  return planStatus(past, { all, today: day, group: past.model.items.find((item) => item.ref === ref) })
}

/**
 * How the item stood on a day that bore a reference then; if none did, the one that the reference means today.
 * @throws UserError if it was not in the plan on that day
 */
export async function itemOnDay(context: Context, ref: string, day: Day): Promise<Outcome> {
  const { past, asAt } = contextOf(context, day)
  const item = bearerThen(context.model, past.model, ref)
  if (!item) throw new UserError('unknown', absence(context.model, past.model, { ref, day }))
  const status = await statusThen(past, item, { day, asAt })
  return withRemarks(status, remarksSince(context.model, item, ref))
}

/** An item that has left the plan: when and why, and how it stood then. */
export async function itemThatLeft(context: Context, ref: string): Promise<Outcome | undefined> {
  const left = leftBearerOf(context.model, ref)
  if (!left) return undefined
  const line = leftText(left, context.model)
  const summary = `${left.ref} ${left.title}. ${line}`
  const history = buttons({ label: 'History', line: `history ${ref}` })
  const asAt = new Date(Date.parse(left.left.at) - 1)
  const past = { ...context, model: planAsAt(context.model, { at: asAt.toISOString() }) }
  const item = past.model.items.find(({ id }) => id === left.id)
  if (!item) return { message: { summary, blocks: [paragraph(summary), history] }, itemId: left.id }
  const stood = await statusThen(past, item, { day: dayIn(past.model.plan.timeZone, asAt), asAt })
  const [title, ...rest] = stood.message.blocks
  const blocks = [
    ...(title ? [title] : []),
    paragraph(line),
    paragraph('How it stood then:'),
    ...rest,
    history,
  ]
  return { ...stood, message: { summary, blocks } }
}

async function statusThen(
  past: Context,
  item: Item,
  { day, asAt }: { day: Day; asAt: Date },
): Promise<Outcome> {
  const only = withParts([item], past.model.items)
  const all = await readItemStatuses(past.db, past.model, { today: day, asAt, only })
  return itemStatus(past, item, { all, today: day, asAt })
}

function bearerThen(model: PlanModel, past: PlanModel, ref: string): Item | undefined {
  const bearer = past.items.find((item) => item.ref === ref)
  if (bearer) return bearer
  const meant = bearerOf(model, ref) ?? leftBearerOf(model, ref)
  return past.items.find(({ id }) => id === meant?.id)
}

/** What has become of an item since: another reference, or out of the plan. */
function remarksSince(model: PlanModel, item: Item, ref: string): readonly string[] {
  const left = model.left.find(({ id }) => id === item.id)
  const now = model.items.find(({ id }) => id === item.id)
  const other = model.items.find((each) => each.ref === item.ref && each.id !== item.id)
  const isOther = other ? `, and ${other.ref} is another item: ${other.title}` : ''
  return [
    ...(left ? [leftText(left, model)] : []),
    ...(now && now.ref !== item.ref ? [`It is ${now.ref} now${isOther}.`] : []),
    ...(!now && other ? [`${ref} is another item now: ${other.title}.`] : []),
  ]
}

function absence(model: PlanModel, past: PlanModel, { ref, day }: { ref: string; day: Day }): string {
  const left = leftBearerOf(past, ref)
  if (left) return `${ref} was not in the plan on ${longDay(day)} any more. ${leftText(left, past)}`
  const meant = bearerOf(model, ref) ?? leftBearerOf(model, ref)
  const item = [...model.items, ...model.left].find(({ id }) => id === meant?.id)
  const joined = item && joinedText(item, model)
  return joined
    ? `${ref} was not in the plan on ${longDay(day)} yet. ${joined}`
    : `There was no item ${ref} in this plan on ${longDay(day)}.`
}

function withRemarks(outcome: Outcome, remarks: readonly string[]): Outcome {
  const blocks: readonly Block[] = remarks.map((text) => smallPrint(text))
  return { ...outcome, message: { ...outcome.message, blocks: [...outcome.message.blocks, ...blocks] } }
}
