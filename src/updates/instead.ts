import { findLatestBatch, findUpdate } from '../../data/updates.ts'
import type { Context, Outcome } from '../command.ts'
import { UserError } from '../errors.ts'
import { itemsOf } from '../lookup/items.ts'
import { fieldChanges } from './record.ts'
import { checkUndoTime, type TakenBack, takeBack, takenBackBlocks, takenBackWords } from './undo.ts'

/**
 * Takes back what the speaker said of the wrong item a moment ago, in the same transaction.
 * @throws UserError unless that was their last entry, about one item alone
 */
export async function takeBackEntry(context: Context, id: number): Promise<TakenBack> {
  const batch = await findLatestBatch(context.db, context.model.plan.id, context.speaker.personId)
  const [said, ...others] = batch
  if (said?.id !== id || others.length > 0) {
    throw new UserError(
      'conflict',
      `Entry #${id} is not the last that you recorded by itself; nothing was changed. Your last one is taken back with: undo`,
      ['undo'],
    )
  }
  await checkUndoTime(
    context,
    new Date(said.recordedAt),
    () => 'Record the right item now, and correct the other with a new update.',
  )
  return takeBack(context, batch)
}

/** Adds to a receipt what was taken back. */
export function withTakenBack(context: Context, outcome: Outcome, taken: TakenBack): Outcome {
  return {
    ...outcome,
    message: {
      summary: `${takenBackWords(context, taken)} ${outcome.message.summary}`,
      blocks: [...takenBackBlocks(context, taken), ...outcome.message.blocks],
    },
    changes: [...fieldChanges(taken.undone), ...(outcome.changes ?? [])],
    notices: [...taken.notices, ...(outcome.notices ?? [])],
  }
}

/** @throws UserError unless the corrected entry is about one of these items */
export async function checkCorrected(
  context: Context,
  entry: number,
  refs: readonly string[],
): Promise<void> {
  const corrected = await findUpdate(context.db, context.model.plan.id, entry)
  if (corrected && itemsOf(context, refs).some((item) => item.id === corrected.itemId)) return
  throw new UserError(
    'unknown',
    `There is no entry #${entry} for that item. The entries are listed by: history <ref>`,
  )
}
