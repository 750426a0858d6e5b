import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { pino } from 'pino'
import type { Database } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { type App, createApp } from '../../src/app/app.ts'
import type { Commands } from '../../src/command.ts'
import { loadCommands } from '../../src/discover.ts'
import { dayIn } from '../../src/domain/day.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import type { Incoming, Reply } from '../../src/platform.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { projectFile } from '../../src/shell/project.ts'
import { openTestDatabase } from './database.ts'
import { testEngine } from './engines.ts'

export const SAMPLE = 'data/plans/thurrock-wsoa-2019.yaml'
export const TINY = 'test/plans/tiny.yaml'

/** Nine o'clock on the first day of the demo. */
export const FIRST_MORNING = new Date('2020-11-24T09:00:00Z')

interface SayOptions {
  /** A role code, `coordinator`, `chair:<body>`, a person's code, or `stranger`. */
  readonly as?: string
  readonly conversation?: string
  readonly key?: string
  readonly nonce?: string
  /** What a chat platform would tell besides. */
  readonly from?: Partial<Omit<Incoming, 'said'>>
}

export interface TestApp {
  readonly app: App
  readonly db: Database
  readonly commands: Commands
  /** Says a line and answers with everything that came back. */
  readonly tell: (said: Incoming['said'], options?: SayOptions) => Promise<Reply>
  /** Says a line and answers with what a person reads, unwrapped. */
  readonly say: (line: string, options?: SayOptions) => Promise<string>
  readonly now: () => Date
  /** Moves the clock on. */
  readonly later: (time: { minutes?: number; days?: number } | Date) => void
  readonly close: () => Promise<void>
}

/**
 * The real app on a real database with a plan imported as a person would. Without a URL the database is a copy
 * of one that is imported once.
 */
export async function createTestApp({
  plan = SAMPLE,
  database,
  now: start = FIRST_MORNING,
}: {
  plan?: string
  database?: string
  now?: Date
} = {}): Promise<TestApp> {
  const copy = database === undefined ? await testEngine.copy(await template(plan, start)) : undefined
  const db = copy ? await openTestDatabase(copy.url) : await imported(database ?? '', plan, start)
  const commands = await loadCommands()
  const app = createApp({ db, commands, log: pino({ level: 'silent' }) })
  let now = start
  const tell: TestApp['tell'] = (
    said,
    { as = 'coordinator', conversation = 'test', key, nonce, from = {} } = {},
  ) =>
    app.handle(
      {
        platform: 'terminal',
        tenant: 'local',
        userId: as,
        conversation,
        isPrivate: true,
        key: key ?? null,
        said,
        ...(nonce === undefined ? {} : { nonce }),
        ...from,
      },
      now,
    )
  return {
    app,
    db,
    commands,
    tell,
    say: async (line, options) => read(await tell(line, options)),
    now: () => now,
    later: (time) => {
      now =
        time instanceof Date
          ? time
          : new Date(now.getTime() + (time.minutes ?? 0) * 60_000 + (time.days ?? 0) * 86_400_000)
    },
    close: async () => {
      await db.destroy()
      await copy?.drop()
    },
  }
}

/** The databases that copies are made of, by plan and time. */
const templates = new Map<string, string>()

async function template(plan: string, start: Date): Promise<string> {
  const key = `${plan} ${start.toISOString()}`
  const known = templates.get(key)
  if (known) return known
  const { url } = testEngine.place()
  const db = await imported(url, plan, start)
  await db.destroy()
  templates.set(key, url)
  return url
}

async function imported(url: string, plan: string, start: Date): Promise<Database> {
  const db = await openTestDatabase(url)
  const file = planFrom(plan)
  await importPlan(db, file, { now: start, today: dayIn(file.timeZone, start) })
  return db
}

/** What a person reads, on a screen so wide that nothing is wrapped. */
export function read({ message, thread = [] }: Reply): string {
  return [message, ...thread]
    .map((page) => renderTerminal(page, { width: 10_000, colour: false }))
    .join('\n\n')
}

const plans = new Map<string, PlanFile>()

/** A plan file as it is read, once: the sample takes half a second. */
export function planFrom(path: string): PlanFile {
  const known = plans.get(path)
  if (known) return known
  const { plan, errors } = readPlanFile(readFileSync(isAbsolute(path) ? path : projectFile(path), 'utf8'))
  if (!plan) throw new Error(`${path}: ${errors.map((error) => `${error.line}: ${error.text}`).join('; ')}`)
  plans.set(path, plan)
  return plan
}
