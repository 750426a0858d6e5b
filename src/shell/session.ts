import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Logger } from 'pino'
import { takeBackup } from '../../data/backups/take.ts'
import type { Database } from '../../data/database.ts'
import { listAssignments, listPeople, listSeats } from '../../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import { setClock } from '../../data/ticks.ts'
import { type App, createApp } from '../app/app.ts'
import type { Commands } from '../command.ts'
import { loadCommands } from '../discover.ts'
import { dayIn, instantOf, isDay } from '../domain/day.ts'
import { didYouMean } from '../domain/did-you-mean.ts'
import { firstOf } from '../domain/first-of.ts'
import { SetupError, UserError } from '../errors.ts'
import { createLog } from '../log.ts'
import { readSettings, type Settings } from '../settings.ts'
import { openDemo, SAMPLE_CODE } from './demo.ts'
import { backupFolder, type Opening, opener } from './opening.ts'
import { ownVersion } from './own-version.ts'

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
  /** The code of the plan that PLAN names; without it, all plans of the database are served. */
  readonly plan: string | undefined
  readonly isDemo: boolean
  /** The time is the demo's or a given one, and not the machine's. */
  readonly hasOwnClock: boolean
  readonly now: () => Date
  /** Moves the demo's clock. */
  readonly setNow: (now: Date) => Promise<void>
  /** The address of the web pages, if there are any. */
  readonly web: () => string | undefined
  /** The web pages are at this address. */
  readonly showAt: (address: string) => void
  readonly close: () => Promise<void>
}

export function settingsOf({ environment }: Pick<Machine, 'environment'>): Settings {
  return readSettings({ ...settingsFile(), ...environment })
}

/** The contents of `.env`; the environment takes precedence. */
export function settingsFile(): Readonly<Record<string, string | undefined>> {
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
  machine: Opening,
  settings: Settings,
  {
    now: given,
    fresh = false,
    usualLogLevel = 'error',
  }: { now?: string | undefined; fresh?: boolean; usualLogLevel?: 'error' | 'info' } = {},
): Promise<Session> {
  const { machineNow, steadyNow } = machine
  const open = opener(machine, settings)
  let web = settings.WEB === 'on' ? settings.PUBLIC_URL?.replace(/\/+$/, '') : undefined
  let moved = given === undefined ? undefined : instantFrom(given, settings.TIME_ZONE)
  if (fresh && settings.DATABASE_URL) {
    throw new SetupError('--fresh resets the demo, but DATABASE_URL names a database: remove one of them.')
  }
  const log = createLog(settings.LOG_LEVEL ?? usualLogLevel, settings.LOG_FORMAT)
  const opened = settings.DATABASE_URL
    ? { db: await open(settings.DATABASE_URL, { create: false }), now: undefined }
    : await openDemo({ fresh, open })
  const { db } = opened
  try {
    const commands = await loadCommands()
    const isDemo = !settings.DATABASE_URL
    const only = settings.PLAN
    moved ??= opened.now
    return {
      db,
      app: createApp({
        db,
        commands,
        log,
        plan: only,
        steadyNow,
        web: () => web,
        hasSignInLinks: settings.WEB_SIGN_IN.includes('link'),
        hasPublicPage: settings.PUBLIC_PAGE !== 'off',
        hasAssistants: settings.MCP === 'on',
        keepCopy: copyKeeper(db, settings, machineNow),
      }),
      commands,
      log,
      plan: only ?? (isDemo ? SAMPLE_CODE : undefined),
      isDemo,
      hasOwnClock: moved !== undefined,
      now: () => moved ?? machineNow(),
      setNow: async (now) => {
        await setClock(db, now)
        moved = now
      },
      web: () => web,
      showAt: (address) => {
        web = address
      },
      close: () => db.destroy(),
    }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Keeps the database before an import changes it; the demo is not kept. */
function copyKeeper(db: Database, settings: Settings, machineNow: () => Date) {
  const url = settings.DATABASE_URL
  if (url === undefined) return undefined
  return async () => {
    const taking = { why: 'before-import', at: machineNow(), version: await ownVersion() } as const
    return (await takeBackup(db, { ...taking, folder: backupFolder(settings, url) })).file
  }
}

/**
 * The plans that are served.
 * @throws SetupError if there is none, or PLAN names none
 */
export async function servedPlans({ db, plan }: Pick<Session, 'db' | 'plan'>): Promise<readonly PlanModel[]> {
  const codes = plan === undefined ? (await listPlans(db)).map(({ code }) => code) : [plan]
  if (codes.length === 0) return [await loadPlan(db)]
  return Promise.all(codes.map((code) => loadPlan(db, code)))
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

/** The local user id for `--as`: the seat of a post, or its holder where it has none; a person; or `stranger`. */
export async function userIdFor(session: Session, name: string): Promise<string> {
  const wanted = name.toLowerCase()
  if (wanted === 'stranger') return 'stranger'
  const models = await servedPlans(session.isDemo ? { ...session, plan: undefined } : session)
  const model =
    models.find(({ roles }) => roles.some(({ code }) => code.toLowerCase() === wanted)) ?? firstOf(models)
  const people = await listPeople(session.db)
  const role = model.roles.find((each) => each.code.toLowerCase() === wanted)
  if (role) {
    const seat = (await listSeats(session.db)).find(({ roleId }) => roleId === role.id)
    if (seat) return seat.code
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
