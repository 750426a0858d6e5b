import type { TrailEntry } from '../trail.ts'
import type { ImportOptions } from './stage.ts'

/** What every entry of an import has in common. */
export function importEntry({
  now,
  importer = SHELL,
}: Pick<ImportOptions, 'now' | 'importer'>): Omit<TrailEntry, 'ref' | 'before' | 'after'> {
  return {
    at: now.toISOString(),
    by: importer.name,
    identity: importer.identity,
    onBehalfOf: null,
    action: 'import',
    message: importer.message,
  }
}

const SHELL = { name: 'the command line', identity: 'terminal:local:import', message: null }
