import { readItemStatuses } from '../../data/item-status.ts'
import type { AskedRequest } from '../../data/requests.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { powersOf } from '../domain/board-kinds.ts'
import { longDay, moment, shownWithWeekday } from '../domain/format.ts'
import { partsOf } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { asDraft } from '../domain/minute.ts'
import type { Item } from '../domain/plan.ts'
import { askedDate, askedWords, isRecordersOwn } from '../domain/request.ts'
import { holdersOf, itemData, statusOf, withParts } from '../lookup/items.ts'
import { type Block, paragraph, said, sentence, context as smallPrint, strong, typed } from '../message.ts'
import { type Decided, decisionBy, VERBS } from './decision.ts'
import type { Standing } from './standing.ts'
import { twoHats } from './two-hats.ts'

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
    reversed,
    isFirst,
  }: Decided & {
    item: Item
    recommends: boolean
    status: ItemStatus
    reversed: Standing | undefined
    /** It is the first that is recorded of its meeting. */
    isFirst: boolean
  },
): Promise<Outcome> {
  const powers = powersOf(body, context.model.plan.policies)
  const clause = context.model.plan.policies.chairsAction?.clause
  const asked = due ?? askedDate(request)
  const what =
    request.kind === 'change'
      ? askedWords(request)
      : request.kind === 'sign-off' || !asked
        ? 'sign-off'
        : `the date ${shownWithWeekday(asked)}`
  const how =
    right.may === 'chairs-action'
      ? `chair’s action for the ${body.name}${clause === undefined ? '' : ` under ${clause}`}${right.deputyReason ? `, by the deputy: ${right.deputyReason}` : ''}; it is listed at the next meeting`
      : `${body.name}, ${longDay(meeting?.day ?? context.today)}`
  const text = recommends
    ? `Recorded: the ${body.name} recommends to ${VERBS[deciding.outcome]} R${request.number} (${item.ref}, ${what}).`
    : `Recorded: R${request.number} ${powers.outcomes[deciding.outcome]}: ${request.kind === 'change' ? '' : `${item.ref}, `}${what}.`
  const after = statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([item], context.model.items),
    }),
    item,
  )
  const hats = await twoHats(context, request)
  const notes: readonly Block[] =
    deciding.note === undefined
      ? []
      : [
          paragraph(
            right.may === 'record' ? 'Minute: ' : 'Reason: ',
            said(right.may === 'record' && meeting ? asDraft(deciding.note) : deciding.note),
          ),
        ]
  const message = sentence(
    text,
    { kind: 'context' as const, text: `${how.charAt(0).toUpperCase()}${how.slice(1)}.` },
    ...notes,
    ...(isRecordersOwn(request, decisionBy(context, right))
      ? [smallPrint(recordersOwn(context, request))]
      : []),
    ...(hats === undefined ? [] : [smallPrint(hats)]),
    ...heldBlocks({ body, meeting, isFirst }),
    ...(reversed ? [smallPrint(`It reverses this: ${reversed.text}`)] : []),
  )
  // A sign-off covers the parts too.
  // Whoever answers for what a change of the plan is about hears of that change itself.
  const covered = {
    'sign-off': [item, ...partsOf(item, context.model.items)],
    date: [item],
    change: recommends || deciding.outcome === 'approved' ? [] : [item],
  }[request.kind]
  const concerned = [
    request.askedBy,
    ...(request.onBehalfOf === null ? [] : [request.onBehalfOf]),
    ...covered.flatMap((each) => holdersOf(context, each)),
  ]
  const coordinators = context.assignments
    .filter(({ roleCode, personId }) => roleCode === 'coordinator' && personId !== context.speaker.personId)
    .map(({ personId }) => personId)
  const pointedOut: readonly Notice[] =
    hats === undefined || coordinators.length === 0
      ? []
      : [
          {
            personIds: coordinators,
            posts: ['coordinator'],
            message: sentence(
              `R${request.number}: ${hats}`,
              smallPrint('If that is one person, say so: ', typed('people same <person> <person>')),
            ),
          },
        ]
  const told: readonly Notice[] = recommends
    ? []
    : [
        {
          personIds: concerned.filter((id) => id !== context.speaker.personId),
          posts: covered.flatMap((each) => answerable(each, context.model.items)),
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
  return {
    message,
    changes,
    items: [itemData(after, context.model.items)],
    notices: [...told, ...pointedOut],
    itemId: item.id,
  }
}

/** What the record of a decision says of its meeting. */
function heldBlocks({
  body,
  meeting,
  isFirst,
}: Pick<Decided, 'body' | 'meeting'> & { isFirst: boolean }): readonly Block[] {
  if (!meeting) return []
  if (meeting.met === 'inquorate')
    return [
      smallPrint('The meeting was inquorate: it stays a recommendation until a quorate one ratifies it.'),
    ]
  if (!isFirst) return []
  return [
    smallPrint(
      'So the meeting is recorded as held and quorate. If it was not: ',
      typed(`met ${body.code} of ${meeting.day} inquorate`),
    ),
  ]
}

/** Whoever asked for something and then records that it was decided is named as both. */
function recordersOwn({ speaker, model }: Context, { askedAt }: AskedRequest): string {
  return `Recorded by ${speaker.name}, who had asked for it on ${moment(new Date(askedAt), model.plan.timeZone)}.`
}
