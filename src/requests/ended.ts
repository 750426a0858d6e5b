import type { AskedRequest } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import type { ItemChange } from '../domain/item-changes.ts'
import { UserError } from '../errors.ts'

/** @throws UserError if the request was withdrawn, or ended when its item left the plan; it says which */
export function checkStands({ model }: Context, { number, state, itemId, endedAt }: AskedRequest): void {
  const text = endedText({ model }, { number, state, itemId, endedAt })
  if (text !== undefined) throw new UserError('conflict', `${text} Nothing was recorded.`, ['requests'])
  if (state !== 'withdrawn') return
  throw new UserError('conflict', `R${number} was withdrawn; a newer request or update took its place.`, [
    'requests',
  ])
}

/** Says that a request ended with its item, or is of one that is not in the plan; undefined if neither is so. */
export function endedText(
  { model }: Pick<Context, 'model'>,
  { number, state, itemId, endedAt }: Pick<AskedRequest, 'number' | 'state' | 'itemId' | 'endedAt'>,
): string | undefined {
  const own = model.record.changes.filter((change) => change.itemId === itemId && change.kind === 'left')
  const isOut = !model.items.some(({ id }) => id === itemId)
  const leaving = own.findLast(({ recordedAt }) => recordedAt === endedAt) ?? (isOut ? own.at(-1) : undefined)
  if (!leaving || (state !== 'withdrawn' && !isOut)) return undefined
  const what = state === 'withdrawn' ? 'ended with its item' : 'is of an item that is not in the plan'
  return `R${number} ${what}: ${leavingText(leaving, { model })}`
}

/** "2.1.2 left the plan on 24 Nov 2020: no longer required (Improvement Board, 8 Dec 2020, minute 4.3)." */
function leavingText(
  { itemId, facts, holdsFrom, basis, reason }: ItemChange,
  { model }: Pick<Context, 'model'>,
): string {
  const refOf = (id: number | undefined) =>
    [...model.items, ...model.left].find((item) => item.id === id)?.ref ?? 'it'
  const why = {
    closed: 'closed',
    'no-longer-required': 'no longer required',
    merged: `merged into ${refOf(facts.left?.into)}`,
    'not-in-file': reason ?? 'not in a newer plan file',
  }[facts.left?.why ?? 'not-in-file']
  const by = basis === null ? '' : ` (${basis})`
  return `${refOf(itemId)} left the plan on ${shortDay(dayIn(model.plan.timeZone, new Date(holdsFrom)))}: ${why}${by}.`
}
