import { plainReference } from '../../src/domain/reference.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { type FileItem, fileItems, itemFields } from './file-items.ts'
import { saveOpening } from './openings.ts'
import { changedWords, changeText, ordering, removals, type Stage, type Step } from './stage.ts'

export const itemSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await readRows(trx, planId)
  const known = new Map(rows.map((row) => [plainReference(row.ref), row]))
  const wanted = fileItems(file).map((item) => ({ item, row: known.get(plainReference(item.ref)) }))
  const existing = new Set(wanted.flatMap(({ row }) => (row ? [row.id] : [])))
  return [
    ...wanted.flatMap(({ item, row }): readonly Step[] => {
      if (!row) return [{ text: `add ${item.ref}`, run: () => addItem(trx, planId, { item, file, now }) }]
      const text = changeText(row.ref, row, changedWords(itemFields(row), itemFields(item)))
      return text === undefined ? [] : [{ text, run: () => changeItem(trx, planId, { id: row.id, item }) }]
    }),
    ...ordering(
      trx,
      'items',
      wanted.flatMap(({ item, row }) => (row ? [{ ...row, wanted: item.sortOrder }] : [])),
      'items',
    ),
    ...removals(
      trx,
      'items',
      rows.filter(({ id }) => !existing.has(id)),
      { now, text: ({ ref }) => `take out ${ref} (its record stays)` },
    ),
  ]
}

async function readRows(trx: Writing, planId: number) {
  const rows = await trx
    .selectFrom('items')
    .innerJoin('areas', 'areas.id', 'items.areaId')
    .leftJoin('items as action', 'action.id', 'items.actionId')
    .selectAll('items')
    .select(['areas.code as areaCode', 'action.ref as actionRef'])
    .where('items.planId', '=', planId)
    .orderBy('items.sortOrder')
    .execute()
  const links = await trx
    .selectFrom('itemRoles')
    .innerJoin('roles', 'roles.id', 'itemRoles.roleId')
    .select(['itemRoles.itemId', 'roles.code'])
    .where('itemRoles.planId', '=', planId)
    .orderBy('itemRoles.sortOrder')
    .execute()
  const owners = new Map<number, string[]>()
  for (const { itemId, code } of links) {
    const others = owners.get(itemId)
    if (others) others.push(code)
    else owners.set(itemId, [code])
  }
  return rows.map((row) => ({ ...row, owners: owners.get(row.id) ?? [] }))
}

async function addItem(
  trx: Writing,
  planId: number,
  { item, file, now }: { item: FileItem; file: PlanFile; now: Date },
): Promise<void> {
  const { id } = await trx
    .insertInto('items')
    .values({ ...(await columnsOf(trx, planId, item)), sortOrder: item.sortOrder, planId })
    .returning('id')
    .executeTakeFirstOrThrow()
  await saveOwners(trx, planId, { itemId: id, owners: item.owners })
  await saveOpening(trx, planId, { itemId: id, openings: item.opening, file, now })
}

async function changeItem(
  trx: Writing,
  planId: number,
  { id, item }: { id: number; item: FileItem },
): Promise<void> {
  await trx
    .updateTable('items')
    .set(await columnsOf(trx, planId, item))
    .where('id', '=', id)
    .execute()
  await trx.deleteFrom('itemRoles').where('itemId', '=', id).execute()
  await saveOwners(trx, planId, { itemId: id, owners: item.owners })
}

async function columnsOf(trx: Writing, planId: number, item: FileItem) {
  const { ref, kind, title, startOn, dueOn, dueAsGiven, ongoing, reviewOn, reviewAsGiven, details } = item
  const area = await trx
    .selectFrom('areas')
    .select('id')
    .where('planId', '=', planId)
    .where('code', '=', item.areaCode)
    .executeTakeFirstOrThrow()
  const action =
    item.actionRef === null
      ? null
      : await trx
          .selectFrom('items')
          .select('id')
          .where('planId', '=', planId)
          .where('ref', '=', item.actionRef)
          .executeTakeFirstOrThrow()
  const place = { areaId: area.id, actionId: action?.id ?? null, removedAt: null }
  return { ref, kind, title, startOn, dueOn, dueAsGiven, ongoing, reviewOn, reviewAsGiven, details, ...place }
}

async function saveOwners(
  trx: Writing,
  planId: number,
  { itemId, owners }: { itemId: number; owners: readonly string[] },
): Promise<void> {
  for (const [sortOrder, code] of owners.entries()) {
    const role = await trx
      .selectFrom('roles')
      .select('id')
      .where('planId', '=', planId)
      .where('code', '=', code)
      .executeTakeFirstOrThrow()
    await trx.insertInto('itemRoles').values({ planId, itemId, roleId: role.id, sortOrder }).execute()
  }
}
