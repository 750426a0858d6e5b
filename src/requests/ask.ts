import { readItemStatuses } from '../../data/item-status.ts'
import { readNames } from '../../data/people.ts'
import { listItemRequests, saveRequest, setRequestState } from '../../data/requests.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { answerable, rightToUpdate } from '../domain/authority.ts'
import { exactnessTyped, longDay, shortDay, shownDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { GivenDay, Item } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { holdersOf, itemData, statusOf } from '../lookup/items.ts'
import { decidesSentence } from '../lookup/meetings.ts'
import { paragraph, said, context as smallPrint, strong } from '../message.ts'
import { dueCell } from '../status/item-text.ts'

/** Asks for another due date, in the speaker's name or on the owner's behalf. */
export async function requestDate(
  context: Context,
  { item, status, date, reason, updateId = null }: Omit<Asking, 'onBehalfOf'>,
): Promise<Outcome> {
  checkDate(context, item, status, date)
  const right = rightToUpdate(context.speaker, item, context.model.items)
  const holders = right.may === 'on-behalf' ? holdersOf(context, item) : []
  const onBehalfOf = holders[0] ?? null
  const request = await ask(context, { item, status, date, reason, onBehalfOf, updateId })
  return receipt(context, { item, status, date, reason, onBehalfOf, holders, ...request })
}

/**
 * The item's status.
 * @throws UserError if it is complete, or the speaker may not ask for it
 */
export async function revisable(context: Context, item: Item): Promise<ItemStatus> {
  const right = rightToUpdate(context.speaker, item, context.model.items)
  if (right.may === 'not')
    throw new UserError(
      'refused',
      `Only the owner of ${item.ref}, a delegate or the coordinator can ask for another date. Nothing was recorded.`,
      [`owner ${item.ref}`],
    )
  const status = statusOf(
    await readItemStatuses(context.db, context.model, { today: context.today, only: new Set([item.id]) }),
    item,
  )
  if (status.position.state !== 'complete') return status
  throw new UserError('invalid', `${item.ref} is complete; its date needs no revision.`, [], 'date')
}

export function checkDate(context: Context, item: Item, { due }: ItemStatus, date: GivenDay): void {
  if (date.on < context.today) {
    throw new UserError(
      'invalid',
      `${longDay(date.on)} has passed. Ask for a day to come; if ${item.ref} is done, say: update ${item.ref} complete on <date>`,
      [],
      'date',
    )
  }
  if (due.current?.on === date.on) {
    throw new UserError('invalid', `${item.ref} is due on ${longDay(date.on)} already.`, [], 'date')
  }
}

interface Asking {
  readonly item: Item
  readonly status: ItemStatus
  readonly date: GivenDay
  readonly reason: string
  readonly onBehalfOf: number | null
  /** The id of the update in the same line; undoing that takes this back too. */
  readonly updateId?: number | null
}

/** Withdraws an undecided request that a newer one replaces. */
async function ask(
  context: Context,
  { item, status, date, reason, onBehalfOf, updateId = null }: Asking,
): Promise<{ number: number; replaced: readonly number[] }> {
  const { plan } = context.model
  const trx = context.writing()
  const now = context.now.toISOString()
  const open = (await listItemRequests(trx, plan.id, item.id)).filter(
    (each) => each.kind === 'date' && ['pending', 'deferred'].includes(each.state),
  )
  for (const each of open) await setRequestState(trx, each.id, { state: 'withdrawn', endedAt: now })
  const { number } = await saveRequest(trx, {
    planId: plan.id,
    kind: 'date',
    itemId: item.id,
    fromDay: status.due.current?.on ?? null,
    toDay: date.on,
    toAsGiven: date.asGiven,
    exact: exactnessTyped(date),
    reason,
    askedBy: context.speaker.personId,
    onBehalfOf,
    askedAt: now,
    updateId,
  })
  await context.trail({
    action: 'revise',
    ref: item.ref,
    onBehalfOf: onBehalfOf === null ? null : ((await readNames(context.db)).get(onBehalfOf) ?? null),
    before: { due: status.due.current?.on ?? null },
    after: {
      request: number,
      asksFor: date.on,
      reason,
      ...(open.length > 0 ? { replaces: open.map((each) => each.number) } : {}),
    },
  })
  return { number, replaced: open.map((each) => each.number) }
}

async function receipt(
  context: Context,
  {
    item,
    status,
    date,
    reason,
    number,
    replaced,
    holders,
  }: Asking & { number: number; replaced: readonly number[]; holders: readonly number[] },
): Promise<Outcome> {
  const decides = await decidesSentence(context, { kind: 'date' })
  const still =
    status.daysOverdue === null ? '' : ` Until then ${item.ref} stays overdue (${status.daysOverdue} days).`
  const text = `Recorded: R${number} asks for ${longDay(date.on)} for ${item.ref}.`
  const month = shownDay(date) === shortDay(date.on) ? '' : ` ${shownDay(date)} counts to its last day.`
  const after = statusOf(
    await readItemStatuses(context.db, context.model, { today: context.today, only: new Set([item.id]) }),
    item,
  )
  return {
    message: {
      summary: text,
      blocks: [
        paragraph(
          'Recorded: ',
          strong(`R${number}`),
          ` asks for ${longDay(date.on)} for `,
          strong(item.ref),
          `, due ${dueCell(status)} now.${month}`,
        ),
        paragraph('Reason: ', said(reason)),
        smallPrint(`${decides}${still}`),
        ...(replaced.length > 0
          ? [smallPrint(`It takes the place of ${replaced.map((each) => `R${each}`).join(', ')}.`)]
          : []),
      ],
    },
    changes: [{ ref: item.ref, field: 'requested-date', from: status.due.current?.on ?? null, to: date.on }],
    items: [itemData(after, context.model.items)],
    itemId: item.id,
    notices: noticesOf(context, { holders, item }, `for ${longDay(date.on)}, R${number}`, reason),
  }
}

/** Tells every owner what was asked in their name. */
function noticesOf(
  { speaker, model }: Context,
  { holders, item }: { holders: readonly number[]; item: Item },
  asks: string,
  reason: string,
): readonly Notice[] {
  const personIds = holders.filter((personId) => personId !== speaker.personId)
  if (personIds.length === 0) return []
  const text = `${item.ref}: ${speaker.name} asks on your behalf ${asks}.`
  return [
    {
      personIds,
      posts: answerable(item, model.items),
      message: { summary: text, blocks: [paragraph(text), paragraph('Reason: ', said(reason))] },
    },
  ]
}
