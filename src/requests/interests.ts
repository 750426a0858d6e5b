import { listBoardEntries } from '../../data/board-entries.ts'
import type { Context } from '../command.ts'
import { ofKind } from '../domain/board-entries.ts'
import type { Item } from '../domain/plan.ts'

/** The ids of the people who declared an interest in an item, at whatever meeting. */
export async function interestedIn({ db, model }: Context, item: Item): Promise<readonly number[]> {
  const all = ofKind(await listBoardEntries(db, model.plan.id, { kinds: ['interest'] }), 'interest')
  return all.filter(({ itemId }) => itemId === item.id).flatMap(({ details }) => details.personIds)
}
