import { UserError } from '../../src/errors.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'

/** What a plan is no draft any more after; undefined while nothing of it is decided or stored. */
export async function settledBy(trx: Writing, planId: number): Promise<string | undefined> {
  const of = (table: 'decisions' | 'editions') =>
    trx.selectFrom(table).select('id').where('planId', '=', planId).limit(1).executeTakeFirst()
  if (await of('decisions')) return 'a body has decided on it'
  return (await of('editions')) ? 'the position for a meeting is stored' : undefined
}

/**
 * Whether nobody has agreed the plan yet: the plan is a draft until a file without `draft` is imported.
 * @throws UserError if the file makes a plan a draft again on which something rests already
 */
export function staysDraft(
  { draft }: PlanFile,
  { wasDraft, settled }: { wasDraft: boolean; settled: string | undefined },
): boolean {
  if (wasDraft || draft !== true) return wasDraft
  if (settled === undefined) return true
  throw new UserError(
    'refused',
    `The plan cannot become a draft again: ${settled}. Take draft out of the file. Nothing was imported.`,
  )
}
