import { UserError } from '../../src/errors.ts'
import type { Writing } from '../database.ts'
import { readItemStatuses } from '../item-status.ts'
import { loadPlan } from '../plans.ts'
import type { ChangedItem } from './differences.ts'
import type { NameOf } from './names.ts'

/**
 * What is not done must not vanish in what is, nor in what leaves itself.
 * @throws UserError that names the first such merge
 */
export async function checkMerges(
  trx: Writing,
  changed: readonly ChangedItem[],
  { code, today, nameOf }: { code: string; today: string; nameOf: NameOf },
): Promise<void> {
  const leaving = changed.flatMap(({ item, differences }) =>
    differences.flatMap((each) => (item && each.kind === 'left' ? [{ item, left: each.left }] : [])),
  )
  const merged = leaving.filter(({ left }) => left.why === 'merged')
  if (merged.length === 0) return
  const model = await loadPlan(trx, code)
  const statuses = await readItemStatuses(trx, model, { today })
  const isFinished = (id: number) => {
    const position = statuses.get(id)?.position
    return position?.state === 'complete' || position?.signedOff === true
  }
  for (const { item, left } of merged) {
    const into = model.items.find(({ id }) => id === left.into)
    if (!into) continue
    const refused = (why: string) =>
      new UserError(
        'refused',
        `${nameOf(item)} cannot be merged into ${nameOf(into)}: ${why}. Nothing was imported.`,
      )
    if (leaving.some((each) => each.item.id === into.id)) throw refused('that leaves the plan too')
    if (!isFinished(item.id) && isFinished(into.id))
      throw refused('it is not finished and the other is, so what is left to do would vanish')
  }
}
