import { type ClockStep, openStep } from '../../data/clock-steps.ts'
import type { Database } from '../../data/database.ts'
import { lastTick } from '../../data/ticks.ts'
import { EVEN_MS, MOST_STEP_MS } from '../domain/clock-trust.ts'

/** What other processes say of the machine's clock. */
export interface ClockState {
  /** A step because of which messages wait. */
  readonly step: ClockStep | undefined
  /** When a process last looked at the clock. */
  readonly lookedAt: Date | undefined
  /** No process has looked for three minutes, or the last one looked at another time than this clock's. */
  readonly isStale: boolean
}

export async function readClockState(db: Database, now: Date): Promise<ClockState> {
  const open = await openStep(db)
  const step = open && isWaitedFor(open, now) ? open : undefined
  const lookedAt = step ? new Date(step.seenAt) : await lastTick(db)
  const isStale = lookedAt === undefined || apart(now, lookedAt) > MOST_STEP_MS
  return { step, lookedAt, isStale }
}

/** A process that was killed leaves a step behind; a start later than this does not wait for it. */
function isWaitedFor({ confirmedAt, needsAnswer, seenAt }: ClockStep, now: Date): boolean {
  return confirmedAt === null && (needsAnswer === 1 || apart(now, new Date(seenAt)) <= EVEN_MS)
}

function apart(one: Date, other: Date): number {
  return Math.abs(one.getTime() - other.getTime())
}
