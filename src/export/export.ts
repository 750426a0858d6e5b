import type { Database } from '../../data/database.ts'
import { aside } from '../../data/engine/engine.ts'
import { readKeptIn } from '../../data/export/kept-in.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import { trailHead } from '../../data/trail.ts'
import { allKeptIn, type KeptIn, NOTHING_KEPT_IN } from '../domain/kept-in.ts'
import { UserError } from '../errors.ts'
import { createFileGenerator } from '../paper/generate.ts'
import { readContents } from './contents.ts'
import { type ExportedFile, type ExportFolder, FORMAT, fillFolder } from './folder.ts'
import { writePapers } from './papers.ts'
import { planFileOf, planFileText } from './plan-file.ts'
import { createRelease, type Kept, type Release } from './release.ts'
import { writeOrganisationTables, writePlanTables } from './tables.ts'

export interface Exported extends Kept {
  readonly plans: readonly string[]
  readonly files: readonly ExportedFile[]
}

/**
 * Everything, or everything of one plan, in a folder: read from one state of the database, so that it fits together, and the
 * same for the same state. People go on meanwhile.
 */
export async function exportTo(
  db: Database,
  {
    to,
    plan,
    replace,
    withRestricted = false,
    now,
  }: {
    readonly to: string
    readonly plan: string | undefined
    readonly replace: boolean
    /** The tables and the plan file hold what is restricted too; papers never do. */
    readonly withRestricted?: boolean
    readonly now: Date
  },
): Promise<Exported> {
  return fillFolder(to, { replace }, (folder) =>
    aside(db, async (reading) => {
      const plans = await listPlans(reading)
      const codes = plans.map(({ code }) => code)
      if (plan !== undefined && !codes.includes(plan))
        throw new UserError(
          'unknown',
          `There is no plan "${plan}". Expected one of: ${codes.join(', ')}. Nothing was exported.`,
        )
      const wanted = plan === undefined ? codes : [plan]
      const release = createRelease()
      const heads = new Map<string, string>()
      const make = createFileGenerator()
      const everything = new Map<string, KeptIn>()
      for (const { code, id } of plans) everything.set(code, await readKeptIn(reading, id))
      for (const code of wanted) {
        const restricted = everything.get(code) ?? NOTHING_KEPT_IN
        const hidden = withRestricted ? NOTHING_KEPT_IN : restricted
        const exporting = { folder, release, hidden }
        const model = await loadPlan(reading, code, withRestricted ? restricted.itemIds : undefined)
        const planId = model.plan.id
        heads.set(code, await trailHead(reading, planId))
        await writePlanFile(reading, model, exporting)
        await writePlanTables(reading, model, exporting)
        await writePapers(reading, await loadPlan(reading, code), { folder, release, make, now })
        if (plan !== undefined) await writeOrganisationTables(reading, planId, exporting)
      }
      if (plan === undefined) {
        const hidden = withRestricted ? NOTHING_KEPT_IN : allKeptIn([...everything.values()])
        heads.set('organisation', await trailHead(reading, null))
        await writeOrganisationTables(reading, undefined, { folder, release, hidden })
      }
      const exported = { plans: wanted, ...release.kept(), files: folder.written() }
      await writeManifest(folder, exported, heads)
      return exported
    }),
  )
}

async function writePlanFile(
  db: Database,
  model: PlanModel,
  { folder, release }: { readonly folder: ExportFolder; readonly release: Release },
): Promise<void> {
  const { code } = model.plan
  const contents = await readContents(db, model)
  for (const { id, ref, title, details } of contents.items)
    release.of([title, details, contents.openings.get(id), contents.revisions.get(id)], { plan: code, ref })
  const file = release.of(planFileOf(contents), { plan: code, ref: 'plan.yaml' })
  await folder.file(`plans/${code}/plan.yaml`, planFileText(file))
}

async function writeManifest(
  folder: ExportFolder,
  { plans, heldBack, restricted, files }: Exported,
  heads: ReadonlyMap<string, string>,
): Promise<void> {
  const manifest = {
    format: FORMAT,
    version: 1,
    plans,
    trail: Object.fromEntries(heads),
    heldBack,
    restricted: { leftOut: restricted },
    files,
  }
  await folder.file('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
}
