import type { Logger } from 'pino'
import { type ClockStep, changeStep, findStep, openStep, saveStep } from '../../data/clock-steps.ts'
import type { Database } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import { lastTick } from '../../data/ticks.ts'
import {
  type ClockReading,
  type ClockTrust,
  EVEN_MS,
  expectedAt,
  type HeldClock,
  judgeClock,
  MOST_STEP_MS,
  needsAnswer,
  stepOf,
} from '../domain/clock-trust.ts'

/** The time, or why it is not believed. */
export type ClockLook =
  /** `after` is the step that messages waited for until now. */
  | { readonly kind: 'trusted'; readonly now: Date; readonly after: ClockStep | undefined }
  /** `now` is the time by the clock as it was before it was set. */
  | { readonly kind: 'held'; readonly now: Date; readonly step: ClockStep }

/** Compares the machine's two clocks for as long as a process runs. */
export interface ClockWatch {
  readonly look: () => Promise<ClockLook>
  /** The time, if the clock was not set since the latest look. */
  readonly believed: () => Date | undefined
  /** Keeps that nothing waits for the step any more. */
  readonly end: (step: ClockStep) => Promise<void>
}

interface Clocks {
  readonly db: Database
  readonly log: Logger
  readonly machineNow: () => Date
  /** Milliseconds on a monotonic clock. */
  readonly steadyNow: () => number
}

interface Watched {
  readonly trust: ClockTrust
  /** What is kept of the latest step, while messages wait for it. */
  readonly step: ClockStep | undefined
}

export function watchClock({ db, log, machineNow, steadyNow }: Clocks): ClockWatch {
  let watched: Watched | undefined
  const read = (): ClockReading => ({ wall: machineNow(), steady: steadyNow() })
  return {
    look: async () => {
      const reading = read()
      const before = watched ?? (await beginning(db, reading))
      watched = await noted(db, log, { before, trust: judgeClock(before.trust, reading), reading })
      const { trust, step } = watched
      if (trust.kind === 'held' && step) return { kind: 'held', now: expectedAt(trust, reading), step }
      return { kind: 'trusted', now: reading.wall, after: step }
    },
    believed: () => {
      const reading = read()
      return watched && judgeClock(watched.trust, reading).kind === 'trusted' ? reading.wall : undefined
    },
    end: async (step) => {
      await changeStep(db, step.id, { endedAt: machineNow().toISOString() })
      if (watched?.step?.id === step.id) watched = { ...watched, step: undefined }
      log.info({ code: 'clock-believed', step: step.id }, 'the clock is believed again')
    },
  }
}

/**
 * Whether a process that starts believes the clock: not while it is before the last tick. A clock after it means that
 * nothing ran for a while, unless another process has just seen it being set, or the coordinator's answer is due.
 */
async function beginning(db: Database, reading: ClockReading): Promise<Watched> {
  const last = await lastTick(db)
  const step = await openStep(db)
  const goesOn = step !== undefined && isAfter(reading.wall, step.seenAt)
  const trusted: Watched = { trust: { kind: 'trusted', at: reading }, step }
  if (goesOn && step.confirmedAt !== null) return trusted
  const isRecent = goesOn && reading.wall.getTime() - Date.parse(step.seenAt) <= EVEN_MS
  if (last && !isAfter(reading.wall, last.toISOString())) {
    if (isRecent) return { trust: resumed(step, reading), step }
    return { trust: { kind: 'held', expected: { ...reading, wall: last }, from: reading }, step: undefined }
  }
  const isForward =
    step !== undefined && Date.parse(step.shownAt) - Date.parse(step.expectedAt) > MOST_STEP_MS
  if (goesOn && isForward && (isRecent || step.needsAnswer === 1))
    return { trust: resumed(step, reading), step }
  return trusted
}

function isAfter(wall: Date, at: string): boolean {
  return wall.getTime() >= Date.parse(at) - MOST_STEP_MS
}

/** The trust of a process that has seen the step, as far as it concerns one that has not. */
function resumed({ expectedAt: expected, shownAt }: ClockStep, { wall, steady }: ClockReading): HeldClock {
  const then = steady - (wall.getTime() - Date.parse(shownAt))
  return {
    kind: 'held',
    expected: { wall: new Date(expected), steady: then },
    from: { wall: new Date(shownAt), steady: then },
  }
}

/** Keeps a new step, or that messages still wait for a known one, and reads the coordinator's answer. */
async function noted(
  db: Database,
  log: Logger,
  { before, trust, reading }: { before: Watched; trust: ClockTrust; reading: ClockReading },
): Promise<Watched> {
  if (trust.kind === 'trusted') return { trust, step: before.step }
  const isKnown =
    before.step !== undefined && before.trust.kind === 'held' && before.trust.from === trust.from
  const step = isKnown ? before.step : await keepStep(db, log, trust)
  if ((await findStep(db, step.id))?.confirmedAt) return { trust: { kind: 'trusted', at: reading }, step }
  await changeStep(db, step.id, { seenAt: reading.wall.toISOString() })
  return { trust, step }
}

/** Two processes that see the same step keep it once. */
async function keepStep(db: Database, log: Logger, held: HeldClock): Promise<ClockStep> {
  const shownAt = held.from.wall.toISOString()
  const kept = await write(db, null, async (trx) => {
    const open = await openStep(trx)
    if (open && isSameStep(open, held)) return open
    if (open) await changeStep(trx, open.id, { endedAt: shownAt })
    return saveStep(trx, {
      expectedAt: expectedAt(held, held.from).toISOString(),
      shownAt,
      seenAt: shownAt,
      needsAnswer: needsAnswer(held) ? 1 : 0,
    })
  })
  log.warn(
    { code: 'clock-set', step: kept.id, seconds: Math.round(stepOf(held) / 1_000) },
    kept.needsAnswer === 1
      ? 'the clock was set by more than a day: nothing is sent until the coordinator says that it is right'
      : 'the clock was set: nothing is sent until it has been even for a quarter of an hour',
  )
  return kept
}

function isSameStep({ expectedAt: expected, shownAt }: ClockStep, held: HeldClock): boolean {
  const apart = held.from.wall.getTime() - Date.parse(shownAt)
  const wider = stepOf(held) - (Date.parse(shownAt) - Date.parse(expected))
  return Math.abs(apart) <= MOST_STEP_MS && Math.abs(wider) <= MOST_STEP_MS
}
