import { listNotices, withdrawNotices } from '../../data/deliveries.ts'
import { isInEdition } from '../../data/editions.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { listMyRequests, reopenRequests, setRequestState } from '../../data/requests.ts'
import { saveUpdates, type Update } from '../../data/updates.ts'
import type { Context, Notice } from '../command.ts'
import { capitalised, count, listed, moment } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import { statusOf, withParts } from '../lookup/items.ts'
import { sentence } from '../message.ts'
import { plainWords } from '../status/item-text.ts'
import { standsNow, type UndoneItem } from './taken-back-words.ts'

/** What was taken back, before and after, and who has to be told. */
export interface TakenBack {
  readonly undone: readonly UndoneItem[]
  readonly notices: readonly Notice[]
  /** The requests that were made with it: "R4". */
  readonly withdrawn: readonly string[]
}

/** Takes back everything that one line said, with what followed from it. The line and the undo both stay in the record. */
export async function takeBack(context: Context, batch: readonly Update[]): Promise<TakenBack> {
  const { plan, items } = context.model
  const touched = items.filter((item) => batch.some((update) => update.itemId === item.id))
  const only = withParts(touched, items)
  const before = await readItemStatuses(context.db, context.model, { today: context.today, only })
  const withdrawn = await withdrawWhatFollowed(context, batch)
  await saveUpdates(
    context.writing(),
    plan.id,
    batch.map((update) => ({
      itemId: update.itemId,
      kind: 'undo',
      undoesId: update.id,
      personId: context.speaker.personId,
      recordedAt: context.now.toISOString(),
    })),
  )
  const after = await readItemStatuses(context.db, context.model, { today: context.today, only })
  for (const update of batch) {
    await context.trail({
      action: 'undo',
      ref: refOf(context, update),
      before: {
        entry: update.id,
        rating: update.rating,
        state: update.state,
        note: update.note,
        evidence: update.evidence,
      },
      after: { takenBack: update.id, ...(withdrawn.length > 0 ? { withdraws: withdrawn } : {}) },
    })
  }
  const undone = touched.map((item) => ({
    item,
    before: statusOf(before, item),
    after: statusOf(after, item),
    updates: batch.filter(({ itemId }) => itemId === item.id),
  }))
  return { withdrawn, undone, notices: await news(context, batch, undone) }
}

export function refOf(context: Context, { itemId }: { itemId: number }): string {
  return context.model.items.find((item) => item.id === itemId)?.ref ?? ''
}

/**
 * Refuses an undo that comes too late.
 * @throws UserError with what to do `instead`
 */
export async function checkUndoTime(context: Context, said: Date, instead: () => string): Promise<void> {
  const { plan } = context.model
  const { undoMinutes } = plan.policies
  const because =
    context.now.getTime() - said.getTime() > undoMinutes * 60_000
      ? `that is possible for ${count(undoMinutes, 'minute')}`
      : (await isInEdition(context.db, plan.id, said.toISOString()))
        ? 'a cut-off has come since, and it stands in the figures of a meeting'
        : undefined
  if (because === undefined) return
  throw new UserError(
    'refused',
    `What you said on ${moment(said, plan.timeZone)} can no longer be taken back: ${because}. ${instead()}`,
  )
}

/** Undoes the requests that it made or withdrew, and withdraws notices of it that have not gone out. */
async function withdrawWhatFollowed(context: Context, batch: readonly Update[]): Promise<readonly string[]> {
  const trx = context.writing()
  const ids = batch.map((update) => update.id)
  await withdrawNotices(trx, context.model.plan.id, batch[0]?.batchId ?? 0)
  await reopenRequests(trx, ids)
  const { plan } = context.model
  const { personId } = context.speaker
  const asked = [
    ...(await listMyRequests(context.db, plan.id, personId, 'sign-off')),
    ...(await listMyRequests(context.db, plan.id, personId, 'date')),
  ].filter(({ updateId }) => updateId !== null && ids.includes(updateId))
  for (const request of asked) {
    await setRequestState(trx, request.id, { state: 'withdrawn', endedAt: context.now.toISOString() })
  }
  return asked.map(({ number }) => `R${number}`)
}

/** Notices for everybody who was told of it already. */
async function news(
  context: Context,
  batch: readonly Update[],
  undone: readonly UndoneItem[],
): Promise<readonly Notice[]> {
  const told = (await listNotices(context.db, context.model.plan.id, batch[0]?.batchId ?? 0)).filter(
    ({ state }) => state !== 'withdrawn',
  )
  const personIds = told.flatMap(({ personId }) => (personId === null ? [] : [personId]))
  if (personIds.length === 0) return []
  const refs = listed(undone.map(({ item }) => item.ref))
  const stands = undone.map((each) => plainWords(standsNow(context, each))).join('; ')
  return [
    {
      personIds,
      message: sentence(
        `${capitalised(context.speaker.name)} took back what was recorded of ${refs}: ${stands}.`,
      ),
    },
  ]
}
