import { z } from 'zod'
import { listItemRequests, setRequestState } from '../data/dates.ts'
import { withdrawDeliveries } from '../data/deliveries.ts'
import { readStandings } from '../data/standing.ts'
import { findLatestBatch, saveUpdates, type Update } from '../data/updates.ts'
import { finalLabel, movedText } from '../src/cards.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { count, listed, moment } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { context as smallPrint } from '../src/message.ts'
import { itemData, standingOf } from '../src/recording.ts'

export default defineCommand({
  summary: 'Take your latest update back, within 15 minutes; both stay in the record',
  forms: [''],
  examples: () => ['undo'],
  arguments: z.object({}),
  changes: true,
  async run(context) {
    const { plan, items } = context.model
    const batch = await findLatestBatch(context.db, plan.id, context.speaker.personId)
    const [first] = batch
    if (!first) throw new UserError('invalid', 'There is nothing of yours to take back.')
    const refs = listed(batch.map((update) => refOf(context, update)))
    checkTime(context, first, refs)
    const ids = new Set(batch.map((update) => update.itemId))
    const only = new Set(
      items
        .filter((item) => ids.has(item.id) || (item.actionId !== null && ids.has(item.actionId)))
        .map((item) => item.id),
    )
    const before = await readStandings(context.db, context.model, { today: context.today, only })
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
    for (const update of batch) await withdrawWhatFollowed(context, update)
    const after = await readStandings(context.db, context.model, { today: context.today, only })
    const undone = [...ids].flatMap((id) => {
      const item = items.find((each) => each.id === id)
      return item
        ? [{ item, before: standingOf(before, item), after: standingOf(after, item), proposedFinal: false }]
        : []
    })
    for (const update of batch) {
      await context.trail({
        action: 'undo',
        ref: refOf(context, update),
        before: { entry: update.id, rating: update.rating, state: update.state, note: update.note },
        after: { takenBack: update.id },
      })
    }
    const text = `Taken back: ${refs}.`
    return {
      message: {
        summary: text,
        blocks: [
          ...undone.map((each) => ({
            kind: 'paragraph' as const,
            text: ['Taken back: ', ...movedText(each, finalLabel(plan.scale))],
          })),
          smallPrint(`Both entries stay in the record. What was said later stays.`),
        ],
      },
      changes: undone.flatMap(({ item, before: was, after: is }) =>
        was.position.rating?.code === is.position.rating?.code
          ? []
          : [
              {
                ref: item.ref,
                field: 'rating',
                from: was.position.rating?.code ?? null,
                to: is.position.rating?.code ?? null,
              },
            ],
      ),
      items: undone.map((each) => itemData(each.after, items)),
    }
  },
})

function refOf(context: Context, { itemId }: Update): string {
  return context.model.items.find((item) => item.id === itemId)?.ref ?? ''
}

function checkTime(context: Context, update: Update, refs: string): void {
  const { undoMinutes } = context.model.plan.policies
  const said = new Date(update.recordedAt)
  if (context.now.getTime() - said.getTime() <= undoMinutes * 60_000) return
  const [ref = ''] = refs.split(/[ ,]/)
  throw new UserError(
    'refused',
    `Your update of ${refs} of ${moment(said, context.model.plan.timeZone)} can no longer be taken back: that is possible for ${count(undoMinutes, 'minute')}. Correct it with a new update that names it: update ${ref} <rating> correcting #${update.id} <note>`,
  )
}

/** A sign-off that the update asked for is no longer asked for, and news of it that has not gone out stays in. */
async function withdrawWhatFollowed(context: Context, update: Update): Promise<void> {
  const { plan } = context.model
  await withdrawDeliveries(context.writing(), plan.id, `notice:${update.batchId}:`)
  if (update.finalProposed !== 1) return
  for (const request of await listItemRequests(context.db, plan.id, update.itemId)) {
    if (request.kind !== 'sign-off' || !['pending', 'deferred'].includes(request.state)) continue
    await setRequestState(context.writing(), request.id, {
      state: 'withdrawn',
      endedAt: context.now.toISOString(),
    })
  }
}
