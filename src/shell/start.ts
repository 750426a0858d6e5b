import { nextDue } from '../../data/deliveries.ts'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import { loadServed, type PlanModel } from '../../data/plans.ts'
import { completions } from '../conversation/command/completion.ts'
import { platformFiles } from '../discover.ts'
import { addDays, addMonths, dayIn, instantOf } from '../domain/day.ts'
import { moment } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { parentOf } from '../domain/hierarchy.ts'
import type { Item } from '../domain/plan.ts'
import { needsWord } from '../domain/reference.ts'
import { exampleRating } from '../domain/scale.ts'
import { UserError } from '../errors.ts'
import { type Message, paragraph, sentence, typed } from '../message.ts'
import { createTerminal } from '../platforms/terminal.ts'
import { createTicking, everyMinute } from './clock.ts'
import { quietConsole } from './console.ts'
import { createEnding, type Ending } from './ending.ts'
import { inspectDatabase } from './inspection.ts'
import { serve } from './serve.ts'
import {
  EXIT,
  instantFrom,
  type Machine,
  type Session,
  type Speaking,
  settingsOf,
  userIdFor,
  withSession,
} from './session.ts'

export async function start(
  machine: Machine,
  options: Speaking & { fresh?: boolean; chat?: boolean },
): Promise<number> {
  const ending = createEnding(machine)
  const settings = settingsOf(machine)
  const files = await platformFiles(settings)
  const serves = files.length > 0 && !options.chat
  return withSession(
    machine,
    settings,
    { now: options.now, fresh: options.fresh ?? false, usualLogLevel: serves ? 'info' : 'error' },
    guarded(machine, ending, async (session) => {
      const model = await loadServed(session.db, session.plan)
      if (serves) return serveQuietly(machine, { settings, session, files }, ending)
      const terminal = createTerminal(machine)
      const userId = await userIdFor(session, options.as)
      if (ending.signal.aborted) return EXIT.done
      // Behaves as if the input had ended: work in progress is finished and the database closed.
      ending.signal.addEventListener('abort', () => machine.input.emit('end'))
      const ticking = createTicking(machine, session, { senders: [terminal] })
      const tickNow = async () => {
        // If chat platforms are configured, their service sends; this terminal only talks.
        if (files.length > 0) return
        const ticked = await orProblem(async () => ({ ticked: await ticking() }))
        if ('problem' in ticked) session.log.warn({ code: 'not-ticked' }, ticked.problem)
      }
      const clock = await everyMinute(tickNow, { log: session.log, steadyNow: machine.steadyNow })
      try {
        await terminal.run(
          {
            handle: (incoming) => session.app.handle(incoming, session.now()),
            complete: async (line, as) => {
              const speaking = { platform: 'terminal', tenant: 'local', userId: as, conversation: 'terminal' }
              const commands = await session.app.commandsFor(session.now(), speaking)
              return completions(line, commands, await session.app.vocabulary(session.now()))
            },
            speakAs: async (name) => orProblem(async () => ({ userId: await userIdFor(session, name) })),
            moveClock: (text) => moveClock(session, { text, timeZone: model.plan.timeZone, tickNow }),
            clockText: () => moment(session.now(), model.plan.timeZone),
            tick: tickNow,
          },
          {
            userId,
            welcome: heldBack(userId === 'stranger' ? sentence(WELCOME) : welcome(session, model, userId)),
          },
        )
      } finally {
        clock.stop()
      }
      return EXIT.done
    }),
  )
}

/** Runs on a database that was inspected, for as long as it is where it was opened. */
function guarded(
  machine: Machine,
  { guarding }: Ending,
  run: (session: Session) => Promise<number>,
): (session: Session) => Promise<number> {
  return async (session) => {
    await inspectDatabase(session, machine)
    return guarding(session, () => run(session))
  }
}

/** A stranger hears no more than this, not even the plan's name. */
const WELCOME = 'wsoa keeps an improvement plan: who owns what, how it stands, what boards decide.'

async function serveQuietly(...[machine, serving, ending]: Parameters<typeof serve>): Promise<number> {
  const endQuiet = quietConsole(serving.session.log)
  try {
    return await serve(machine, serving, ending)
  } finally {
    endQuiet()
  }
}

function welcome(
  session: Session,
  { plan: { title, timeZone, scale }, items, roles }: PlanModel,
  userId: string,
): Message {
  const demo = session.isDemo ? 'A demo on a sample plan' : 'The plan'
  const summary = WELCOME
  return {
    summary,
    blocks: [
      paragraph(summary),
      paragraph(`${demo}: ${title}. It is ${moment(session.now(), timeZone)}; you speak as ${userId}.`),
      {
        kind: 'list',
        items: [
          ['Try: ', typed('overdue')],
          [
            'Try: ',
            typed(
              `update ${exampleRef(items)} ${scale.ratings[0]?.label.toLowerCase() ?? exampleRating(scale)} backlog grew after half term`,
            ),
          ],
          [
            'Try: ',
            typed(
              `as ${roles.find((role) => items.some((item) => item.owners.includes(role.code)))?.code ?? 'coordinator'}`,
            ),
            ' then ',
            typed('mine'),
            '; ',
            typed('clock +1 week'),
            '; ',
            typed('help'),
            '; ',
            typed('exit'),
          ],
        ],
      },
    ],
  }
}

/** A mistake by the person, or a disk that is full for the moment, must not end the conversation. */
async function orProblem<Found>(find: () => Promise<Found>): Promise<Found | { problem: string }> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message }
    if (failureOf(error)) return { problem: sentenceOf(error) }
    throw error
  }
}

interface Moving {
  readonly text: string
  readonly timeZone: string
  readonly tickNow: () => Promise<void>
}

async function moveClock(session: Session, { text, timeZone, tickNow }: Moving): Promise<string> {
  if (!session.isDemo) return 'Only the demo’s clock can be moved.'
  const now = session.now()
  if (text === '') return `It is ${moment(now, timeZone)}. To move on: clock +1 week`
  const wanted = await orProblem(async () => ({ at: clockFrom(text, { now, timeZone }) }))
  if ('problem' in wanted) return `${wanted.problem} Or: clock +1 week`
  if (wanted.at < now)
    return `The record only goes forward: it is ${moment(now, timeZone)}. To begin again: npm start -- --fresh`
  const moved = await orProblem(async () => {
    await passTime(session, { to: wanted.at, tickNow })
    return wanted
  })
  if ('problem' in moved) return `The clock was not moved all the way. ${moved.problem}`
  return `It is ${moment(moved.at, timeZone)} now.`
}

/**
 * The time that `+1 week` or `2020-12-01T17:30` names on the demo's clock.
 * @throws UserError
 */
export function clockFrom(text: string, { now, timeZone }: { now: Date; timeZone: string }): Date {
  const [, sign, amount, unit = 'day'] =
    text.match(/^([+-])\s*(\d{1,4})\s*(minute|hour|day|week|month)s?$/i) ?? []
  if (amount === undefined) return instantFrom(text, timeZone)
  return shifted(now, { amount: Number(`${sign}${amount}`), unit, timeZone })
}

/** Everything due on the way happens at its own time, as if somebody had waited. */
async function passTime(
  session: Session,
  { to, tickNow }: { to: Date; tickNow: () => Promise<void> },
): Promise<void> {
  await tickNow()
  for (let due = await nextDue(session.db); due && due <= to; ) {
    if (due > session.now()) await session.setNow(due)
    await tickNow()
    const next = await nextDue(session.db)
    due = next && next > due ? next : undefined
  }
  await session.setNow(to)
}

/** A day later is the same time of day, even across a clock change. */
/** The reference of the item around the last one, where it can be typed alone. */
function exampleRef(items: readonly Item[]): string {
  const last = items.at(-1)
  const around = last && parentOf(last, items)
  return (around && !needsWord(around) ? around : last)?.ref ?? ''
}

function shifted(
  now: Date,
  { amount, unit, timeZone }: { amount: number; unit: string; timeZone: string },
): Date {
  const day = dayIn(timeZone, now)
  const time = now.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  switch (unit.toLowerCase()) {
    case 'minute':
      return new Date(now.getTime() + amount * 60_000)
    case 'hour':
      return new Date(now.getTime() + amount * 3_600_000)
    case 'week':
      return instantOf(addDays(day, amount * 7), time, timeZone)
    case 'month':
      return instantOf(addMonths(day, amount), time, timeZone)
    default:
      return instantOf(addDays(day, amount), time, timeZone)
  }
}
