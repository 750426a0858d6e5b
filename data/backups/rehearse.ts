import { StorageError } from '../../src/errors.ts'
import { isKnownSchema, openCopy, openDatabase, placeOf, SCHEMAS } from '../database.ts'
import { engineOf } from '../engine/engine.ts'
import { failureOf, sentenceOf } from '../engine/failure.ts'
import type { TrailEnds } from './manifest.ts'
import { migrationsOf, prove } from './prove.ts'

export interface Rehearsed {
  /** The changes of the schema that are to come, in their order. */
  readonly pending: readonly string[]
  /** The trail after them. */
  readonly trail: TrailEnds
}

/**
 * Brings a copy of the database up to date and proves it, then removes the copy; the database stays as it is, and may be in use.
 * @throws StorageError that says why this version could not bring it up to date
 */
export async function rehearseUpgrade(url: string): Promise<Rehearsed> {
  const { path, removeBeside } = placeOf(url)
  const beside = `${path}-checking`
  removeBeside(beside)
  try {
    const there = openCopy(path)
    const pending = await copied(there, beside).finally(() => there.destroy())
    const db = await openDatabase(`sqlite:${beside}`, { create: false })
    const { trail } = await prove(db).finally(() => db.destroy())
    return { pending, trail }
  } catch (error) {
    if (failureOf(error) === undefined) throw error
    throw new StorageError(`The database cannot be brought up to date: ${sentenceOf(error)}`, {
      cause: error,
    })
  } finally {
    removeBeside(beside)
  }
}

async function copied(there: ReturnType<typeof openCopy>, beside: string): Promise<readonly string[]> {
  const done = await migrationsOf(there)
  if (!done.every(isKnownSchema))
    throw new StorageError('it was made by a newer version of wsoa. Install that version.')
  await engineOf(there).copyTo(beside)
  return SCHEMAS.filter((name) => !done.includes(name))
}
