import type { AskedRequest } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { changesOfItems } from '../domain/item-changes.ts'
import { changeText } from '../domain/plan-change-words.ts'
import { changeFacts } from '../domain/plan-changes.ts'
import { UserError } from '../errors.ts'

/** @throws UserError if the request was withdrawn, or ended when its item left the plan; it says which */
export function checkStands({ model }: Context, { number, state, itemId, endedAt }: AskedRequest): void {
  const text = endedText({ model }, { number, state, itemId, endedAt })
  if (text !== undefined)
    throw new UserError('conflict', `${text} Nothing is left to decide; nothing was recorded.`, ['requests'])
  if (state !== 'withdrawn') return
  throw new UserError('conflict', `R${number} was withdrawn; a newer request or update took its place.`, [
    'requests',
  ])
}

/**
 * Says that a request ended with its item, or is about one that is not in the plan: "R1 ended with B1(c), which left the plan
 * on 8 Dec 2020: no longer required." Undefined if neither is so.
 */
function endedText(
  { model }: Pick<Context, 'model'>,
  { number, state, itemId, endedAt }: Pick<AskedRequest, 'number' | 'state' | 'itemId' | 'endedAt'>,
): string | undefined {
  const leaving = leavingOf({ model }, { state, itemId, endedAt })
  const what = state === 'withdrawn' ? 'ended with' : 'is about'
  return leaving && `R${number} ${what} ${leaving.ref}, which ${leaving.what}.`
}

/** How the item of a request left, where the request ended with it: "left the plan on 8 Dec 2020: no longer required". */
export function leavingOf(
  { model }: Pick<Context, 'model'>,
  { state, itemId, endedAt }: Pick<AskedRequest, 'state' | 'itemId' | 'endedAt'>,
): { readonly ref: string; readonly what: string } | undefined {
  const { plan, record } = model
  const own = changesOfItems(record.changes, [itemId]).filter(({ change }) => change.kind === 'left')
  const isOut = !model.items.some(({ id }) => id === itemId)
  const leaving =
    own.findLast(({ change }) => change.recordedAt === endedAt) ?? (isOut ? own.at(-1) : undefined)
  if (!leaving || (state !== 'withdrawn' && !isOut)) return undefined
  return { ref: leaving.after.ref, what: changeText(changeFacts(leaving, { timeZone: plan.timeZone })) }
}
