import type { TrailEntry } from '../trail.ts'

/** What every entry of an import has in common. */
export function importEntry(now: Date): Omit<TrailEntry, 'ref' | 'before' | 'after'> {
  return {
    at: now.toISOString(),
    by: 'the command line',
    identity: 'terminal:local:import',
    onBehalfOf: null,
    action: 'import',
    message: null,
  }
}
