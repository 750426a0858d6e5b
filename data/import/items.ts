import {
  FROM_THE_START,
  foldItems,
  type ItemFacts,
  type ItemFactsPatch,
} from '../../src/domain/item-changes.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
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
        text: differenceText(own, file.levels),
        run: () => applyTo(own, importing),
      }),
    ),
    ...orderTexts(differences, file.levels).map((text): Step => ({ text, run: async () => {} })),
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
    const id = each.kind === 'joined' ? each.id : each.item.id
    found.set(id, [...(found.get(id) ?? []), each])
  }
  return [...found.values()]
}

/** Writes the changes of one item, with an entry in the trail unless the whole plan is new. */
async function applyTo(differences: readonly ItemDifference[], importing: Importing): Promise<void> {
  const { trx, file, planId, isNew, now } = importing
  const [first] = differences
  if (!first) return
  const itemId = first.kind === 'joined' ? await addItem(first, importing) : first.item.id
  const recordedAt = now.toISOString()
  const origin = {
    itemId,
    holdsFrom: isNew ? FROM_THE_START : recordedAt,
    recordedAt,
    source: 'import',
  } as const
  await saveItemChanges(
    trx,
    planId,
    differences.map((each): NewItemChange => ({ ...origin, ...changeIn(each, importing) })),
  )
  if (first.kind === 'joined')
    await saveOpening(trx, planId, { itemId, openings: first.file.opening, file, now })
  if (isNew) return
  await appendTrail(trx, planId, {
    ...importEntry(now),
    ref: first.kind === 'missing' ? first.item.ref : first.file.facts.ref,
    before: beforeOf(differences),
    after: Object.assign({}, ...differences.map((each) => changeIn(each, importing).facts)) as ItemFactsPatch,
  })
}

async function addItem(
  { id }: Extract<ItemDifference, { kind: 'joined' }>,
  { trx, planId, added }: Importing,
): Promise<number> {
  const saved = await saveItem(trx, planId)
  added.set(id, saved)
  return saved
}

function changeIn(difference: ItemDifference, { added }: Importing): Pick<NewItemChange, 'kind' | 'facts'> {
  if (difference.kind === 'missing') return { kind: 'left', facts: { left: { why: 'not-in-file' } } }
  const { kind, after } = difference
  const { parent } = after
  // A new item cannot leave again at once: what says nothing of that leaves it out.
  const facts: Partial<ItemFacts> = kind === 'joined' ? withoutLeft(after) : after
  if (parent === undefined || parent === null) return { kind, facts }
  return { kind, facts: { ...facts, parent: added.get(parent) ?? parent } }
}

function withoutLeft({ left, ...facts }: ItemFactsPatch): ItemFactsPatch {
  return facts
}

function beforeOf(differences: readonly ItemDifference[]): ItemFactsPatch | null {
  const [first] = differences
  if (first?.kind === 'joined') return null
  return Object.assign(
    {},
    ...differences.map((each): ItemFactsPatch => {
      if (each.kind === 'missing') return { left: null }
      if (each.kind === 'returned') return { ...each.before, left: each.item.left }
      return each.kind === 'joined' ? {} : each.before
    }),
  ) as ItemFactsPatch
}
