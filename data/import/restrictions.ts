import { isAlike } from '../../src/domain/alike.ts'
import { count } from '../../src/domain/format.ts'
import { foldItems, type PlanItem } from '../../src/domain/item-changes.ts'
import { plainReference } from '../../src/domain/reference.ts'
import type { Restriction } from '../../src/domain/restriction.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { readItemChanges } from '../item-changes.ts'
import { listRestrictions, replaceRestriction, saveRestriction, takeBackHolding } from '../restrictions.ts'
import { appendTrail } from '../trail.ts'
import { importEntry } from './entry.ts'
import type { Stage } from './stage.ts'

/**
 * Restricts what the file restricts, before anything is told of the import. A file that does not name an item ends no
 * restriction: that is said by the coordinator alone. What is announced names nothing.
 */
export const restrictionSteps: Stage = async (trx, { restricted = [] }, { planId, now, importer }) => {
  if (restricted.length === 0) return []
  const { inPlan } = foldItems(await readItemChanges(trx, planId))
  const known = await listRestrictions(trx, planId)
  const wanted = restricted.flatMap((each) => {
    const item = inPlan.find(({ ref }) => plainReference(ref) === plainReference(each.item))
    const restriction = restrictionOf(each)
    const before = known.find(({ itemId }) => itemId === item?.id)
    const isSame = before !== undefined && isAlike(before.restriction, restriction)
    return item && !isSame ? [{ item, restriction, before }] : []
  })
  if (wanted.length === 0) return []
  const run = async () => {
    for (const { item, restriction, before } of wanted) {
      const below = belowOf(item, inPlan)
      if (before) await replaceRestriction(trx, before.id, now)
      await saveRestriction(trx, planId, {
        itemId: item.id,
        below: below.map(({ id }) => id),
        restriction,
        personId: null,
        now,
      })
      await takeBackHolding(
        trx,
        planId,
        [item, ...below].map(({ title }) => title),
      )
      await appendTrail(trx, planId, {
        ...importEntry({ now, importer }),
        action: 'restrict',
        ref: item.ref,
        before: before?.restriction ?? null,
        after: restriction,
      })
    }
  }
  return [{ text: `restrict ${count(wanted.length, 'item')}`, run }]
}

type Written = NonNullable<PlanFile['restricted']>[number]

function restrictionOf({ readers, reason, until, known, exempt }: Written): Restriction {
  const marking = { readers, reason, until, isKnown: known }
  return exempt ? { ...marking, kind: 'exempt', ...exempt } : { ...marking, kind: 'restricted' }
}

function belowOf({ id }: PlanItem, items: readonly PlanItem[]): readonly PlanItem[] {
  return items.filter(({ parentId }) => parentId === id).flatMap((each) => [each, ...belowOf(each, items)])
}
