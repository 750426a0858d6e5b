import { type Backup, readManifest } from '../../data/backups/manifest.ts'
import { restoreBackup } from '../../data/backups/restore.ts'
import { takeBackup } from '../../data/backups/take.ts'
import type { Database } from '../../data/database.ts'
import { lastGood, tellBackedUp } from '../deliveries/backup-alerts.ts'
import { count, moment } from '../domain/format.ts'
import { DEMO_DATABASE } from './demo.ts'
import { isServed } from './healthcheck.ts'
import { backUpByTimer } from './nightly-backup.ts'
import { backupFolder } from './opening.ts'
import { ownVersion } from './own-version.ts'
import { EXIT, type Machine, settingsOf, withSession } from './session.ts'

interface BackupFlags {
  /** The folder, in the place of BACKUP_DIR. */
  readonly to?: string
  /** As the one of each night: the oldest of these beyond BACKUP_KEEP are deleted. */
  readonly nightly?: boolean
  readonly json?: boolean
}

/** Backs the database up while the service goes on. */
export async function backup(
  machine: Machine,
  { to, nightly = false, json = false }: BackupFlags,
): Promise<number> {
  const settings = settingsOf(machine)
  const folder = backupFolder(
    { BACKUP_DIR: to ?? settings.BACKUP_DIR },
    settings.DATABASE_URL ?? DEMO_DATABASE,
  )
  return withSession(machine, settings, {}, async ({ db, now }) => {
    const at = machine.machineNow()
    const { file, manifest } = nightly
      ? await backUpByTimer(db, { folder, keep: settings.BACKUP_KEEP, at, now: now() })
      : await takeAsked(db, { folder, at, now: now() })
    const { bytes, sha256, takenAt, trail } = manifest
    machine.output.write(
      json
        ? `${JSON.stringify({ file, bytes, sha256, takenAt, trail })}\n`
        : `Backed up to ${file}\nIt was read back and is whole: ${sizeText(bytes)}, a trail of ${count(trail.entries, 'entry', 'entries')} that ends in ${trail.head}. Keep the .json file beside it.\n`,
    )
    return EXIT.done
  })
}

/** One that somebody asked for ends what was told of nightly ones that failed, too. */
async function takeAsked(
  db: Database,
  { folder, at, now }: { readonly folder: string; readonly at: Date; readonly now: Date },
): Promise<Backup> {
  const last = await lastGood(db)
  const taken = await takeBackup(db, { folder, why: 'asked', at, version: await ownVersion() })
  await tellBackedUp(db, { last, now })
  return taken
}

interface RestoreFlags {
  readonly another?: boolean
  readonly json?: boolean
}

/** Puts a backup in the place of the database. */
export async function restore(
  machine: Machine,
  given: string,
  { another = false, json = false }: RestoreFlags,
): Promise<number> {
  const settings = settingsOf(machine)
  const { takenAt, manifest, trail, aside } = await restoreBackup({
    url: settings.DATABASE_URL ?? DEMO_DATABASE,
    file: backupNamed(given),
    at: machine.machineNow(),
    mayBeAnother: another,
    isServed: () => isServed(settings),
  })
  if (json) {
    const restored = { takenAt, trail, aside: aside ?? null, hasManifest: manifest !== undefined }
    machine.output.write(`${JSON.stringify(restored)}\n`)
    return EXIT.done
  }
  const lines = [
    `Restored: the database is as it was on ${moment(new Date(takenAt), settings.TIME_ZONE)}. Its trail is intact: ${count(trail.entries, 'entry', 'entries')}, head ${trail.head}.`,
    ...(manifest
      ? []
      : ['It has no manifest beside it, so nothing tells whether a byte was changed since it was taken.']),
    ...(aside === undefined ? [] : [`The database that was there is kept in ${aside}`]),
    'What was due since then is looked for before it is sent, so nothing is repeated. Start the service again.',
  ]
  machine.output.write(`${lines.join('\n')}\n`)
  return EXIT.done
}

/** Whoever names the manifest means the backup beside it. */
function backupNamed(given: string): string {
  const file = given.replace(/\.json$/, '')
  return file !== given && readManifest(file) ? file : given
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
