import { existsSync, statSync } from 'node:fs'
import { failedSince, type KeptBackup, listBackups } from '../../data/backups/kept.ts'
import type { Database } from '../../data/database.ts'
import { engineOf } from '../../data/engine/engine.ts'
import { lastTick } from '../../data/ticks.ts'
import { moment } from '../domain/format.ts'
import type { Check } from '../platform.ts'
import type { Settings } from '../settings.ts'

const ON_SERVER = 'the database is on a server and is backed up there'

/** A nightly backup that is older than this was left out. */
const MOST_AGE_MS = 26 * 3_600_000

/** When the last good backup was taken, and what is wrong with it. */
export async function backupCheck(
  db: Database,
  { BACKUP_AT, TIME_ZONE }: Pick<Settings, 'BACKUP_AT' | 'TIME_ZONE'>,
  now: Date,
): Promise<Check> {
  if (engineOf(db).isOnServer)
    return { name: 'backup', ok: true, text: `${ON_SERVER}, so it is not known here when` }
  const [last] = await listBackups(db)
  const failed = await failedSince(db)
  const at = (instant: string) => moment(new Date(instant), TIME_ZONE)
  const good = last?.takenAt ? `the last good one was taken on ${at(last.takenAt)}` : 'none was taken yet'
  const check = (ok: boolean, text: string): Check => ({ name: 'backup', ok, text })
  if (failed)
    return check(false, `the one of ${at(failed.begunAt)} failed: ${failed.problem} ${sentenceWith(good)}`)
  if (last && isLost(last))
    return check(false, `${good}, but it is no longer whole where it was put. Take another: wsoa backup`)
  if (BACKUP_AT !== undefined && (await isLate(db, last, now)))
    return check(false, `${good}, although BACKUP_AT asks for one each night. Is the service running?`)
  if (last) return check(true, good)
  return check(true, `${good}: wsoa backup takes one, and BACKUP_AT one each night`)
}

/** For whoever watches the service: when the last good backup was taken, and whether one failed since. */
export async function backupNotes(db: Database): Promise<readonly string[]> {
  if (engineOf(db).isOnServer) return [ON_SERVER]
  const [last] = await listBackups(db)
  return [
    last?.takenAt ? `the last good backup was taken at ${last.takenAt}` : 'no backup was taken yet',
    ...((await failedSince(db)) ? ['a backup failed since'] : []),
  ]
}

function isLost({ file, bytes }: KeptBackup): boolean {
  return file === null || !existsSync(file) || statSync(file).size !== bytes
}

/** A service that has not run yet owes no backup. */
async function isLate(db: Database, last: KeptBackup | undefined, now: Date): Promise<boolean> {
  if (last?.takenAt) return now.getTime() - new Date(last.takenAt).getTime() > MOST_AGE_MS
  return (await lastTick(db)) !== undefined
}

function sentenceWith(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
