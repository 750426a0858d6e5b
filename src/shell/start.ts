import { isStorageFailure, storageSentence } from '../../data/database.ts'
import { loadPlan } from '../../data/plans.ts'
import { completions } from '../conversation/completion.ts'
import { addDays, addMonths } from '../domain/day.ts'
import { moment } from '../domain/format.ts'
import { SetupError, UserError } from '../errors.ts'
import { EXIT } from '../exit.ts'
import { type Message, paragraph, typed } from '../message.ts'
import { createTerminal } from '../platforms/terminal.ts'
import { tick } from '../scheduler.ts'
import { instantFrom, type Machine, type Session, settingsOf, userIdFor } from '../session.ts'
import { configuredPlatforms } from '../settings.ts'
import { type Speaking, withSession } from './with-session.ts'

export async function start(
  machine: Machine,
  options: Speaking & { fresh?: boolean; chat?: boolean },
): Promise<number> {
  const settings = settingsOf(machine)
  const platforms = options.chat ? [] : configuredPlatforms(settings)
  if (platforms.length > 0) {
    throw new SetupError(
      `${platforms.join(' and ')} is configured, but this version talks in the terminal only. Remove its settings to start the demo.`,
    )
  }
  return withSession(
    machine,
    settings,
    { now: options.now, fresh: options.fresh ?? false },
    async (session) => {
      const terminal = createTerminal(machine)
      const userId = await userIdFor(session, options.as)
      const model = await loadPlan(session.db, session.plan)
      const vocabulary = await session.app.vocabulary(session.now())
      // As if the input had ended: what was begun is finished, and the database closed.
      machine.onStop(() => machine.input.emit('end'))
      await terminal.run(
        {
          handle: (incoming) => session.app.handle(incoming, session.now()),
          complete: async (line) => completions(line, session.commands, vocabulary),
          speakAs: async (name) => orProblem(async () => ({ userId: await userIdFor(session, name) })),
          moveClock: (text) => moveClock(session, text, model.plan.timeZone),
          tick: async () => {
            const ticking = { db: session.db, platform: terminal, log: session.log, leaseNow: machine.machineNow }
            const ticked = await orProblem(() => tick(ticking, session.now()))
            if ('problem' in ticked) session.log.warn({ code: 'not-ticked' }, ticked.problem)
          },
        },
        { userId, welcome: welcome(session, model.plan, userId) },
      )
      return EXIT.done
    },
  )
}

function welcome(
  session: Session,
  { title, timeZone }: { title: string; timeZone: string },
  userId: string,
): Message {
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
          [
            'Try: ',
            typed('as SLBI'),
            ' then ',
            typed('mine'),
            '; ',
            typed('clock +1 week'),
            '; ',
            typed('help'),
          ],
        ],
      },
    ],
  }
}

/** What a person can put right ends no conversation: a slip of theirs, or a disk that is full for the moment. */
async function orProblem<Found>(find: () => Promise<Found>): Promise<Found | { problem: string }> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message }
    if (isStorageFailure(error)) return { problem: storageSentence(error) }
    throw error
  }
}

async function moveClock(session: Session, text: string, timeZone: string): Promise<string> {
  if (!session.isDemo) return 'Only the demo’s clock can be moved.'
  const now = session.now()
  if (text === '') return `It is ${moment(now, timeZone)}. To move on: clock +1 week`
  const [, sign, amount, unit] = text.match(/^([+-])\s*(\d{1,4})\s*(minute|hour|day|week|month)s?$/i) ?? []
  const wanted = await orProblem(async () => ({
    at:
      amount === undefined
        ? instantFrom(text, timeZone)
        : shifted(now, (sign === '-' ? -1 : 1) * Number(amount), unit ?? 'day'),
  }))
  if ('problem' in wanted) return `${wanted.problem} Or: clock +1 week`
  if (wanted.at < now)
    return `The record only goes forward: it is ${moment(now, timeZone)}. To begin anew: npm start -- --fresh`
  const moved = await orProblem(async () => ({ at: await session.setNow(wanted.at) }))
  if ('problem' in moved) return `The clock was not moved. ${moved.problem}`
  return `It is ${moment(wanted.at, timeZone)} now.`
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
