import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import type { PlanModel } from '../../data/plans.ts'
import { completions } from '../conversation/command/completion.ts'
import { platformFiles } from '../discover.ts'
import { addDays, addMonths, dayIn, instantOf } from '../domain/day.ts'
import { firstOf } from '../domain/first-of.ts'
import { moment } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { parentOf } from '../domain/hierarchy.ts'
import type { Item } from '../domain/plan.ts'
import { needsWord } from '../domain/reference.ts'
import { exampleRating } from '../domain/scale.ts'
import { SetupError, UserError } from '../errors.ts'
import { link, type Message, paragraph, sentence, typed } from '../message.ts'
import { createTerminal } from '../platforms/terminal.ts'
import { createTicking, everyMinute } from './clock.ts'
import { quietConsole } from './console.ts'
import { passTime } from './demo-clock.ts'
import { openDemoPages } from './demo-pages.ts'
import { createEnding, type Ending } from './ending.ts'
import { inspectDatabase } from './inspection.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { serve } from './serve.ts'
import {
  EXIT,
  instantFrom,
  type Machine,
  type Session,
  type Speaking,
  servedPlans,
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
  const isDemo = !serves && !options.chat
  if (isDemo && !options.fresh && settings.DATABASE_URL !== undefined) throw new SetupError(NOTHING_TO_SERVE)
  return withSession(
    machine,
    settings,
    { now: options.now, fresh: options.fresh ?? false, usualLogLevel: serves ? 'info' : 'error' },
    guarded(machine, ending, async (session) => {
      const plans = await servedPlans(session)
      const { timeZone } = firstOf(plans).plan
      if (serves) return serveQuietly(machine, { settings, session, files }, ending)
      const terminal = createTerminal(machine)
      const userId = await userIdFor(session, options.as)
      if (ending.signal.aborted) return EXIT.done
      // Behaves as if the input had ended: work in progress is finished and the database closed.
      ending.signal.addEventListener('abort', () => machine.input.emit('end'))
      const ticking = createTicking(machine, session, { senders: [terminal] })
      const tickNow = oneAtATime(async () => {
        // If chat platforms are configured, their service sends; this terminal only talks.
        if (files.length > 0) return
        const ticked = await orProblem(async () => ({ ticked: await ticking() }))
        if ('problem' in ticked) session.log.warn({ code: 'not-ticked' }, ticked.problem)
      })
      const clock = await everyMinute(tickNow, { log: session.log, steadyNow: machine.steadyNow })
      const demoPages =
        isDemo && session.isDemo
          ? await openDemoPages(machine, { settings, session, tickNow, first: userId })
          : undefined
      try {
        const lines = await terminal.run(
          {
            handle: (incoming) => session.app.handle(incoming, session.now()),
            complete: async (line, as) => {
              const speaking = { platform: 'terminal', tenant: 'local', userId: as, conversation: 'terminal' }
              const commands = await session.app.commandsFor(session.now(), speaking)
              return completions(line, commands, await session.app.vocabulary(session.now()))
            },
            speakAs: async (name) => orProblem(async () => ({ userId: await userIdFor(session, name) })),
            moveClock: (text) => moveClock(session, { text, timeZone, tickNow }),
            clockText: () => moment(session.now(), timeZone),
            tick: tickNow,
          },
          {
            userId,
            welcome: heldBack(await welcomeFor(session, userId, demoPages?.address)),
          },
        )
        const isAsked = machine.input.isTTY || lines > 0 || ending.signal.aborted
        if (isDemo && !isAsked) throw new SetupError(NOTHING_TO_SERVE)
      } finally {
        clock.stop()
        await demoPages?.close()
      }
      return EXIT.done
    }),
  )
}

/** A service that was set up half must not pass for a demo that ended well. */
const NOTHING_TO_SERVE =
  'There is nothing to serve: no chat platform is configured. Set SLACK_BOT_TOKEN or MicrosoftAppId and what belongs to it in .env, and look at it with: wsoa config. To talk in this terminal: wsoa chat.'

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

/** A stranger is told nothing of any plan. */
async function welcomeFor(session: Session, userId: string, address: string | undefined): Promise<Message> {
  const speaking = { platform: 'terminal', tenant: 'local', userId, conversation: 'terminal' }
  const [plan] = await session.app.plansFor(session.now(), speaking)
  return plan ? welcome(session, plan, { userId, address }) : sentence(WELCOME)
}

function welcome(
  session: Session,
  { plan: { title, timeZone, scale }, items, roles }: PlanModel,
  { userId, address }: { readonly userId: string; readonly address: string | undefined },
): Message {
  const demo = session.isDemo ? 'A demo on a sample plan' : 'The plan'
  const summary = WELCOME
  return {
    summary,
    blocks: [
      paragraph(summary),
      paragraph(`${demo}: ${title}. It is ${moment(session.now(), timeZone)}; you speak as ${userId}.`),
      ...(address === undefined ? [] : [paragraph(link('The same in a browser', address))]),
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
