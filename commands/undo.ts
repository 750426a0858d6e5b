import { z } from 'zod'
import { listMyRequests, setRequestState } from '../data/requests.ts'
import { findBatch, findLatestBatch, findUpdate, type Update } from '../data/updates.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { listed, shortDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { itemData } from '../src/lookup/items.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { latestOwnChanges, undoPlanChanges } from '../src/plan-changes/undo.ts'
import { newsOf } from '../src/updates/receipt.ts'
import { fieldChanges } from '../src/updates/record.ts'
import { standsNow, takenBackBlocks, takenBackWords } from '../src/updates/taken-back-words.ts'
import { checkUndoTime, refOf, takeBack } from '../src/updates/undo.ts'

export default defineCommand({
  summary: 'Take back what you said last, shortly after; both stay in the record',
  topics: 'take back correct correction mistake wrong typo delete remove revert reverse cancel edit change',
  forms: ['', '<entry>'],
  arguments: z.object({ entry: z.number().optional() }),
  changes: true,
  async run(context, { entry }) {
    const { plan } = context.model
    if (entry !== undefined) return undoEntry(context, entry)
    const batch = await findLatestBatch(context.db, plan.id, context.speaker.personId)
    const [asked] = await listMyRequests(context.db, plan.id, context.speaker.personId)
    const [first] = batch
    const changes = latestOwnChanges(context)
    const [change] = changes
    const others = [asked?.askedAt ?? '', first?.recordedAt ?? '']
    if (change && others.every((at) => at <= change.change.recordedAt))
      return undoPlanChanges(context, changes)
    if (asked && (!first || asked.askedAt > first.recordedAt)) return undoRequest(context, asked)
    if (!first) throw new UserError('invalid', 'There is nothing of yours to take back.')
    await checkUndoTime(context, new Date(first.recordedAt), () => correction(context, batch))
    return undoBatch(context, batch)
  },
})

/** Takes back all that one line of the speaker's recorded, whatever they said since. */
async function undoEntry(context: Context, entry: number): Promise<Outcome> {
  const { db, model, speaker } = context
  const update = await findUpdate(db, model.plan.id, entry)
  const isOwn = update?.personId === speaker.personId && ['update', 'confirm'].includes(update.kind)
  if (!update || !isOwn)
    throw new UserError(
      'unknown',
      `Entry #${entry} is none of yours, so nothing was changed. Your last line is taken back with: undo`,
    )
  const batch = (await findBatch(db, model.plan.id, update.batchId)).filter(
    ({ undoneBy }) => undoneBy === null,
  )
  const [first] = batch
  if (!first) throw new UserError('conflict', `Entry #${entry} is taken back already; nothing was changed.`)
  await checkUndoTime(context, new Date(first.recordedAt), () => correction(context, batch))
  return undoBatch(context, batch)
}

async function undoBatch(context: Context, batch: readonly Update[]): Promise<Outcome> {
  const taken = await takeBack(context, batch)
  return {
    message: {
      summary: takenBackWords(context, taken),
      blocks: [
        ...takenBackBlocks(context, taken),
        smallPrint(
          `What you had said stays in the record, marked as taken back (${listed(batch.map((update) => `#${update.id}`))}). What was said later still holds.`,
        ),
      ],
    },
    changes: fieldChanges(taken.undone),
    items: taken.undone.map((each) => itemData(each.after, context.model.items)),
    notices: taken.notices,
    news: newsOf(
      context,
      taken.undone.map((each) => standsNow(context, each)),
      'took back what was said',
    ),
  }
}

/** Finds a date request, if that was the last thing the speaker did. */
async function undoRequest(
  context: Context,
  { id, number, itemId, askedAt }: { id: number; number: number; itemId: number; askedAt: string },
): Promise<Outcome> {
  await checkUndoTime(
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
