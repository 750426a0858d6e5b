import { readItemStatuses } from '../../data/item-status.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { longDay, shownWithWeekday } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import { holdersOf, itemData, statusOf, withParts } from '../lookup/items.ts'
import { type Block, paragraph, said, sentence, strong } from '../message.ts'
import { type Decided, VERBS } from './decision.ts'

export async function receiptOf(
  context: Context,
  {
    deciding,
    request,
    item,
    body,
    meeting,
    due,
    right,
    recommends,
    status,
  }: Decided & { item: Item; recommends: boolean; status: ItemStatus },
): Promise<Outcome> {
  const asked = due ?? (request.toDay ? { on: request.toDay, asGiven: request.toAsGiven ?? '' } : undefined)
  const what = request.kind === 'sign-off' || !asked ? 'sign-off' : `the date ${shownWithWeekday(asked)}`
  const how =
    right.may === 'chairs-action'
      ? `chair’s action for the ${body.name}${right.deputyReason ? ` by the deputy: ${right.deputyReason}` : ''}, noted at its next meeting`
      : `${body.name}, ${longDay(meeting?.day ?? context.today)}`
  const text = recommends
    ? `Recorded: the ${body.name} recommends to ${VERBS[deciding.outcome]} R${request.number} (${item.ref}, ${what}).`
    : `Recorded: R${request.number} ${deciding.outcome}: ${item.ref}, ${what}.`
  const after = statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([item], context.model.items),
    }),
    item,
  )
  const notes: readonly Block[] =
    deciding.note === undefined
      ? []
      : [paragraph(right.may === 'record' ? 'Minute: ' : 'Reason: ', said(deciding.note))]
  const message = sentence(
    text,
    { kind: 'context' as const, text: `${how.charAt(0).toUpperCase()}${how.slice(1)}.` },
    ...notes,
  )
  const told = [
    request.askedBy,
    ...(request.onBehalfOf === null ? [] : [request.onBehalfOf]),
    ...holdersOf(context, item),
    // A sign-off covers the parts too.
    ...(request.kind === 'sign-off'
      ? partsOf(context, item).flatMap((part) => holdersOf(context, part))
      : []),
  ]
  const notices: readonly Notice[] = recommends
    ? []
    : [
        {
          personIds: told.filter((id) => id !== context.speaker.personId),
          message: {
            summary: text,
            blocks: [paragraph(strong(item.ref), ' ', item.title), ...message.blocks],
          },
        },
      ]
  const changes = [
    ...(status.due.current?.on === after.due.current?.on
      ? []
      : [
          {
            ref: item.ref,
            field: 'due-date',
            from: status.due.current?.on ?? null,
            to: after.due.current?.on ?? null,
          },
        ]),
    ...(status.position.rating?.code === after.position.rating?.code
      ? []
      : [
          {
            ref: item.ref,
            field: 'rating',
            from: status.position.rating?.code ?? null,
            to: after.position.rating?.code ?? null,
          },
        ]),
    {
      ref: item.ref,
      field: `R${request.number}`,
      from: request.state,
      to: recommends ? request.state : deciding.outcome,
    },
  ]
  return { message, changes, items: [itemData(after, context.model.items)], notices, itemId: item.id }
}

function partsOf({ model }: Context, { id }: Item): readonly Item[] {
  return model.items.filter(({ actionId }) => actionId === id)
}
