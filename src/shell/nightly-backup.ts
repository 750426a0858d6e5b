import type { Logger } from 'pino'
import { claimNight, endNight, pruneNightly } from '../../data/backups/kept.ts'
import { copyProved } from '../../data/backups/take.ts'
import type { Database } from '../../data/database.ts'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
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
}

/**
 * Takes the backup of each night, once for all processes, and deletes the oldest ones. Downtime makes it late, never left
 * out; one that failed is tried again after an hour.
 */
export function createNightly({ db, log, settings, machineNow }: Needs): () => Promise<void> {
  const { BACKUP_AT: time, BACKUP_KEEP: keep, TIME_ZONE, DATABASE_URL } = settings
  if (time === undefined || DATABASE_URL === undefined) return async () => {}
  const folder = backupFolder(settings, DATABASE_URL)
  return async () => {
    const at = machineNow()
    const night = nightBefore(at, { time, timeZone: TIME_ZONE })
    try {
      if (!(await claimNight(db, night, at))) return
      const backup = await copyProved(db, { folder, why: 'nightly', at, version: await ownVersion() })
      await endNight(db, night, backup)
      await pruneNightly(db, { folder, keep, at })
    } catch (error) {
      log.error({ code: 'backup-failed', ...faultOf(error) }, 'the nightly backup failed')
      const problem = failureOf(error) ? sentenceOf(error) : 'The backup failed.'
      await endNight(db, night, { problem })
    }
  }
}

/** The latest instant at which a nightly backup was due. */
function nightBefore(now: Date, { time, timeZone }: { time: string; timeZone: string }): Date {
  const today = dayIn(timeZone, now)
  const due = instantOf(today, time, timeZone)
  return due <= now ? due : instantOf(addDays(today, -1), time, timeZone)
}
