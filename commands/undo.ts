import { z } from 'zod'
import { listMyRequests, reopenRequests, setRequestState } from '../data/dates.ts'
import { listNotices, withdrawNotices } from '../data/deliveries.ts'
import { isInEdition } from '../data/editions.ts'
import { readStandings } from '../data/standing.ts'
import { findLatestBatch, saveUpdates, type Update } from '../data/updates.ts'
import { movedText, plainWords } from '../src/cards.ts'
import { type Context, defineCommand, type Notice, type Outcome } from '../src/command.ts'
import { capitalised, count, listed, moment, shortDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { itemData, standingOf, withParts } from '../src/items.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { fieldChanges } from '../src/recording.ts'

export default defineCommand({
  summary: 'Take back what you said last, shortly after; both stay in the record',
  forms: [''],
  examples: () => ['undo'],
  arguments: z.object({}),
  changes: true,
  async run(context) {
    const { plan } = context.model
    const batch = await findLatestBatch(context.db, plan.id, context.speaker.personId)
    const [asked] = await listMyRequests(context.db, plan.id, context.speaker.personId)
    const [first] = batch
    if (asked && (!first || asked.askedAt > first.recordedAt)) return undoRequest(context, asked)
    if (!first) throw new UserError('invalid', 'There is nothing of yours to take back.')
    await checkTime(context, new Date(first.recordedAt), () => correction(context, batch))
    return undoBatch(context, batch)
  },
})

async function undoBatch(context: Context, batch: readonly Update[]): Promise<Outcome> {
  const { plan, items } = context.model
  const touched = items.filter((item) => batch.some((update) => update.itemId === item.id))
  const only = withParts(touched, items)
  const before = await readStandings(context.db, context.model, { today: context.today, only })
  await withdrawWhatFollowed(context, batch)
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
  const after = await readStandings(context.db, context.model, { today: context.today, only })
  const undone = touched.map((item) => ({
    item,
    before: standingOf(before, item),
    after: standingOf(after, item),
  }))
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
      after: { takenBack: update.id },
    })
  }
  const lines = undone.map((each) => movedText(each, plan.scale))
  return {
    message: {
      summary: `Taken back: ${lines.map((line) => plainWords(line)).join('; ')}.`,
      blocks: [
        ...lines.map((line) => ({ kind: 'paragraph' as const, text: ['Taken back: ', ...line] })),
        smallPrint(
          `Entry ${listed(batch.map((update) => `#${update.id}`))} with what it said; both stay in the record, and so does what was said later.`,
        ),
      ],
    },
    changes: fieldChanges(undone),
    items: undone.map((each) => itemData(each.after, items)),
    notices: await news(context, batch),
  }
}

/** A request for another date that was the latest thing one did. */
async function undoRequest(
  context: Context,
  { id, number, itemId, askedAt }: { id: number; number: number; itemId: number; askedAt: string },
): Promise<Outcome> {
  await checkTime(
    context,
    new Date(askedAt),
    () => `A newer request takes its place: revise ${refOf(context, { itemId })} to <date> because <reason>`,
  )
  await setRequestState(context.writing(), id, { state: 'withdrawn', endedAt: context.now.toISOString() })
  const ref = refOf(context, { itemId })
  await context.trail({
    action: 'undo',
    ref,
    before: { request: number, state: 'pending' },
    after: { request: number, state: 'withdrawn' },
  })
  return {
    message: sentence(`Taken back: R${number}, the request for another date for ${ref}.`),
    changes: [{ ref, field: `R${number}`, from: 'pending', to: 'withdrawn' }],
  }
}

function refOf(context: Context, { itemId }: { itemId: number }): string {
  return context.model.items.find((item) => item.id === itemId)?.ref ?? ''
}

async function checkTime(context: Context, said: Date, instead: () => string): Promise<void> {
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

/** The line that corrects each entry by naming it. */
function correction(context: Context, batch: readonly Update[]): string {
  const lines = batch.map((update) => {
    const what =
      update.state === 'complete' && update.completedOn
        ? `complete on ${shortDay(update.completedOn)}`
        : '<rating>'
    return `update ${refOf(context, update)} ${what} correcting #${update.id} <note>`
  })
  return `Correct it with a new update that names it: ${lines.slice(0, 3).join(' · ')}`
}

/** Requests that it made or withdrew, and news of it that has not gone out. */
async function withdrawWhatFollowed(context: Context, batch: readonly Update[]): Promise<void> {
  const trx = context.writing()
  const ids = batch.map((update) => update.id)
  await withdrawNotices(trx, context.model.plan.id, batch[0]?.batchId ?? 0)
  await reopenRequests(trx, ids)
  const asked = await listMyRequests(context.db, context.model.plan.id, context.speaker.personId, 'sign-off')
  for (const request of asked.filter(({ updateId }) => updateId !== null && ids.includes(updateId))) {
    await setRequestState(trx, request.id, { state: 'withdrawn', endedAt: context.now.toISOString() })
  }
}

/** Whoever was told of it already is told that it was taken back. */
async function news(context: Context, batch: readonly Update[]): Promise<readonly Notice[]> {
  const told = (await listNotices(context.db, context.model.plan.id, batch[0]?.batchId ?? 0)).filter(
    ({ state }) => state !== 'withdrawn',
  )
  const personIds = told.flatMap(({ personId }) => (personId === null ? [] : [personId]))
  if (personIds.length === 0) return []
  const refs = listed(batch.map((update) => refOf(context, update)))
  return [
    {
      personIds,
      message: sentence(`${capitalised(context.speaker.name)} took back what was recorded of ${refs}.`),
    },
  ]
}
