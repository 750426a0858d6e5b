import { listBoardEntries } from '../../data/board-entries.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { beginsAt } from '../../data/meetings.ts'
import { setRequestState } from '../../data/requests.ts'
import { saveUpdates } from '../../data/updates.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { assessmentWords, type BoardViews, differedText, viewsOf } from '../domain/board-views.ts'
import { dayIn } from '../domain/day.ts'
import { longDay, shortDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import { findRating } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { holdersOf, itemOf, statusOf, withParts } from '../lookup/items.ts'
import {
  type Block,
  type Message,
  paragraph,
  said,
  sentence,
  context as smallPrint,
  typed,
} from '../message.ts'
import { plainWords, positionText } from '../status/item-text.ts'
import { keepEntry } from './keep-entry.ts'
import { type Sitting, sittingText } from './sitting.ts'

export async function viewsNow({ db, model }: Context): Promise<ReadonlyMap<number, BoardViews>> {
  return viewsOf(await listBoardEntries(db, model.plan.id), model.plan.timeZone)
}

/** Records how a board rates an item, beside its owner's rating. */
export async function assess(
  context: Context,
  sitting: Sitting,
  { ref, rating: code, words }: { ref: string; rating: string; words: string },
): Promise<Outcome> {
  const { scale } = context.model.plan
  if (scale.ratings.length === 0) throw new UserError('invalid', 'This plan has no ratings.')
  const item = itemOf(context, ref)
  const rating = findRating(scale, code)
  const own = (await statusNow(context, item)).position
  await keepEntry(context, sitting, { kind: 'assessment', item, details: { rating: code, words } })
  const { minute, said: quoted } = assessmentWords(words)
  const beside = own.rating
    ? `${item.ref}: ${own.rating.label}${ownerOf(context, item)}. `
    : `${item.ref} is not rated by its owner. `
  const lead = `${beside}The Board’s assessment: ${rating.label}, ${longDay(sitting.meeting.day)}${minute === '' ? '' : `, ${minute}`}`
  const differs = own.rating === null || own.rating?.code !== code
  const text = differs ? differedText(sitting.meeting.day, context.today) : 'Both say the same.'
  const message: Message = {
    summary: `${lead}: “${quoted}”. ${text}`,
    blocks: [
      paragraph('Recorded. ', lead, ': ', said(quoted), `. ${text}`),
      smallPrint(
        'It changes no count; it stands beside the owner’s rating until it is lifted: ',
        typed(`assessment lifted ${item.ref}`),
      ),
    ],
  }
  return {
    message,
    changes: [{ ref: item.ref, field: 'assessment', from: null, to: code }],
    notices: toOwners(context, item, {
      summary: message.summary,
      blocks: [
        paragraph(lead, ': ', said(quoted), `. ${text}`),
        smallPrint('Your rating stays as you gave it.'),
      ],
    }),
    itemId: item.id,
  }
}

function ownerOf(context: Context, item: Item): string {
  const [code] = answerable(item, context.model.items)
  const title = context.model.roles.find((role) => role.code === code)?.title
  return title === undefined ? '' : ` (${title})`
}

export async function liftAssessment(
  context: Context,
  sitting: Sitting,
  { ref, words }: { ref: string; words: string | null },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  const known = (await viewsNow(context)).get(item.id)?.assessment
  if (!known)
    throw new UserError('conflict', `No assessment of the Board stands on ${item.ref}; nothing was changed.`)
  await keepEntry(context, sitting, { kind: 'assessment-lifted', item, details: { words } })
  return {
    message: sentence(
      `Recorded: the Board’s assessment of ${item.ref} is lifted by ${sittingText(sitting)}.`,
      smallPrint('It stays in the record.'),
    ),
    changes: [{ ref: item.ref, field: 'assessment', from: known.rating, to: null }],
    notices: toOwners(
      context,
      item,
      sentence(`The Board’s assessment of ${item.ref} was lifted on ${longDay(sitting.meeting.day)}.`),
    ),
    itemId: item.id,
  }
}

/** Records that a board does not accept a completion: the item is in progress again from the sitting. */
export async function notAccept(
  context: Context,
  sitting: Sitting,
  { ref, words }: { ref: string; words: string },
): Promise<Outcome> {
  const { plan } = context.model
  const item = itemOf(context, ref)
  const status = await statusNow(context, item)
  const { state, signedOff } = status.position
  if (signedOff)
    throw new UserError(
      'refused',
      `${item.ref} is signed off. That is reversed by a decision on its sign-off, not by this. Nothing was recorded.`,
    )
  if (state !== 'complete')
    throw new UserError(
      'invalid',
      `${item.ref} is not reported as complete, so there is nothing not to accept. Nothing was recorded.`,
    )
  const sat = beginsAt(sitting.meeting, plan.timeZone)
  const saidAt = status.position.record.state?.saidAt
  if (saidAt !== undefined && saidAt > sat.toISOString())
    throw new UserError(
      'invalid',
      `${item.ref} was reported as complete on ${longDay(dayIn(plan.timeZone, new Date(saidAt)))}, after ${sittingText(sitting)}. Nothing was recorded.`,
    )
  await keepEntry(context, sitting, { kind: 'not-accepted', item, details: { words } })
  const where = `${sitting.body.name}, ${shortDay(sitting.meeting.day)}`
  await reopen(context, item, {
    effectiveAt: sat.toISOString(),
    note: `Completion not accepted (${where}): ${words}`,
  })
  const withdrawn = await endSignOff(context, status)
  const after = await statusNow(context, item)
  const text = `${sittingText(sitting)} did not accept the completion of ${item.ref}. It is in progress again from that day`
  const blocks: readonly Block[] = [
    paragraph(`Recorded: ${text}: `, said(words)),
    paragraph(`${item.ref} now: ${plainWords(positionText(after.position, plan.scale))}.`),
    ...(withdrawn === undefined
      ? []
      : [paragraph(`R${withdrawn}, which asked for sign-off, ended with it.`)]),
  ]
  return {
    message: { summary: `Recorded: ${text}.`, blocks },
    changes: [{ ref: item.ref, field: 'state', from: 'complete', to: 'in-progress' }],
    notices: toOwners(context, item, {
      summary: `${capital(text)}.`,
      blocks: [paragraph(`${capital(text)}: `, said(words))],
    }),
    itemId: item.id,
  }
}

/** An item is in progress again. */
export async function reopen(
  context: Context,
  item: Item,
  { effectiveAt, note }: { effectiveAt: string; note: string },
): Promise<void> {
  await saveUpdates(context.writing(), context.model.plan.id, [
    {
      itemId: item.id,
      kind: 'update',
      state: 'in-progress',
      note,
      source: 'meeting',
      personId: context.speaker.personId,
      recordedAt: context.now.toISOString(),
      effectiveAt,
    },
  ])
  await context.trail({
    action: 'reopened',
    ref: item.ref,
    before: { state: 'complete' },
    after: { state: 'in-progress', from: effectiveAt, note },
  })
}

async function endSignOff(context: Context, { requests }: ItemStatus): Promise<number | undefined> {
  const asked = requests.find(({ kind }) => kind === 'sign-off')
  if (!asked) return undefined
  await setRequestState(context.writing(), asked.id, {
    state: 'withdrawn',
    endedAt: context.now.toISOString(),
  })
  return asked.number
}

export async function statusNow(context: Context, item: Item): Promise<ItemStatus> {
  return statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([item], context.model.items),
    }),
    item,
  )
}

export function toOwners(context: Context, item: Item, message: Message): readonly Notice[] {
  const personIds = holdersOf(context, item).filter((id) => id !== context.speaker.personId)
  return personIds.length === 0 ? [] : [{ personIds, posts: answerable(item, context.model.items), message }]
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
