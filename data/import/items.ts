import { FROM_THE_START, foldItems, type ItemFactsPatch, mergedFacts } from '../../src/domain/item-changes.ts'
import type { PlanFile } from '../../src/plan-file/schema.ts'
import type { Writing } from '../database.ts'
import { type NewItemChange, readItemChanges, saveItem, saveItemChanges } from '../item-changes.ts'
import { appendTrail } from '../trail.ts'
import { type ItemDifference, itemDifferences } from './differences.ts'
import { importEntry } from './entry.ts'
import { fileItems } from './file-items.ts'
import { differenceText, orderTexts } from './item-texts.ts'
import { saveOpening } from './openings.ts'
import type { Stage, Step } from './stage.ts'

export const itemSteps: Stage = async (trx, file, { planId, isNew, now }) => {
  const differences = itemDifferences(fileItems(file), foldItems(await readItemChanges(trx, planId)))
  const importing: Importing = { trx, file, planId, isNew, now, added: new Map() }
  return [
    ...byItem(differences).map(
      (own): Step => ({
        text: differenceText(own, file.words),
        run: () => applyTo(own, importing),
      }),
    ),
    ...orderTexts(differences, file.words).map((text): Step => ({ text, run: async () => {} })),
  ]
}

interface Importing {
  readonly trx: Writing
  readonly file: PlanFile
  readonly planId: number
  readonly isNew: boolean
  readonly now: Date
  /** The ids of added items by those that stood for them. */
  readonly added: Map<number, number>
}

/** What differs of one item stands together. */
function byItem(differences: readonly ItemDifference[]): readonly (readonly ItemDifference[])[] {
  const found = new Map<number, ItemDifference[]>()
  for (const each of differences) {
    const own = found.get(each.id)
    if (own) own.push(each)
    else found.set(each.id, [each])
  }
  return [...found.values()]
}

/** Writes the changes of one item, with an entry in the trail unless the whole plan is new. */
async function applyTo(own: readonly ItemDifference[], importing: Importing): Promise<void> {
  const { trx, file, planId, isNew, now, added } = importing
  const [first] = own
  if (!first) return
  if (first.kind === 'joined') added.set(first.id, await saveItem(trx, planId))
  const itemId = added.get(first.id) ?? first.id
  const recordedAt = now.toISOString()
  const changes = own.map(
    ({ kind, after }): NewItemChange => ({
      itemId,
      kind: kind === 'missing' ? 'left' : kind,
      facts: withParent(after, added),
      holdsFrom: isNew ? FROM_THE_START : recordedAt,
      recordedAt,
      source: 'import',
    }),
  )
  await saveItemChanges(trx, planId, changes)
  if (first.kind === 'joined')
    await saveOpening(trx, planId, { itemId, openings: first.file?.opening ?? [], file, now })
  if (isNew) return
  await appendTrail(trx, planId, {
    ...importEntry(now),
    ref: first.file?.facts.ref ?? first.item?.ref ?? null,
    before: first.before && mergedFacts(own.map(({ before }) => before ?? {})),
    after: mergedFacts(changes.map(({ facts }) => facts)),
  })
}

/** The parent may have been added only now. */
function withParent(facts: ItemFactsPatch, added: ReadonlyMap<number, number>): ItemFactsPatch {
  const { parent } = facts
  return parent === undefined || parent === null ? facts : { ...facts, parent: added.get(parent) ?? parent }
}
