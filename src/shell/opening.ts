import type { Backup } from '../../data/backups/manifest.ts'
import { openDatabase, placeOf } from '../../data/database.ts'
import { StorageError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { ownVersion } from './own-version.ts'
import type { Machine } from './session.ts'

export type Opening = Pick<Machine, 'machineNow' | 'steadyNow'> & Partial<Pick<Machine, 'errors'>>

/** Opens databases; one that an earlier version wrote is backed up before it is brought up to date. */
export function opener({ machineNow, errors }: Opening, settings: Settings): typeof openDatabase {
  return async (url, { create }) => {
    let taken: Backup | undefined
    const db = await openDatabase(url, {
      create,
      beforeUpgrade: async (old) => {
        // Loaded only where it is needed.
        const { copyProved } = await import('../../data/backups/take.ts')
        const folder = backupFolder(settings, url)
        const version = await ownVersion()
        taken = await copyProved(old, { folder, why: 'before-upgrade', at: machineNow(), version }).catch(
          notUpgraded,
        )
      },
    })
    if (!taken) return db
    const { saveBackup } = await import('../../data/backups/kept.ts')
    await saveBackup(db, taken)
    errors?.write(`wsoa: the database was brought up to date; as it was before, it is in ${taken.file}\n`)
    return db
  }
}

/**
 * Where backups go: where the setting says, or a folder beside the database.
 * @throws SetupError for the database of a server, which is backed up there
 */
export function backupFolder({ BACKUP_DIR }: Pick<Settings, 'BACKUP_DIR'>, url: string): string {
  const { backups } = placeOf(url)
  return BACKUP_DIR ?? backups
}

function notUpgraded(error: unknown): never {
  if (!(error instanceof StorageError)) throw error
  const why = 'This version of wsoa has to bring the database up to date, and backs it up first.'
  throw new StorageError(`${why} ${error.message} Nothing was changed; BACKUP_DIR names another folder.`, {
    failure: error.failure,
    cause: error,
  })
}
