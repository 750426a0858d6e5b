import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import type { Logger } from 'pino'
import { type Database, openDatabase, removeDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { listAssignments, listPeople } from '../../data/people.ts'
import { listPlans, loadPlan, loadPlans, type PlanModel } from '../../data/plans.ts'
import { readClock, setClock } from '../../data/ticks.ts'
import { type App, createApp } from '../app/app.ts'
import type { Commands } from '../command.ts'
import { didYouMean } from '../conversation/did-you-mean.ts'
import { loadCommands } from '../discover.ts'
import { dayIn, instantOf, isDay } from '../domain/day.ts'
import { SetupError, UserError } from '../errors.ts'
import { createLog } from '../log.ts'
import { readSettings, type Settings } from '../settings.ts'
import { DEMO_PLANS } from './demo-plans.ts'
import { projectFile } from './project.ts'

/** Everything of the machine that the program may touch. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
  /** The machine's own clock. */
  readonly machineNow: () => Date
  /** Milliseconds on a monotonic clock. */
  readonly steadyNow: () => number
  /** Calls back once when somebody asks the program to end or stops reading its output. */
  readonly onStop: (stop: () => void) => void
}

/** An open database with the app on it, and its clock. */
export interface Session {
  readonly db: Database
  readonly app: App
  readonly commands: Commands
  readonly log: Logger
  /** The code of the plan that it is about, also when others are imported later; undefined if PLAN has to name it. */
  readonly plan: string | undefined
  readonly isDemo: boolean
  /** The time is the demo's or a given one, and not the machine's. */
  readonly hasOwnClock: boolean
  readonly now: () => Date
  /** Moves the demo's clock. */
  readonly setNow: (now: Date) => Promise<void>
  readonly close: () => Promise<void>
}

export function settingsOf({ environment }: Pick<Machine, 'environment'>): Settings {
  return readSettings({ ...settingsFile(), ...environment })
}

/** The contents of `.env`; the environment takes precedence. */
function settingsFile(): Readonly<Record<string, string | undefined>> {
  try {
    return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
  } catch (error) {
    throw new SetupError('.env cannot be read: make it a text file that this user may read, or remove it.', {
      cause: error,
    })
  }
}

/** Opens the configured database; without one, the demo's, created if needed. */
export async function openSession(
  { machineNow, steadyNow }: Pick<Machine, 'machineNow' | 'steadyNow'>,
  settings: Settings,
  {
    now: given,
    fresh = false,
    usualLogLevel = 'error',
  }: { now?: string | undefined; fresh?: boolean; usualLogLevel?: 'error' | 'info' } = {},
): Promise<Session> {
  let moved = given === undefined ? undefined : instantFrom(given, settings.TIME_ZONE)
  if (fresh && settings.DATABASE_URL) {
    throw new SetupError('--fresh resets the demo, but DATABASE_URL names a database: remove one of them.')
  }
  const log = createLog(settings.LOG_LEVEL ?? usualLogLevel)
  const opened = settings.DATABASE_URL
    ? { db: await openDatabase(settings.DATABASE_URL, { create: false }), now: undefined }
    : await openDemo({ fresh })
  const { db } = opened
  try {
    const commands = await loadCommands()
    const plan = settings.PLAN ?? (await onlyPlan(db))
    moved ??= opened.now
    return {
      db,
      app: createApp({ db, commands, log, plan, steadyNow }),
      commands,
      log,
      plan,
      isDemo: !settings.DATABASE_URL,
      hasOwnClock: moved !== undefined,
      now: () => moved ?? machineNow(),
      setNow: async (now) => {
        await setClock(db, now)
        moved = now
      },
      close: () => db.destroy(),
    }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function onlyPlan(db: Database): Promise<string | undefined> {
  const [only, ...others] = await listPlans(db)
  return others.length === 0 ? only?.code : undefined
}

/** `2020-11-24` (at nine o'clock), `2020-11-24T17:30` in the time zone, or an ISO instant. */
export function instantFrom(text: string, timeZone: string): Date {
  const [, day = '', time = '09:00', zone] = text.match(TIME) ?? []
  if (!isDay(day) || Number.isNaN(Date.parse(`${day}T${time}${zone ?? 'Z'}`))) {
    throw new UserError('invalid', `"${text}" is not a time: expected 2020-11-24 or 2020-11-24T09:00:00Z.`)
  }
  return zone === undefined ? instantOf(day, time, timeZone) : new Date(text)
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/i

/** The local user id for `--as`: the present holder of a role or an office, a person, or `stranger`. */
export async function userIdFor(session: Session, name: string): Promise<string> {
  const wanted = name.toLowerCase()
  if (wanted === 'stranger') return 'stranger'
  const model = await planWith(session, wanted)
  const people = await listPeople(session.db)
  const role = model.roles.find((each) => each.code.toLowerCase() === wanted)
  if (role) {
    const today = dayIn(model.plan.timeZone, session.now())
    const held = (await listAssignments(session.db, model.plan.id, today)).filter(
      (each) => each.roleCode === role.code && each.kind === 'holder',
    )
    const holder = people.find((person) => person.id === held[0]?.personId)
    if (holder) return holder.code
    throw new UserError(
      'unknown',
      `Nobody holds ${role.code} at the moment. The coordinator can assign it: assign ${role.code} new <name>`,
    )
  }
  const speaker = people.find(
    (each) =>
      each.code !== 'plan-file' && [each.code, each.name].some((known) => known.toLowerCase() === wanted),
  )
  if (speaker) return speaker.code
  throw new UserError('unknown', unknownSpeaker(name, model))
}

/** Of the plans that are served, the first that has such a role. */
async function planWith({ db, plan }: Session, wanted: string): Promise<PlanModel> {
  const served = plan === undefined ? await loadPlans(db) : []
  const having = served.find(({ roles }) => roles.some(({ code }) => code.toLowerCase() === wanted))
  return having ?? served[0] ?? loadPlan(db, plan)
}

function unknownSpeaker(name: string, { roles }: PlanModel): string {
  const codes = roles.filter((role) => role.kind === 'officer').map((role) => role.code)
  const meant = didYouMean(
    name,
    roles.map((role) => role.code),
  )
  const hint =
    meant.length > 0
      ? `Did you mean ${meant.join(' or ')}?`
      : `Possible: ${codes.join(', ')}, coordinator, chair:<body>, member:<body>, stranger.`
  return `Nobody here is "${name}". ${hint}`
}

/** Options of every command that depends on the time. */
export interface Timed {
  readonly now?: string
  readonly json?: boolean
}

export interface Speaking extends Timed {
  readonly as: string
}

/** Opens a session, does the work, and always closes the session. */
export async function withSession(
  machine: Machine,
  settings: Settings,
  options: { now?: string | undefined; fresh?: boolean; usualLogLevel?: 'error' | 'info' },
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const session = await openSession(machine, settings, options)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** Done; internal or storage error; refused, not understood or a question pending; a bad setting or plan file. */
export const EXIT = { done: 0, internal: 1, refused: 2, setup: 3 } as const

const DEMO_DATABASE = 'sqlite:var/demo.sqlite'
const [SAMPLE_PLAN] = DEMO_PLANS
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
