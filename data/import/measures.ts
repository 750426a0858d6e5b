import type { Selectable } from 'kysely'
import { isAlike } from '../../src/domain/alike.ts'
import type { Measure } from '../../src/domain/measure.ts'
import { differences, measureText } from '../../src/domain/measure-changes.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { readPlanVersions, savePlanVersion } from '../item-changes.ts'
import { liftMeasure } from '../older-shapes.ts'
import type { Schema } from '../schema.ts'
import { appendTrail } from '../trail.ts'
import { importEntry } from './entry.ts'
import { changedWords, changeText, removals, type Stage, type Step } from './stage.ts'

/** What the file measures the plan by, as it is stored. */
export function measuresIn(file: PlanFile): readonly Measure[] {
  return file.measures.map((measure) =>
    storedMeasure(measure.code, JSON.stringify(definitionOf(measure, file))),
  )
}

function storedMeasure(code: string, definition: string): Measure {
  return liftMeasure({ code, ...JSON.parse(definition) })
}

const WORDS = { sampleSize: 'sample size', good: 'which way is better' }

export const measureSteps: Stage = async (trx, file, importing) => {
  const { planId, now } = importing
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
    ...(importing.isNew ? [] : versionSteps(trx, file, { ...importing, rows })),
  ]
}

function inForce(rows: readonly Selectable<Schema['measures']>[]): readonly Measure[] {
  return rows
    .filter(({ removedAt }) => removedAt === null)
    .sort((one, other) => one.sortOrder - other.sortOrder)
    .map(({ code, definition }) => storedMeasure(code, definition))
}

/** The measures that the file changes, brings and takes out; none where the plan was measured by nothing before. */
export async function changedMeasures(
  trx: Writing,
  file: PlanFile,
  planId: number,
): Promise<ReturnType<typeof differences>> {
  const rows = await trx.selectFrom('measures').selectAll().where('planId', '=', planId).execute()
  return rows.length === 0 ? [] : differences(inForce(rows), measuresIn(file))
}

/** What changed of the measures is a version of the plan's, with an entry in the trail for each of them. */
function versionSteps(
  trx: Writing,
  file: PlanFile,
  {
    planId,
    now,
    decided,
    importer,
    rows,
  }: Parameters<Stage>[2] & { rows: readonly Selectable<Schema['measures']>[] },
): readonly Step[] {
  const before = inForce(rows)
  const after = measuresIn(file)
  if (isAlike(before, after)) return []
  const run = async () => {
    const recordedAt = now.toISOString()
    const versions = await readPlanVersions(trx, planId)
    const [first] = versions
    const latest = versions.findLast((each) => each.measured)
    if (!first) throw new Error(`plan ${planId} has no settings`)
    // What was imported before measures had versions holds from the start.
    if (!latest)
      await savePlanVersion(trx, {
        planId,
        settings: first.settings,
        measured: { measures: before, basis: null },
        holdsFrom: first.holdsFrom,
        recordedAt,
      })
    const sitting = decided?.from ?? recordedAt
    const holdsFrom = latest && latest.holdsFrom > sitting ? latest.holdsFrom : sitting
    const { settings } = versions.findLast((each) => each.holdsFrom <= holdsFrom) ?? first
    const measured = { measures: after, basis: decided?.basis ?? null }
    await savePlanVersion(trx, { planId, settings, measured, holdsFrom, recordedAt })
    for (const each of differences(before, after)) {
      await appendTrail(trx, planId, {
        ...importEntry({ now, importer }),
        ref: (each.after ?? each.before)?.items.at(-1) ?? null,
        before: each.before && { measure: measureText(each.before) },
        after: {
          measure: each.after && measureText(each.after),
          holdsFrom,
          ...(decided ? { decidedBy: decided.basis } : {}),
        },
      })
    }
  }
  return [{ text: null, run }]
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
