import type { PlanFile } from '../../src/plan-file/schema.ts'
import type { Writing } from '../database.ts'
import { changedWords, changeText, removals, type Stage, type Step } from './stage.ts'

const WORDS = { sampleSize: 'sample size', good: 'which way is better' }

export const measureSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx.selectFrom('measures').selectAll().where('planId', '=', planId).execute()
  const wanted = file.measures.map((measure, sortOrder) => ({
    measure,
    definition: JSON.stringify(definitionOf(measure, file)),
    row: rows.find(({ code }) => code === measure.code),
    wanted: sortOrder,
  }))
  return [
    ...wanted.flatMap(({ measure: { code }, definition, row, wanted: sortOrder }): readonly Step[] => {
      if (!row) {
        const values = { planId, code, definition, sortOrder, removedAt: null }
        return [
          { text: `add measure ${code}`, run: () => trx.insertInto('measures').values(values).execute() },
        ]
      }
      const words = changedWords(
        JSON.parse(row.definition) as object,
        JSON.parse(definition) as object,
        WORDS,
      )
      const text = changeText(`measure ${code}`, row, words)
      const change = { definition, removedAt: null }
      return text === undefined
        ? []
        : [{ text, run: () => trx.updateTable('measures').set(change).where('id', '=', row.id).execute() }]
    }),
    ...ordering(
      trx,
      wanted.flatMap(({ row, wanted: place }) => (row ? [{ ...row, wanted: place }] : [])),
    ),
    ...removals(
      trx,
      'measures',
      rows.filter((row) => !wanted.some((each) => each.row === row)),
      { now, text: ({ code }) => `take out measure ${code}` },
    ),
  ]
}

/** A measure of an item belongs to the item's area. */
function definitionOf({ code, ...measure }: PlanFile['measures'][number], { areas }: PlanFile): object {
  const own = areas.filter(({ code: area, actions }) => {
    const refs = actions.flatMap(({ ref, subActions }) => [ref, ...subActions.map((part) => part.ref)])
    return measure.areas.includes(area) || refs.some((ref) => measure.items.includes(ref))
  })
  return { ...measure, areas: own.map(({ code: area }) => area) }
}

/** Moves measures to their places in the file; only a changed order is announced, not one added in between. */
function ordering(
  trx: Writing,
  rows: readonly {
    readonly id: number
    readonly removedAt: string | null
    readonly sortOrder: number
    readonly wanted: number
  }[],
): readonly Step[] {
  const moved = rows.filter(({ sortOrder, wanted }) => sortOrder !== wanted)
  if (moved.length === 0) return []
  const known = rows
    .filter(({ removedAt }) => removedAt === null)
    .sort((one, other) => one.sortOrder - other.sortOrder)
  const isReordered = known.some(({ wanted }, i) => wanted < (known[i - 1]?.wanted ?? wanted))
  return [
    {
      text: isReordered ? 'put the measures in the order of the file' : null,
      run: async () => {
        for (const { id, wanted: sortOrder } of moved)
          await trx.updateTable('measures').set({ sortOrder }).where('id', '=', id).execute()
      },
    },
  ]
}
