import { listChannels } from '../../data/channels.ts'
import type { Database } from '../../data/database.ts'
import { type Delivery, listTroubled } from '../../data/deliveries.ts'
import { engineOf } from '../../data/engine/engine.ts'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import { listPlans } from '../../data/plans.ts'
import { tryWriting } from '../../data/ticks.ts'
import { verifyTrail } from '../../data/trail.ts'
import { clockText } from '../deliveries/clock-question.ts'
import { countUnsent } from '../deliveries/tell-coordinators.ts'
import { platformFiles } from '../discover.ts'
import { MOST_STEP_MS } from '../domain/clock-trust.ts'
import { count, moment } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { SetupError } from '../errors.ts'
import type { Check } from '../platform.ts'
import type { Settings } from '../settings.ts'
import { readClockState } from './clock-state.ts'
import { backupCheck } from './last-backup.ts'
import { attachmentsFor, openPlatforms } from './serve.ts'
import {
  EXIT,
  type Machine,
  type Session,
  servedPlans,
  settingsOf,
  type Timed,
  withSession,
} from './session.ts'

const SETTINGS: Check = { name: 'settings', ok: true, text: 'complete' }

/** Runs the checks in order; if something cannot be opened, the list ends with the reason. */
export async function doctor(machine: Machine, options: Timed): Promise<number> {
  const checks: Check[] = [{ name: 'Node', ok: true, text: process.version }]
  const exit = await examine(machine, options, checks)
  const shown = heldBack(checks)
  machine.output.write(
    options.json
      ? `${JSON.stringify(shown)}\n`
      : `${shown.map((each) => `${each.ok ? 'ok   ' : 'wrong'}  ${each.name}: ${each.text}`).join('\n')}\n`,
  )
  return exit
}

async function examine(machine: Machine, options: Timed, checks: Check[]): Promise<number> {
  try {
    const settings = settingsOf(machine)
    await withSession(machine, settings, options, async (session) => {
      checks.push(SETTINGS)
      for (const check of [databaseCheck, diskCheck, rightsCheck, plansCheck, trailCheck, deliveriesCheck]) {
        checks.push(await check(session, settings))
      }
      checks.push(await backupCheck(session.db, settings, machine.machineNow()))
      if (!session.isDemo) checks.push(await clockCheck(machine, session, settings))
      checks.push(...(await platformChecks(machine, session, settings)))
      return EXIT.done
    })
    return checks.every((each) => each.ok) ? EXIT.done : EXIT.internal
  } catch (error) {
    if (error instanceof SetupError) {
      checks.push({ name: 'settings', ok: false, text: error.message })
      return EXIT.setup
    }
    if (!failureOf(error)) throw error
    if (!checks.includes(SETTINGS)) checks.push(SETTINGS)
    checks.push({ name: 'database', ok: false, text: sentenceOf(error) })
    return EXIT.internal
  }
}

async function databaseCheck({ db }: Session, { DATABASE_URL }: Settings): Promise<Check> {
  const damage = await engineOf(db).damage(db)
  const trouble = engineOf(db).trouble()
  if (damage === undefined && trouble) return { name: 'database', ok: false, text: trouble.message }
  const refusal = damage === undefined ? await refusalToWrite(db) : undefined
  if (refusal !== undefined) return { name: 'database', ok: false, text: refusal }
  return {
    name: 'database',
    ok: damage === undefined,
    text: damage
      ? `damaged (${damage}): restore it from a backup`
      : `${DATABASE_URL ? 'as DATABASE_URL says' : 'the demo’s'}, ${engineOf(db).durability}`,
  }
}

async function refusalToWrite(db: Database): Promise<string | undefined> {
  try {
    await tryWriting(db)
    return undefined
  } catch (error) {
    if (failureOf(error)) return sentenceOf(error)
    throw error
  }
}

/** SQLite rests on locks and flushes that a network drive does not keep. */
async function diskCheck({ db }: Session): Promise<Check> {
  const { isOnServer, networkDrive } = engineOf(db)
  if (isOnServer) return { name: 'disk', ok: true, text: 'the database is on a server' }
  const drive = networkDrive()
  return {
    name: 'disk',
    ok: drive === undefined,
    text:
      drive === undefined
        ? 'no network drive that is known'
        : `the database is on a network drive (${drive}), where it can be damaged: move it to a disk of this machine`,
  }
}

/** The file holds the keys that sign links, and all that was said. */
async function rightsCheck({ db }: Session): Promise<Check> {
  if (engineOf(db).isOnServer)
    return { name: 'rights', ok: true, text: 'the server says who may read the database and its keys' }
  const isOpen = await engineOf(db).isOpenToOthers()
  return {
    name: 'rights',
    ok: !isOpen,
    text: isOpen
      ? 'other users of this machine may read the database and its keys: chmod 600 on the database file, then wsoa secrets rotate'
      : 'only this user may read the database and its keys',
  }
}

async function plansCheck({ db, plan }: Session): Promise<Check> {
  const codes = (await listPlans(db))
    .map(({ code, liveAt }) =>
      liveAt === null ? `${code} (quiet until its coordinator says: go live)` : code,
    )
    .join(', ')
  try {
    await servedPlans({ db, plan })
    return { name: 'plans', ok: true, text: codes }
  } catch (error) {
    if (error instanceof SetupError) return { name: 'plans', ok: false, text: `${error.message} (${codes})` }
    throw error
  }
}

async function trailCheck({ db }: Session): Promise<Check> {
  const { entries, broken } = await verifyTrail(db)
  return {
    name: 'trail',
    ok: broken === null,
    text: broken
      ? `broken${broken.seq === null ? '' : ` at #${broken.seq}`}, ${broken.problem}: restore a backup`
      : `intact, ${count(entries, 'entry', 'entries')}`,
  }
}

async function deliveriesCheck({ db, now }: Session): Promise<Check> {
  const plans = await listPlans(db)
  const troubled = (await Promise.all(plans.map(({ id }) => listTroubled(db, id)))).flat()
  // By a clock that is not believed anything may seem to be overdue.
  const believed = (await readClockState(db, now())).step ? [] : plans
  const unsent = await Promise.all(believed.map(({ id }) => countUnsent(db, id, now())))
  const waiting = unsent.reduce((sum, { overdue, untold }) => sum + overdue + untold, 0)
  const problems = [
    ...(troubled.length > 0
      ? [`${count(troubled.length, 'message')} held or failed (${troubledText(troubled)})`]
      : []),
    ...(waiting > 0 ? [`${count(waiting, 'message')} due a while ago and not sent yet`] : []),
  ]
  return {
    name: 'deliveries',
    ok: problems.length === 0,
    text:
      problems.length === 0
        ? 'none held, none failed, none overdue'
        : `${problems.join('; ')}: wsoa say "deliveries"`,
  }
}

const MOST_NAMED = 3

/** "No. 4 failed: it is archived; No. 7 held; and 2 more" */
function troubledText(troubled: readonly Delivery[]): string {
  const named = troubled
    .slice(0, MOST_NAMED)
    .map(({ number, state, outcome }) => `No. ${number} ${state}${outcome ? `: ${outcome}` : ''}`)
  const left = troubled.length - named.length
  return [...named, ...(left > 0 ? [`and ${left} more`] : [])].join('; ')
}

async function clockCheck({ machineNow }: Machine, { db }: Session, { TIME_ZONE }: Settings): Promise<Check> {
  const now = machineNow()
  const { step, lookedAt } = await readClockState(db, now)
  const name = 'clock'
  if (step) return { name, ok: false, text: clockText(step, TIME_ZONE) }
  if (!lookedAt) return { name, ok: true, text: 'no service has run yet' }
  const last = `wsoa last ran at ${moment(lookedAt, TIME_ZONE)}`
  if (lookedAt.getTime() - now.getTime() > MOST_STEP_MS) {
    const text = `it says ${moment(now, TIME_ZONE)}, but ${last}: set it right. Until then messages wait.`
    return { name, ok: false, text }
  }
  return { name, ok: true, text: last }
}

/** What each configured platform finds when it examines its own installation. */
async function platformChecks(
  machine: Machine,
  session: Session,
  settings: Settings,
): Promise<readonly Check[]> {
  const files = await platformFiles(settings)
  if (files.length === 0) return [{ name: 'platforms', ok: true, text: 'none configured: the terminal only' }]
  const serving = { settings, session, files }
  const platforms = await openPlatforms(machine, serving, attachmentsFor(machine, serving))
  const channels = (await listPlans(session.db)).map(({ id }) => listChannels(session.db, id))
  const bound = (await Promise.all(channels)).flat().map((channel) => ({ ...channel, userId: null }))
  try {
    const found = await Promise.all(
      platforms.map((platform) => platform.examine(bound.filter((each) => each.platform === platform.name))),
    )
    return found.flat()
  } finally {
    await Promise.all(platforms.map((platform) => platform.close()))
  }
}
