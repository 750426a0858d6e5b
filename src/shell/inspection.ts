import { engineOf } from '../../data/engine/engine.ts'
import { inspectTrail } from '../deliveries/trail-inspection.ts'
import { StorageError } from '../errors.ts'
import type { Machine, Session } from './session.ts'

/**
 * Looks at the whole database before the program relies on it. A broken trail is said and the coordinator told, but
 * people can go on: what they record is still found.
 * @throws StorageError when the file is damaged or nothing can be written
 */
export async function inspectDatabase(session: Session, { errors }: Machine): Promise<void> {
  const { db, log, now } = session
  const engine = engineOf(db)
  if ((await engine.damage(db)) !== undefined) {
    throw new StorageError('The database file is damaged. Restore it from a backup.', { failure: 'damaged' })
  }
  const trouble = engine.trouble()
  if (trouble) throw trouble
  const broken = await inspectTrail({ db, log }, now())
  if (broken) errors.write(`wsoa: ${broken}\n`)
}
