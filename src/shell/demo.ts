import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type Database, openDatabase } from '../../data/database.ts'
import { readClock, setClock } from '../../data/demo-clock.ts'
import { importPlan } from '../../data/import/import.ts'
import { listPlans } from '../../data/plans.ts'
import { dayIn, instantOf } from '../domain/day.ts'
import { SetupError } from '../errors.ts'
import { projectFile } from './project.ts'

const DEMO_DATABASE = 'var/demo.sqlite'
const SAMPLE_PLAN = 'data/plans/thurrock-wsoa-2019.yaml'
/** The demo begins in the week of the sample's reported position. */
const FIRST_DAY = '2020-11-24'
const FIRST_HOUR = '09:00'

/** Opens the demo's database, creating it from the sample plan if needed. Its clock stands still until moved. */
export async function openDemo({ fresh = false } = {}): Promise<{ db: Database; now: Date }> {
  if (fresh) forget()
  const db = await openDatabase(`sqlite:${DEMO_DATABASE}`, { create: true })
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

/** The write-ahead log goes first: if a kill left it behind, it would restore the old state in the new file. */
function forget(): void {
  for (const suffix of ['-wal', '-shm', '']) rmSync(DEMO_DATABASE + suffix, { force: true })
}
