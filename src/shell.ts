import { readFile } from 'node:fs/promises'
import { databaseExists, openDatabase } from '../data/database.ts'
import { listDeliveries } from '../data/deliveries.ts'
import { importPlan, previewImport } from '../data/import.ts'
import { listPlans, loadPlan } from '../data/plans.ts'
import { readTrail, verifyTrail } from '../data/trail.ts'
import { EXIT } from './cli.ts'
import { completions } from './conversation/completion.ts'
import type { Reading } from './conversation/reader.ts'
import { openDemo } from './demo.ts'
import { addDays, addMonths, dayIn } from './domain/day.ts'
import { count, moment } from './domain/format.ts'
import { indexReferences, readReferences } from './domain/reference.ts'
import { cleanText } from './domain/text.ts'
import { SetupError, UserError } from './errors.ts'
import { type Message, paragraph, typed } from './message.ts'
import { type PlanFile, readPlanFile } from './plan-file.ts'
import type { Reply } from './platform.ts'
import { createTerminal } from './platforms/terminal.ts'
import { renderHtml } from './render/html.ts'
import { renderMarkdown } from './render/markdown.ts'
import { renderTerminal } from './render/terminal.ts'
import { tick } from './scheduler.ts'
import { instantFrom, type Machine, openSession, type Session, settingsOf, userIdFor } from './session.ts'
import { configuredPlatforms, type Settings } from './settings.ts'

/** The shell's commands. Each answers with its exit code. */

interface Speaking {
  readonly as: string
  readonly now?: string
  readonly json?: boolean
}

interface Timed {
  readonly now?: string
  readonly json?: boolean
}

/** Wide enough that no line of a script's answer is broken. */
const UNBROKEN = 10_000

export async function start(machine: Machine, options: Speaking & { fresh?: boolean; chat?: boolean }): Promise<number> {
  const settings = settingsOf(machine)
  const platforms = options.chat ? [] : configuredPlatforms(settings)
  if (platforms.length > 0) {
    throw new SetupError(`${platforms.join(' and ')} is configured, but this version talks in the terminal only. Remove its settings to start the demo.`)
  }
  return withSession(machine, settings, { now: options.now, fresh: options.fresh ?? false }, async (session) => {
    const terminal = createTerminal(machine)
    const userId = await userIdFor(session, options.as)
    const model = await loadPlan(session.db, session.plan)
    const vocabulary = await session.app.vocabulary(session.now())
    await terminal.run(
      {
        handle: (incoming) => session.app.handle(incoming, session.now()),
        complete: async (line) => completions(line, session.commands, vocabulary),
        speakAs: async (name) => orProblem(async () => ({ userId: await userIdFor(session, name) })),
        moveClock: (text) => moveClock(session, text, model.plan.timeZone),
        tick: async () => {
          await tick({ db: session.db, platform: terminal, log: session.log, leaseNow: machine.machineNow }, session.now())
        },
      },
      { userId, welcome: welcome(session, model.plan, userId) },
    )
    return EXIT.done
  })
}

function welcome(session: Session, { title, timeZone }: { title: string; timeZone: string }, userId: string): Message {
  const demo = session.isDemo ? 'A demo on a sample plan' : 'The plan'
  const summary = `wsoa keeps an improvement plan: who owns what, how it stands, what boards decide.`
  return {
    summary,
    blocks: [
      paragraph(summary),
      paragraph(`${demo}: ${title}. It is ${moment(session.now(), timeZone)}; you speak as ${userId}.`),
      {
        kind: 'list',
        items: [
          ['Try: ', typed('overdue')],
          ['Try: ', typed('update C2 red backlog grew after half term')],
          ['Try: ', typed('as SLBI'), ' then ', typed('mine'), '; ', typed('clock +1 week'), '; ', typed('help')],
        ],
      },
    ],
  }
}

async function orProblem<Found>(find: () => Promise<Found>): Promise<Found | { problem: string }> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message }
    throw error
  }
}

async function moveClock(session: Session, text: string, timeZone: string): Promise<string> {
  if (!session.isDemo) return 'Only the demo’s clock can be moved.'
  const now = session.now()
  if (text === '') return `It is ${moment(now, timeZone)}. To move on: clock +1 week`
  const [, sign, amount, unit] = text.match(/^([+-])\s*(\d{1,4})\s*(minute|hour|day|week|month)s?$/i) ?? []
  const moved = await orProblem(async () => ({
    at: amount === undefined ? instantFrom(text, timeZone) : shifted(now, (sign === '-' ? -1 : 1) * Number(amount), unit ?? 'day'),
  }))
  if ('problem' in moved) return `${moved.problem} Or: clock +1 week`
  if (moved.at < now) return `The record only goes forward: it is ${moment(now, timeZone)}. To begin anew: npm start -- --fresh`
  await session.setNow(moved.at)
  return `It is ${moment(moved.at, timeZone)} now.`
}

function shifted(now: Date, amount: number, unit: string): Date {
  const day = now.toISOString().slice(0, 10)
  const time = now.toISOString().slice(10)
  switch (unit.toLowerCase()) {
    case 'minute':
      return new Date(now.getTime() + amount * 60_000)
    case 'hour':
      return new Date(now.getTime() + amount * 3_600_000)
    case 'week':
      return new Date(addDays(day, amount * 7) + time)
    case 'month':
      return new Date(addMonths(day, amount) + time)
    default:
      return new Date(addDays(day, amount) + time)
  }
}

export async function say(machine: Machine, line: string, options: Speaking & { format: string }): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const userId = await userIdFor(session, options.as)
    const reply = await session.app.handle(
      { platform: 'terminal', tenant: 'local', conversation: 'terminal', userId, key: null, said: line },
      session.now(),
    )
    machine.output.write(`${options.json ? JSON.stringify(replyJson(reply)) : rendered(reply.message, options.format, machine)}\n`)
    return exitOf(reply)
  })
}

function replyJson({ ok, message, changes, items, error }: Reply): object {
  return { ok, message: renderTerminal(message, { width: UNBROKEN, colour: false }), changes, data: { items }, error }
}

function rendered(message: Message, format: string, { output, environment }: Machine): string {
  switch (format) {
    case 'md':
      return renderMarkdown(message)
    case 'html':
      return renderHtml(message)
    case 'text':
      return renderTerminal(message, { width: output.columns ?? 80, colour: Boolean(output.isTTY) && environment.NO_COLOR === undefined })
    default:
      throw new UserError('invalid', `"${format}" is not a format: expected text, md or html.`)
  }
}

function exitOf({ ok, error }: Reply): number {
  if (error?.code === 'storage' || error?.code === 'internal') return EXIT.internal
  if (error?.code === 'setup') return EXIT.setup
  return ok ? EXIT.done : EXIT.refused
}

export async function parse(machine: Machine, line: string, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const reading = await session.app.read(line, session.now())
    const json = readingJson(reading)
    machine.output.write(`${options.json ? JSON.stringify(json) : readingText(reading)}\n`)
    return reading.certainty === 'sure' ? EXIT.done : EXIT.refused
  })
}

function readingJson(reading: Reading): object {
  const args = reading.certainty === 'sure' ? reading.args : {}
  const refs = Array.isArray(args.refs) ? args.refs : args.ref === undefined ? [] : [args.ref]
  const since = args.since as { day?: { on: string }; body?: string } | undefined
  const day = (args.date ?? args.day ?? args.on ?? (args.when as { until?: unknown } | undefined)?.until) as { on: string } | undefined
  const named = {
    ref: args.ref ?? refs[0],
    area: args.area,
    rating: args.rating,
    state: args.state,
    role: args.role,
    since: since?.day?.on ?? (since ? 'last-board' : undefined),
    body: args.body ?? (since?.body || undefined),
    request: args.request,
    date: day?.on,
    reason: args.reason,
  }
  return {
    certainty: reading.certainty,
    command: reading.command,
    targets: refs.map((ref) => ({ ref, rating: args.rating ?? null })),
    note: args.note ?? null,
    args: Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    options: reading.certainty === 'ask' ? reading.options.map((option) => option.line) : [],
    suggestions: reading.certainty === 'none' ? reading.suggestions : [],
    reason: reading.reason,
  }
}

function readingText(reading: Reading): string {
  switch (reading.certainty) {
    case 'sure':
      return `sure: ${reading.command} ${JSON.stringify(reading.args)}\n${reading.reason}`
    case 'ask':
      return [`ask: ${reading.question}`, ...reading.options.map((option) => `  ${option.line}`), reading.reason].join('\n')
    case 'none':
      return ['none', reading.reason, ...reading.suggestions.map((line) => `  ${line}`)].join('\n')
  }
}

export async function check(machine: Machine, path: string, { json }: { json?: boolean }): Promise<number> {
  const { plan, errors, questions } = readPlanFile(await fileText(path))
  if (json) machine.output.write(`${JSON.stringify({ ok: plan !== null, errors, questions })}\n`)
  else {
    for (const [kind, findings] of [['error', errors], ['question', questions]] as const) {
      for (const { line, column, text } of findings) machine.output.write(`${path}:${line}:${column}: ${kind}: ${text}\n`)
    }
    machine.output.write(`${count(errors.length, 'error')}, ${count(questions.length, 'question')}.${plan ? ` ${sizeOf(plan)}` : ''}\n`)
  }
  return plan ? EXIT.done : EXIT.setup
}

function sizeOf(plan: PlanFile): string {
  const actions = plan.areas.flatMap((area) => area.actions)
  const parts = actions.flatMap((action) => action.subActions)
  return `${count(plan.areas.length, 'area')}, ${count(actions.length, 'action')}, ${count(parts.length, 'sub-action')}.`
}

export async function importFile(machine: Machine, path: string, options: Timed & { dryRun?: boolean }): Promise<number> {
  const settings = settingsOf(machine)
  const { plan, errors } = readPlanFile(await fileText(path))
  if (!plan) {
    const [first] = errors
    throw new SetupError(`${path}:${first?.line}:${first?.column}: ${first?.text} (${count(errors.length, 'error')}; see all with: wsoa check ${path})`)
  }
  const url = settings.DATABASE_URL
  if (url && options.dryRun && !databaseExists(url)) {
    machine.output.write(`There is no database yet; importing would make it and add ${sizeOf(plan)}\n`)
    return EXIT.done
  }
  if (url && !databaseExists(url)) machine.output.write(`Making a new database: ${url}\n`)
  const { db, now: demoNow } = url ? { db: await openDatabase(url, { create: true }), now: undefined } : await openDemo()
  try {
    const now = options.now === undefined ? (demoNow ?? machine.machineNow()) : instantFrom(options.now, plan.timeZone)
    const importing = { now, today: dayIn(plan.timeZone, now) }
    const changes = await previewImport(db, plan, importing)
    if (!options.json) machine.output.write(announced(changes, options.dryRun === true))
    if (!options.dryRun && changes.length > 0) await importPlan(db, plan, importing)
    if (options.json) machine.output.write(`${JSON.stringify({ ok: true, plan: plan.code, changes })}\n`)
    else if (!options.dryRun && changes.length > 0) machine.output.write(`Done. No update was touched.\n`)
    return EXIT.done
  } finally {
    await db.destroy()
  }
}

/** A new plan is announced by what it holds, a changed one line by line. */
function announced(changes: readonly string[], isDryRun: boolean): string {
  if (changes.length === 0) return 'The database agrees with the file; nothing to do.\n'
  return `${isDryRun ? 'This would' : 'This will'}:\n${changes.map((change) => `- ${change}\n`).join('')}`
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SetupError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'check that it is a text file you may read'}.`, { cause: error })
  }
}

export async function tickOnce(machine: Machine, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const terminal = createTerminal({ input: machine.input, output: options.json ? machine.errors : machine.output })
    const ticked = await tick({ db: session.db, platform: terminal, log: session.log, leaseNow: machine.machineNow }, session.now())
    const { planned, sent, held, failed } = ticked
    machine.output.write(options.json ? `${JSON.stringify(ticked)}\n` : `${planned} planned, ${sent} sent, ${held} held, ${failed} failed.\n`)
    return EXIT.done
  })
}

export async function deliveries(machine: Machine, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const { plan } = await loadPlan(session.db, session.plan)
    const rows = (await listDeliveries(session.db, plan.id)).map(({ key, state, dueAt, sentAt, tries, late }) => ({ key, state, dueAt, sentAt, tries, late }))
    const text = rows.map((row) => `${row.state}  due ${moment(new Date(row.dueAt), plan.timeZone)}  ${row.key}`)
    machine.output.write(options.json ? `${JSON.stringify(rows)}\n` : `${text.join('\n') || 'Nothing was sent and nothing is to be sent.'}\n`)
    return EXIT.done
  })
}

export async function trail(machine: Machine, reference: string | undefined, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const { plan, items } = await loadPlan(session.db, session.plan)
    const found = reference === undefined ? undefined : readReferences(cleanText(reference), indexReferences(items))
    if (reference !== undefined && found?.length !== 1) throw new UserError('unknown', `There is no item "${reference}" in this plan. Expected a reference such as ${items[1]?.ref}.`)
    const rows = await readTrail(session.db, plan.id, found?.[0]?.ref)
    if (options.json) {
      const shaped = rows.map(({ seq, at, by, onBehalfOf, action, ref, before, after, hash }) => ({ seq, at, by, onBehalfOf, action, ref, before, after, hash }))
      machine.output.write(`${JSON.stringify(shaped)}\n`)
      return EXIT.done
    }
    const lines = rows.map((row) => `#${row.seq}  ${moment(new Date(row.at), plan.timeZone)}  ${row.by}${row.onBehalfOf === null ? '' : ` for ${row.onBehalfOf}`}  ${row.action}  ${row.ref ?? ''}  ${row.before === null ? '' : `${JSON.stringify(row.before)} → `}${JSON.stringify(row.after)}`)
    machine.output.write(`${lines.join('\n') || 'Nothing was changed yet.'}\n`)
    return EXIT.done
  })
}

export async function auditVerify(machine: Machine, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const { entries, head, broken } = await verifyTrail(session.db)
    if (options.json) machine.output.write(`${JSON.stringify({ ok: broken === null, entries, head, broken })}\n`)
    else if (broken) machine.output.write(`The trail is broken at entry #${broken.seq}: ${broken.problem}. ${count(entries, 'entry', 'entries')} before it ${entries === 1 ? 'is' : 'are'} intact.\n`)
    else machine.output.write(`The trail is intact: ${count(entries, 'entry', 'entries')}, head ${head}.\n`)
    return broken ? EXIT.internal : EXIT.done
  })
}

export async function doctor(machine: Machine, options: Timed): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async (session) => {
    const { entries, broken } = await verifyTrail(session.db)
    const plans = await listPlans(session.db)
    const checks = [
      { name: 'Node', ok: true, text: process.version },
      { name: 'settings', ok: true, text: 'complete' },
      { name: 'database', ok: true, text: `${settings.DATABASE_URL ?? 'the demo’s'}, write-ahead log, every commit flushed` },
      { name: 'plans', ok: plans.length > 0, text: plans.map((plan) => plan.code).join(', ') || 'none: wsoa import <plan.yaml>' },
      { name: 'trail', ok: broken === null, text: broken ? `broken at #${broken.seq}: restore a backup` : `intact, ${count(entries, 'entry', 'entries')}` },
      { name: 'platforms', ok: true, text: configuredPlatforms(settings).join(', ') || 'none configured: the terminal only' },
    ]
    machine.output.write(options.json ? `${JSON.stringify(checks)}\n` : `${checks.map((each) => `${each.ok ? 'ok   ' : 'wrong'}  ${each.name}: ${each.text}`).join('\n')}\n`)
    return checks.every((each) => each.ok) ? EXIT.done : EXIT.internal
  })
}

async function withSession(
  machine: Machine,
  settings: Settings,
  options: { now?: string | undefined; fresh?: boolean },
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const session = await openSession(machine, settings, { now: options.now, fresh: options.fresh ?? false })
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}
