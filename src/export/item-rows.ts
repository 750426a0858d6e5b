import type { Database } from '../../data/database.ts'
import { readRevisions } from '../../data/item-status.ts'
import type { PlanModel } from '../../data/plans.ts'
import { readRecords } from '../../data/positions.ts'
import type { Item } from '../domain/plan.ts'
import type { Row } from './folder.ts'

/** Each item as it stands, and those that left the plan as they were then. */
export async function itemRows(db: Database, { plan, items, left }: PlanModel): Promise<readonly Row[]> {
  const records = await readRecords(db, plan.id, { proposed: new Set() })
  const revisions = await readRevisions(db, plan.id)
  const refs = new Map([...left, ...items].map(({ id, ref }) => [id, ref]))
  return [...items, ...left].map((item: Item): Row => {
    const { rating, state, note, last } = records.get(item.id) ?? {}
    const current = revisions.get(item.id)?.at(-1)?.due ?? item.due
    return {
      ref: item.ref,
      level: plan.levels[item.level]?.word ?? null,
      parent: item.parentId === null ? null : (refs.get(item.parentId) ?? null),
      title: item.title,
      leads: item.leads.join(', '),
      owners: item.owners.join(', '),
      supports: item.supports.join(', '),
      start: item.start,
      due: current?.on ?? null,
      dueAsGiven: current?.asGiven ?? null,
      originalDue: item.due?.on ?? null,
      originalDueAsGiven: item.due?.asGiven ?? null,
      ongoing: item.ongoing,
      review: item.review?.on ?? null,
      rating: rating?.code ?? null,
      ratingBasis: rating?.basis ?? null,
      ratedSince: rating?.since ?? null,
      state: state?.state ?? null,
      completedOn: state?.completedOn ?? null,
      note: note?.text ?? null,
      notedAt: note?.at ?? null,
      lastSaidAt: last?.at ?? null,
      joinedAt: item.joinedAt,
      leftAt: item.left?.at ?? null,
      leftBecause: item.left?.reason ?? item.left?.why ?? null,
    }
  })
}
