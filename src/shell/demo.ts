import { readFile } from 'node:fs/promises'
import { type Database, openDatabase, removeDatabase } from '../../data/database.ts'
import { readClock, setClock } from '../../data/demo-clock.ts'
import { importPlan } from '../../data/import/import.ts'
import { listPlans } from '../../data/plans.ts'
import { dayIn, instantOf } from '../domain/day.ts'
import { SetupError } from '../errors.ts'
import { projectFile } from './project.ts'

const DEMO_DATABASE = 'sqlite:var/demo.sqlite'
const SAMPLE_PLAN = 'data/plans/thurrock-wsoa-2019.yaml'
/** The demo begins in the week in which the sample's position was reported. */
const FIRST_DAY = '2020-11-24'
const FIRST_HOUR = '09:00'

/** The demo's database with the sample plan in it, made when it is not there. Its clock stands until it is moved. */
export async function openDemo({ fresh = false } = {}): Promise<{ db: Database; now: Date }> {
  if (fresh) removeDatabase(DEMO_DATABASE)
  const db = await openDatabase(DEMO_DATABASE, { create: true })
  const known = await readClock(db)
  if (known && (await listPlans(db)).length > 0) return { db, now: known }
  const { readPlanFile } = await import('../plan-file/read.ts')
  const plan = readPlanFile(await readFile(projectFile(SAMPLE_PLAN), 'utf8')).plan
  if (!plan)
    throw new SetupError(
      `The sample plan ${SAMPLE_PLAN} has errors. See them with: wsoa check ${SAMPLE_PLAN}`,
    )
  const now = instantOf(FIRST_DAY, FIRST_HOUR, plan.timeZone)
  await importPlan(db, plan, { now, today: dayIn(plan.timeZone, now) })
  await setClock(db, now)
  return { db, now }
}
