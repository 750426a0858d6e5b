/** One look at both clocks of the machine. */
export interface ClockReading {
  /** Anybody may set it. */
  readonly wall: Date
  /** In milliseconds. It only goes forward, and may stand still while the machine sleeps. */
  readonly steady: number
}

/** Whether the wall clock is believed. Compared are only readings of one process. */
export type ClockTrust =
  /** Since this reading the two clocks have agreed. */
  { readonly kind: 'trusted'; readonly at: ClockReading } | HeldClock

/** The wall clock was set, or the machine slept: nothing is sent that hangs on the time. */
export interface HeldClock {
  readonly kind: 'held'
  /** The last reading that was believed. */
  readonly expected: ClockReading
  /** The first reading after the latest step: since then the two clocks have agreed. */
  readonly from: ClockReading
}

/** The clocks disagree when they have gone apart by more than this; it is a wide margin for a busy machine. */
export const MOST_STEP_MS = 3 * 60_000

/** A clock that was set is believed after it has agreed with the other one for this long. */
export const EVEN_MS = 15 * 60_000

/** After a longer step a person has to say that the clock is right. */
const MOST_UNASKED_MS = 24 * 3_600_000

/** Small differences add up to a step only within this time: over months they are harmless. */
const RENEWED_MS = 3_600_000

/** The trust after another reading. */
export function judgeClock(before: ClockTrust, reading: ClockReading): ClockTrust {
  switch (before.kind) {
    case 'trusted': {
      if (isStep(before.at, reading)) return { kind: 'held', expected: before.at, from: reading }
      return reading.steady - before.at.steady > RENEWED_MS ? { kind: 'trusted', at: reading } : before
    }
    case 'held': {
      if (isStep(before.from, reading)) return { ...before, from: reading }
      const isEven = reading.steady - before.from.steady >= EVEN_MS
      return isEven && !needsAnswer(before) ? { kind: 'trusted', at: reading } : before
    }
  }
}

/** By how much the wall clock was set: forward if positive. */
export function stepOf({ expected, from }: Pick<HeldClock, 'expected' | 'from'>): number {
  return from.wall.getTime() - expectedAt({ expected }, from).getTime()
}

/** Whether the coordinator has to say that the clock is right. */
export function needsAnswer(held: Pick<HeldClock, 'expected' | 'from'>): boolean {
  return Math.abs(stepOf(held)) > MOST_UNASKED_MS
}

/** The time by the clock as it was before it was set. */
export function expectedAt({ expected }: Pick<HeldClock, 'expected'>, { steady }: ClockReading): Date {
  return new Date(expected.wall.getTime() + steady - expected.steady)
}

function isStep(from: ClockReading, to: ClockReading): boolean {
  return Math.abs(stepOf({ expected: from, from: to })) > MOST_STEP_MS
}
