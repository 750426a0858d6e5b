import type { Logger } from 'pino'
import { claimNight, endNight, pruneNightly, saveFailure } from '../../data/backups/kept.ts'
import type { Backup } from '../../data/backups/manifest.ts'
import { copyProved, takeBackup } from '../../data/backups/take.ts'
import type { Database } from '../../data/database.ts'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import { lastGood, tellBackedUp, tellBackupFailed } from '../deliveries/backup-alerts.ts'
import { addDays, dayIn, instantOf } from '../domain/day.ts'
import { faultOf } from '../log.ts'
import type { Settings } from '../settings.ts'
import { backupFolder } from './opening.ts'
import { ownVersion } from './own-version.ts'

interface Needs {
  readonly db: Database
  readonly log: Logger
  readonly settings: Settings
  readonly machineNow: () => Date
  /** The time by which messages are due. */
  readonly now: () => Date
}

/**
 * Takes the backup of each night, once for all processes, and deletes the oldest ones. Downtime makes it late, never left
 * out; one that failed is told to the coordinators and tried again after an hour.
 */
export function createNightly({ db, log, settings, machineNow, now }: Needs): () => Promise<void> {
  const { BACKUP_AT: time, BACKUP_KEEP: keep, TIME_ZONE, DATABASE_URL } = settings
  if (time === undefined || DATABASE_URL === undefined) return async () => {}
  const folder = backupFolder(settings, DATABASE_URL)
  return async () => {
    const at = machineNow()
    const night = nightBefore(at, { time, timeZone: TIME_ZONE })
    try {
      if (!(await claimNight(db, night, at))) return
      const last = await lastGood(db)
      const backup = await copyProved(db, { folder, why: 'nightly', at, version: await ownVersion() })
      await endNight(db, night, backup)
      await tellBackedUp(db, { last, now: now() })
      await pruneNightly(db, { folder, keep, at })
    } catch (error) {
      log.error({ code: 'backup-failed', ...faultOf(error) }, 'the nightly backup failed')
      const problem = problemIn(error)
      await endNight(db, night, { problem })
      await tellBackupFailed(db, { problem, now: now() })
    }
  }
}

/** The nightly backup by a timer, which is told of as the service's own is. @throws StorageError */
export async function backUpByTimer(
  db: Database,
  { folder, keep, at, now }: { folder: string; keep: number; at: Date; now: Date },
): Promise<Backup> {
  try {
    const last = await lastGood(db)
    const backup = await takeBackup(db, { folder, why: 'nightly', at, version: await ownVersion() })
    await tellBackedUp(db, { last, now })
    await pruneNightly(db, { folder, keep, at })
    return backup
  } catch (error) {
    const problem = problemIn(error)
    await saveFailure(db, { at, problem })
    await tellBackupFailed(db, { problem, now })
    throw error
  }
}

function problemIn(error: unknown): string {
  return failureOf(error) ? sentenceOf(error) : 'The backup failed.'
}

/** The latest instant at which a nightly backup was due. */
function nightBefore(now: Date, { time, timeZone }: { time: string; timeZone: string }): Date {
  const today = dayIn(timeZone, now)
  const due = instantOf(today, time, timeZone)
  return due <= now ? due : instantOf(addDays(today, -1), time, timeZone)
}
