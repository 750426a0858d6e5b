import type { Database } from '../../data/database.ts'
import { aside } from '../../data/engine/engine.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import { trailHead } from '../../data/trail.ts'
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
    now,
  }: {
    readonly to: string
    readonly plan: string | undefined
    readonly replace: boolean
    readonly now: Date
  },
): Promise<Exported> {
  return fillFolder(to, { replace }, (folder) =>
    aside(db, async (reading) => {
      const codes = (await listPlans(reading)).map(({ code }) => code)
      if (plan !== undefined && !codes.includes(plan))
        throw new UserError(
          'unknown',
          `There is no plan "${plan}". Expected one of: ${codes.join(', ')}. Nothing was exported.`,
        )
      const wanted = plan === undefined ? codes : [plan]
      const release = createRelease()
      const heads = new Map<string, string>()
      const make = createFileGenerator()
      const exporting = { folder, release }
      for (const code of wanted) {
        const model = await loadPlan(reading, code)
        const planId = model.plan.id
        heads.set(code, await trailHead(reading, planId))
        await writePlanFile(reading, code, exporting)
        await writePlanTables(reading, model, exporting)
        await writePapers(reading, model, { ...exporting, make, now })
        if (plan !== undefined) await writeOrganisationTables(reading, planId, exporting)
      }
      if (plan === undefined) {
        heads.set('organisation', await trailHead(reading, null))
        await writeOrganisationTables(reading, undefined, exporting)
      }
      const exported = { plans: wanted, ...release.kept(), files: folder.written() }
      await writeManifest(folder, exported, heads)
      return exported
    }),
  )
}

async function writePlanFile(
  db: Database,
  code: string,
  { folder, release }: { readonly folder: ExportFolder; readonly release: Release },
): Promise<void> {
  const contents = await readContents(db, await loadPlan(db, code))
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
