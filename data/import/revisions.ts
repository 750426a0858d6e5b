import { endOfDay } from '../../src/domain/day.ts'
import { foldItems } from '../../src/domain/item-changes.ts'
import type { PlanFile, PlanFileItem } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { readItemChanges } from '../item-changes.ts'
import { itemKey } from './file-items.ts'
import { effectiveFrom } from './openings.ts'
import { type Stage, same } from './stage.ts'

interface PrintedRevision {
  readonly dueOn: string
  readonly asGiven: string
  readonly approvedBy: string | null
  readonly note: string | null
  readonly ambiguous: number
  readonly effectiveAt: string
}

/** Printed revisions follow the file; those that bodies approved here stay. */
export const revisionSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx
    .selectFrom('revisions')
    .select([
      'revisions.itemId',
      'revisions.basis',
      'revisions.dueOn',
      'revisions.asGiven',
      'revisions.approvedBy',
      'revisions.note',
      'revisions.ambiguous',
      'revisions.effectiveAt',
    ])
    .where('revisions.planId', '=', planId)
    .orderBy('revisions.id')
    .execute()
  const { inPlan } = foldItems(await readItemChanges(trx, planId))
  const idOf = new Map(inPlan.map((item) => [itemKey(item), item.id]))
  return file.items.flatMap((part) => {
    const id = idOf.get(itemKey(part))
    if (id === undefined) return []
    const own = rows.filter(({ itemId }) => itemId === id)
    const printed = own.filter(({ basis }) => basis === 'printed').map(({ itemId, basis, ...row }) => row)
    const approved = new Set(own.filter(({ basis }) => basis === 'approved').map(({ dueOn }) => dueOn))
    const wanted = wantedRevisions(part, { file, now, printed, approved })
    if (same(printed, wanted)) return []
    const dates = wanted.map(({ asGiven }) => asGiven).join(', ') || 'none'
    return [
      {
        text: `set the printed revisions of ${part.ref}: ${dates}`,
        run: () => replaceRevisions(trx, planId, { itemId: id, wanted }),
      },
    ]
  })
}

/**
 * A revision on record keeps the instant from which it holds, unless the file gives its own: a later edition of the plan
 * must not change how an earlier day is read. A revision that a body approved here before the plan printed it stays the
 * body's.
 */
function wantedRevisions(
  part: PlanFileItem,
  {
    file,
    now,
    printed,
    approved,
  }: { file: PlanFile; now: Date; printed: readonly PrintedRevision[]; approved: ReadonlySet<string> },
): readonly PrintedRevision[] {
  return part.revisions.flatMap(({ due, approvedBy, note, ambiguous, effective }) => {
    const known = printed.find(({ dueOn, asGiven }) => dueOn === due.on && asGiven === due.asGiven)
    if (!known && approved.has(due.on)) return []
    const effectiveAt = effective
      ? endOfDay(effective.on, file.timeZone).toISOString()
      : (known?.effectiveAt ?? effectiveFrom(file.positionAt?.on, file.timeZone, now))
    return [
      { dueOn: due.on, asGiven: due.asGiven, approvedBy, note, ambiguous: ambiguous ? 1 : 0, effectiveAt },
    ]
  })
}

async function replaceRevisions(
  trx: Writing,
  planId: number,
  { itemId, wanted }: { itemId: number; wanted: readonly PrintedRevision[] },
): Promise<void> {
  await trx.deleteFrom('revisions').where('itemId', '=', itemId).where('basis', '=', 'printed').execute()
  for (const revision of wanted) {
    await trx
      .insertInto('revisions')
      .values({ ...revision, planId, itemId, basis: 'printed' })
      .execute()
  }
}
