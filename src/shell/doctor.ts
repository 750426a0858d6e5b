import { findDamage, isStorageFailure, storageSentence } from '../../data/database.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { count } from '../domain/format.ts'
import { SetupError } from '../errors.ts'
import { EXIT } from '../exit.ts'
import { type Machine, type Session, settingsOf } from '../session.ts'
import { configuredPlatforms, type Settings } from '../settings.ts'
import { type Timed, withSession } from './with-session.ts'

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly text: string
}

const SETTINGS: Check = { name: 'settings', ok: true, text: 'complete' }

/** Checks one thing after another; what cannot be opened ends the list, with the sentence that says why. */
export async function doctor(machine: Machine, options: Timed): Promise<number> {
  const checks: Check[] = [{ name: 'Node', ok: true, text: process.version }]
  const exit = await examine(machine, options, checks)
  machine.output.write(
    options.json
      ? `${JSON.stringify(checks)}\n`
      : `${checks.map((each) => `${each.ok ? 'ok   ' : 'wrong'}  ${each.name}: ${each.text}`).join('\n')}\n`,
  )
  return exit
}

async function examine(machine: Machine, options: Timed, checks: Check[]): Promise<number> {
  try {
    const settings = settingsOf(machine)
    await withSession(machine, settings, options, async (session) => {
      checks.push(SETTINGS)
      for (const check of [databaseCheck, plansCheck, trailCheck, platformsCheck]) {
        checks.push(await check(session, settings))
      }
      return EXIT.done
    })
    return checks.every((each) => each.ok) ? EXIT.done : EXIT.internal
  } catch (error) {
    if (error instanceof SetupError) {
      checks.push({ name: 'settings', ok: false, text: error.message })
      return EXIT.setup
    }
    if (!isStorageFailure(error)) throw error
    if (!checks.includes(SETTINGS)) checks.push(SETTINGS)
    checks.push({ name: 'database', ok: false, text: storageSentence(error) })
    return EXIT.internal
  }
}

async function databaseCheck({ db }: Session, { DATABASE_URL }: Settings): Promise<Check> {
  const damage = await findDamage(db)
  return {
    name: 'database',
    ok: damage === undefined,
    text: damage
      ? `damaged (${damage}): restore it from a backup`
      : `${DATABASE_URL ?? 'the demo’s'}, write-ahead log, every commit flushed`,
  }
}

async function plansCheck({ db, plan }: Session): Promise<Check> {
  try {
    await loadPlan(db, plan)
    return { name: 'plans', ok: true, text: (await listPlans(db)).map(({ code }) => code).join(', ') }
  } catch (error) {
    if (error instanceof SetupError) return { name: 'plans', ok: false, text: error.message }
    throw error
  }
}

async function trailCheck({ db }: Session): Promise<Check> {
  const { entries, broken } = await verifyTrail(db)
  return {
    name: 'trail',
    ok: broken === null,
    text: broken
      ? `broken at #${broken.seq}, ${broken.problem}: restore a backup`
      : `intact, ${count(entries, 'entry', 'entries')}`,
  }
}

async function platformsCheck(_session: Session, settings: Settings): Promise<Check> {
  return {
    name: 'platforms',
    ok: true,
    text: configuredPlatforms(settings).join(', ') || 'none configured: the terminal only',
  }
}
