import { readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Selectable } from 'kysely'
import type { Database } from '../database.ts'
import { bestEffort } from '../engine/best-effort.ts'
import type { Schema } from '../schema.ts'
import { type Backup, type Manifest, manifestOf, readManifest } from './manifest.ts'
import { trailEnds } from './prove.ts'

export type KeptBackup = Selectable<Schema['backups']>

/** Notes a backup. One on a good disk counts, even if the disk of the database is full. */
export async function saveBackup(db: Database, { file, manifest }: Backup): Promise<void> {
  const { why, takenAt, bytes, sha256, trail } = manifest
  const row = { why, begunAt: takenAt, takenAt, file, bytes, sha256, trailHead: trail.head }
  await bestEffort(() => db.insertInto('backups').values(row).execute())
}

/** Notes that a nightly backup failed which a timer began. */
export async function saveFailure(
  db: Database,
  { at, problem }: { readonly at: Date; readonly problem: string },
): Promise<void> {
  const row = { why: 'nightly', begunAt: at.toISOString(), problem } as const
  await bestEffort(() => db.insertInto('backups').values(row).execute())
}

/** The backups that were taken and not deleted since, the latest first. */
export async function listBackups(db: Database): Promise<readonly KeptBackup[]> {
  return db
    .selectFrom('backups')
    .selectAll()
    .where('takenAt', 'is not', null)
    .where('removedAt', 'is', null)
    .orderBy('takenAt', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** The latest that was begun and failed, unless one was taken since. */
export async function failedSince(db: Database): Promise<KeptBackup | undefined> {
  const latest = await db
    .selectFrom('backups')
    .selectAll()
    .where(({ or, eb }) => or([eb('takenAt', 'is not', null), eb('problem', 'is not', null)]))
    .orderBy('begunAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return latest?.takenAt === null ? latest : undefined
}

/**
 * Takes it upon this process to take the backup of a night; false if another has, or took it, or tried within the hour. Who was
 * killed meanwhile is not waited for longer than that.
 */
export async function claimNight(db: Database, night: Date, at: Date): Promise<boolean> {
  const begunAt = at.toISOString()
  const anHourAgo = new Date(at.getTime() - RETRY_MS).toISOString()
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('backups')
    .values({ why: 'nightly', night: night.toISOString(), begunAt })
    .onConflict((conflict) =>
      conflict
        .column('night')
        .doUpdateSet({ begunAt, problem: null })
        .where('backups.takenAt', 'is', null)
        .where(({ or, eb }) =>
          or([eb('backups.begunAt', '<=', anHourAgo), eb('backups.begunAt', '>', begunAt)]),
        ),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** Notes how the backup of a night ended. */
export async function endNight(
  db: Database,
  night: Date,
  end: Backup | { readonly problem: string },
): Promise<void> {
  const known =
    'problem' in end
      ? { problem: end.problem }
      : {
          takenAt: end.manifest.takenAt,
          file: end.file,
          bytes: end.manifest.bytes,
          sha256: end.manifest.sha256,
          trailHead: end.manifest.trail.head,
        }
  await bestEffort(() =>
    db.updateTable('backups').set(known).where('night', '=', night.toISOString()).execute(),
  )
}

const RETRY_MS = 3_600_000

/**
 * Deletes the oldest nightly backups of this database beyond so many, by what their manifests say: neither those of another
 * database, nor any that somebody asked for.
 */
export async function pruneNightly(
  db: Database,
  { folder, keep, at }: { folder: string; keep: number; at: Date },
): Promise<void> {
  const { first } = await trailEnds(db)
  const place = resolve(folder)
  const own = readdirSync(place)
    .filter((name) => name.endsWith('.sqlite'))
    .flatMap((name) => {
      const manifest = readManifest(join(place, name))
      return manifest && isNightlyOf(manifest, first)
        ? [{ file: join(place, name), takenAt: manifest.takenAt }]
        : []
    })
    .sort((one, other) => (one.takenAt < other.takenAt ? 1 : -1))
  for (const { file } of own.slice(keep)) {
    rmSync(file, { force: true })
    rmSync(manifestOf(file), { force: true })
    await db.updateTable('backups').set({ removedAt: at.toISOString() }).where('file', '=', file).execute()
  }
}

function isNightlyOf({ why, trail }: Manifest, first: string): boolean {
  return why === 'nightly' && trail.first === first
}
