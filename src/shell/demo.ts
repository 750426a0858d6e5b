import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Database, openDatabase, removeDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { listPlans } from '../../data/plans.ts'
import { readClock, setClock } from '../../data/ticks.ts'
import { dayIn, instantOf } from '../domain/day.ts'
import { SetupError } from '../errors.ts'
import type { PlanFile } from '../plan-file/arranged.ts'
import { DEMO_PLANS } from './demo-plans.ts'
import { projectFile } from './project.ts'

export const DEMO_DATABASE = 'sqlite:var/demo.sqlite'
const [SAMPLE_PLAN] = DEMO_PLANS
/** The demo begins in the week in which the sample's position was reported. */
const FIRST_DAY = '2020-11-24'
const FIRST_HOUR = '09:00'

/** The plan that the demo opens on. */
export const SAMPLE_CODE = codeOf(SAMPLE_PLAN)

/** The demo's database with its plans in it, made when it is not there. Its clock stands until it is moved. */
export async function openDemo({
  fresh = false,
  open = openDatabase,
}: {
  readonly fresh?: boolean
  readonly open?: typeof openDatabase
} = {}): Promise<{ db: Database; now: Date }> {
  if (fresh) await removeDatabase(DEMO_DATABASE)
  const db = await open(DEMO_DATABASE, { create: true })
  try {
    return { db, now: await fillDemo(db) }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Imports the plans that are not there yet, and answers with the demo's time. */
async function fillDemo(db: Database): Promise<Date> {
  const known = await readClock(db)
  const codes = (await listPlans(db)).map(({ code }) => code)
  const missing = DEMO_PLANS.filter((path) => !codes.includes(codeOf(path)))
  let now = known
  for (const path of missing) {
    const plan = await readDemoPlan(path)
    now ??= instantOf(FIRST_DAY, FIRST_HOUR, plan.timeZone)
    await importPlan(db, plan, { now, today: dayIn(plan.timeZone, now) })
  }
  if (!now) throw new Error('the demo has plans and no time')
  if (!known) await setClock(db, now)
  return now
}

async function readDemoPlan(path: string): Promise<PlanFile> {
  const { readPlanFile } = await import('../plan-file/read.ts')
  const { plan } = readPlanFile(await readFile(projectFile(path), 'utf8'))
  if (!plan)
    throw new SetupError(`The sample plan ${path} has errors. See them with: wsoa check ${projectFile(path)}`)
  return plan
}

function codeOf(path: string): string {
  return basename(path, '.yaml')
}
