import { StorageError, type StorageFailure } from '../../src/errors.ts'

/** How the database refused; undefined for a mistake in the program. */
export function failureOf(error: unknown): StorageFailure | undefined {
  if (error instanceof StorageError) return error.failure
  return isClosed(error) ? 'unreachable' : undefined
}

/** One sentence for a person: what is wrong with the database and what cures it. */
export function sentenceOf(error: unknown): string {
  if (error instanceof StorageError) return error.message
  return isClosed(error) ? CLOSED : 'The database refused.'
}

export const CLOSED = 'The database is closed. Start the service again.'

/** Kysely refuses by itself what is asked of a database that was closed. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && error.message === 'driver has already been destroyed'
}
