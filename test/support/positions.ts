import { expect } from 'vitest'
import type { Database, Writing } from '../../data/database.ts'
import { refreshPositions } from '../../data/positions.ts'

/** Expects every stored position to be the one that the updates themselves give. */
export async function expectPositionsToAgree(db: Database): Promise<void> {
  const rows = await db.selectFrom('updates').select(['planId', 'itemId']).distinct().execute()
  const [planId = 0] = rows.map((row) => row.planId)
  await db.transaction().execute(async (trx) => {
    const stored = await positions(trx)
    expect(stored.map(({ itemId }) => itemId)).toEqual(
      rows.map(({ itemId }) => itemId).sort((one, other) => one - other),
    )
    await refreshPositions(
      trx,
      planId,
      stored.map(({ itemId }) => itemId),
    )
    expect(await positions(trx)).toEqual(stored)
  })
}

function positions(trx: Writing) {
  return trx.selectFrom('positions').selectAll().orderBy('itemId').execute()
}
