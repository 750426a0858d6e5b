import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import type { RowCounts } from '../engine/engine.ts'
import type { BackupReason } from '../schema.ts'

/** What stands beside a backup: what it must be, byte for byte, and how far the record goes in it. */
export interface Manifest {
  /** The file's name, without its folder. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly takenAt: string
  readonly why: BackupReason
  /** The version of wsoa that took it. */
  readonly version: string
  /** The latest change of the schema. */
  readonly schema: string
  readonly trail: TrailEnds
  /** How many rows each table has. */
  readonly rows: RowCounts
}

export interface Backup {
  readonly file: string
  readonly manifest: Manifest
}

export interface TrailEnds {
  /** The hash of the first entry: another database has another. */
  readonly first: string
  /** The hash of the latest entry. */
  readonly head: string
  readonly entries: number
}

/** The name of the manifest of a backup. */
export function manifestOf(file: string): string {
  return `${file}.json`
}

/** The manifest beside a backup; undefined when there is none, or none that can be read. */
export function readManifest(file: string): Manifest | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(manifestOf(file), 'utf8'))
    return isManifest(read) ? read : undefined
  } catch {
    return undefined
  }
}

function isManifest(read: unknown): read is Manifest {
  if (typeof read !== 'object' || read === null) return false
  const { file, bytes, sha256, takenAt, why, version, schema, trail, rows } = read as Partial<Manifest>
  return (
    [file, sha256, takenAt, why, version, schema, trail?.first, trail?.head].every(
      (each) => typeof each === 'string',
    ) &&
    typeof bytes === 'number' &&
    typeof trail?.entries === 'number' &&
    typeof rows === 'object'
  )
}

/** The size of a file and the SHA-256 of its bytes. */
export async function fingerprint(file: string): Promise<Pick<Manifest, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return { bytes: statSync(file).size, sha256: hash.digest('hex') }
}
