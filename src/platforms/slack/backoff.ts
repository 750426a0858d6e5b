import type { Trouble } from './trouble.ts'

/** `long` where trying again soon cannot help; a number is Slack's own wish in seconds. */
export type Pause = 'usual' | 'long' | number

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** Slack's own wish is kept up to here. */
const LONGEST_WISH_MS = 600_000

export function pauseAfter(trouble: Trouble): Pause {
  if (trouble.kind === 'refused' || trouble.name === 'too_many_websockets') return 'long'
  return trouble.kind === 'slack' && trouble.seconds !== undefined ? trouble.seconds : 'usual'
}

/**
 * Milliseconds to wait after so many failures in a row: a second, then twice as long each time, a minute at most. It is
 * from half of that to all of it, as `chance` falls from 0 to 1, so that many services do not come back together.
 */
export function waitAfter(failures: number, pause: Pause, chance: number): number {
  const longest = pause === 'long' ? LONGEST_WAIT_MS : FIRST_WAIT_MS * 2 ** (failures - 1)
  const wait = Math.round((Math.min(longest, LONGEST_WAIT_MS) * (1 + chance)) / 2)
  return typeof pause === 'number' ? Math.min(Math.max(wait, pause * 1_000), LONGEST_WISH_MS) : wait
}
