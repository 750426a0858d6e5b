import { readFile } from 'node:fs/promises'
import { type Database, databaseExists, openDatabase, type Writing } from '../../data/database.ts'
import { importPlan, previewImport } from '../../data/import/import.ts'
import { listAssignments } from '../../data/people.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import { keepNotices } from '../deliveries/notices.ts'
import { loadCommands } from '../discover.ts'
import { dayIn } from '../domain/day.ts'
import { count } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { sizesOf } from '../domain/hierarchy.ts'
import { SetupError } from '../errors.ts'
import { tellTakenOut } from '../people/told.ts'
import type { PlanFile } from '../plan-file/arranged.ts'
import { readPlanFile } from '../plan-file/read.ts'
import { EXIT, instantFrom, type Machine, openDemo, settingsOf, type Timed } from './session.ts'

export async function check(machine: Machine, path: string, { json }: { json?: boolean }): Promise<number> {
  const { plan, errors, questions } = heldBack(readPlanFile(await fileText(path)))
  if (json) machine.output.write(`${JSON.stringify({ ok: plan !== null, errors, questions })}\n`)
  else {
    for (const [kind, findings] of [
      ['error', errors],
      ['question', questions],
    ] as const) {
      for (const { line, column, text } of findings)
        machine.output.write(`${heldBack(path)}:${line}:${column}: ${kind}: ${text}\n`)
    }
    machine.output.write(
      `${count(errors.length, 'error')}, ${count(questions.length, 'question')}.${plan ? ` ${sizeOf(plan)}` : ''}\n`,
    )
  }
  return plan ? EXIT.done : EXIT.setup
}

function sizeOf(plan: PlanFile): string {
  return `${sizesOf(plan.items, plan.levels).join(', ')}.`
}

export async function importFile(
  machine: Machine,
  path: string,
  options: Timed & { dryRun?: boolean },
): Promise<number> {
  const settings = settingsOf(machine)
  const { plan, errors } = readPlanFile(await fileText(path))
  if (!plan) {
    const [first] = errors
    throw new SetupError(
      `${path}:${first?.line}:${first?.column}: ${first?.text} (${count(errors.length, 'error')}; see all with: wsoa check ${path})`,
    )
  }
  const given = options.now === undefined ? undefined : instantFrom(options.now, plan.timeZone)
  const url = settings.DATABASE_URL
  const makes = url !== undefined && !databaseExists(url)
  const tell = (text: string) => options.json || machine.output.write(text)
  const report = (changes: readonly string[]) =>
    options.json && machine.output.write(`${JSON.stringify({ ok: true, plan: plan.code, makes, changes })}\n`)
  if (makes && options.dryRun) {
    tell(`There is no database yet; importing would make it and add ${sizeOf(plan)}\n`)
    report([`add the plan ${plan.title}`])
    return EXIT.done
  }
  if (makes) tell('Making a new database, as DATABASE_URL says.\n')
  const { db, now: demoNow } = url
    ? { db: await openDatabase(url, { create: true }), now: undefined }
    : await openDemo()
  try {
    const now = given ?? demoNow ?? machine.machineNow()
    const importing = { now, today: dayIn(plan.timeZone, now) }
    const changes = heldBack(await previewImport(db, plan, importing))
    tell(announced(changes, options.dryRun === true))
    if (!options.dryRun && changes.length > 0) {
      const before = await rolesOf(db, plan.code)
      await importPlan(db, plan, {
        ...importing,
        andThen: (trx) => tellOfRoles(trx, { code: plan.code, before, ...importing }),
      })
      tell('Done. No update was touched.\n')
    }
    report(changes)
    return EXIT.done
  } finally {
    await db.destroy()
  }
}

/** The codes of a plan's roles; none if it is not in the database yet. */
async function rolesOf(db: Database, code: string): Promise<readonly string[]> {
  if (!(await listPlans(db)).some((each) => each.code === code)) return []
  return (await loadPlan(db, code)).roles.map((role) => role.code)
}

/** Tells those whose roles are not in the file any more, and the coordinators. */
async function tellOfRoles(
  trx: Writing,
  { code, before, now, today }: { code: string; before: readonly string[]; now: Date; today: string },
): Promise<void> {
  const model = await loadPlan(trx, code)
  const gone = before.filter((each) => model.roles.every((role) => role.code !== each))
  if (gone.length === 0) return
  const assignments = await listAssignments(trx, model.plan.id, today)
  const speaker = { personId: null, identity: '', name: 'the command line' }
  const notices = await tellTakenOut({ db: trx, model, assignments, speaker }, gone)
  await keepNotices(trx, { model, commands: await loadCommands(), now, assignments }, notices)
}

function announced(changes: readonly string[], isDryRun: boolean): string {
  if (changes.length === 0) return 'The database agrees with the file; nothing to do.\n'
  return `${isDryRun ? 'This would' : 'This will'}:\n${changes.map((change) => `- ${change}\n`).join('')}`
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SetupError(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'check that it is a text file you may read'}.`,
      { cause: error },
    )
  }
}
