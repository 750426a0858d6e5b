import { count, listed } from '../../src/domain/format.ts'
import { sizesOf } from '../../src/domain/hierarchy.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { touchPlan } from '../audit/seals.ts'
import type { Database, Writing } from '../database.ts'
import { write } from '../engine/engine.ts'
import { renewStamp } from '../item-changes.ts'
import { appendTrail } from '../trail.ts'
import { bodySteps } from './bodies.ts'
import { importEntry } from './entry.ts'
import { itemSteps } from './items.ts'
import { measureSteps } from './measures.ts'
import { revisionSteps } from './revisions.ts'
import { roleSteps } from './roles.ts'
import { settingsSteps } from './settings.ts'
import type { ImportOptions, Stage } from './stage.ts'

/** What an import did: what a new plan holds, or a line for each change of a known one. */
export interface ImportResult {
  readonly planId: number
  readonly changes: readonly string[]
}

/** Items come first: each change of one has its own entry in the trail, which seals what was written by then. */
const STAGES: readonly Stage[] = [itemSteps, settingsSteps, roleSteps, bodySteps, revisionSteps, measureSteps]

/** Takes a dry run's transaction back. */
class DryRun extends Error {
  readonly changes: readonly string[]

  constructor(changes: readonly string[]) {
    super()
    this.changes = changes
  }
}

/** What an import would do; changes nothing. */
export async function previewImport(
  db: Database,
  file: PlanFile,
  options: ImportOptions,
): Promise<readonly string[]> {
  try {
    return await write(db, null, async (trx): Promise<never> => {
      throw new DryRun((await apply(trx, file, options)).changes)
    })
  } catch (error) {
    if (error instanceof DryRun) return error.changes
    throw error
  }
}

/** Brings a plan in line with its file: changes only what the file changes, and never an update. */
export async function importPlan(
  db: Database,
  file: PlanFile,
  options: ImportOptions,
): Promise<ImportResult> {
  const { andThen } = options
  return write(db, null, async (trx) => {
    const result = await apply(trx, file, options)
    await andThen?.(trx, result)
    return result
  })
}

async function apply(trx: Writing, file: PlanFile, options: ImportOptions): Promise<ImportResult> {
  const { planId, isNew } = await planRow(trx, file, options)
  const done: string[] = []
  for (const stage of STAGES) {
    for (const { text, run } of await stage(trx, file, { ...options, planId, isNew })) {
      await run()
      if (text !== null) done.push(text)
    }
  }
  if (done.length === 0) return { planId, changes: [] }
  const changes = isNew ? contentsOf(file) : done
  await keepRecord(trx, planId, { file, changes, isNew, now: options.now })
  return { planId, changes }
}

async function planRow(
  trx: Writing,
  file: PlanFile,
  { now }: ImportOptions,
): Promise<{ planId: number; isNew: boolean }> {
  const found = await trx.selectFrom('plans').select('id').where('code', '=', file.code).executeTakeFirst()
  if (found) return { planId: found.id, isNew: false }
  const { id } = await trx
    .insertInto('plans')
    .values({ code: file.code, importedAt: now.toISOString() })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { planId: id, isNew: true }
}

function contentsOf({ title, items, roles, bodies, levels, measures }: PlanFile): readonly string[] {
  const openings = items.flatMap(({ opening }) => opening)
  const revisions = items.flatMap((item) => item.revisions)
  return [
    `add the plan ${title}`,
    `add ${listed(sizesOf(items, levels))}`,
    `add ${count(roles.length, 'role')} and ${count(bodies.length, 'body', 'bodies')} with their meetings`,
    `record ${count(openings.length, 'position')} and ${count(revisions.length, 'revised date')} from the file`,
    ...(measures.length > 0 ? [`add ${count(measures.length, 'measure')}`] : []),
  ]
}

async function keepRecord(
  trx: Writing,
  planId: number,
  { file, changes, isNew, now }: { file: PlanFile; changes: readonly string[]; isNew: boolean; now: Date },
): Promise<void> {
  await renewStamp(trx, planId, now)
  touchPlan(trx)
  await appendTrail(trx, planId, {
    ...importEntry(now),
    ref: null,
    before: null,
    after: { plan: file.code, changes, ...(isNew ? {} : { byItem: true }) },
  })
}
