import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { liftMeasure } from '../older-shapes.ts'
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
      const words = changedWords(definitionIn(row.definition), JSON.parse(definition) as object, WORDS)
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

function definitionIn(stored: string): object {
  return liftMeasure(JSON.parse(stored) as Parameters<typeof liftMeasure>[0])
}

/** A measure of an item belongs to the outermost item around it too. */
function definitionOf(
  { code, areas, items: named, ...measure }: PlanFile['measures'][number],
  { items }: PlanFile,
): object {
  const rootOf = (ref: string): string => {
    const parent = items.find((item) => item.ref === ref)?.parent ?? null
    return parent === null ? ref : rootOf(parent)
  }
  const roots = new Set([...areas, ...named.map(rootOf)])
  const groups = items.filter(({ ref, parent }) => parent === null && roots.has(ref)).map(({ ref }) => ref)
  return { ...measure, items: [...groups, ...named.filter((ref) => !groups.includes(ref))] }
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
