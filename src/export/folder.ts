import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type FileHandle, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { BYTE_ORDER_MARK, csvOf } from '../spreadsheet/csv.ts'

/** A file of the export, as the manifest names it. */
export interface ExportedFile {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** How many rows a table has. */
  readonly rows?: number
}

/** A folder that is being filled. Nobody sees it before all of it is on disk. */
export interface ExportFolder {
  readonly file: (name: string, contents: string | Uint8Array) => Promise<void>
  /** A table as `name.csv` and `name.json`, a row at a time. */
  readonly table: (name: string, columns: readonly string[], rows: AsyncIterable<Row>) => Promise<void>
  readonly written: () => readonly ExportedFile[]
}

export type Row = Readonly<Record<string, string | number | boolean | null | undefined | object>>

const MANIFEST = 'manifest.json'

/**
 * Fills a folder beside the one that is wanted, and gives it that name when all of it is on disk: there is a whole export or
 * none.
 * @throws UserError if the folder may not be replaced, or nothing can be written there
 */
export async function fillFolder<Result>(
  to: string,
  { replace }: { readonly replace: boolean },
  fill: (folder: ExportFolder) => Promise<Result>,
): Promise<Result> {
  const wanted = resolve(to)
  const isThere = checkFree(wanted, to, replace)
  try {
    await mkdir(dirname(wanted), { recursive: true })
    const partial = await mkdtemp(join(dirname(wanted), `.${basename(wanted)}-partial-`))
    try {
      const result = await fill(folderIn(partial))
      await syncFolder(partial)
      if (isThere) await rm(wanted, { recursive: true })
      await rename(partial, wanted)
      await syncFolder(dirname(wanted))
      return result
    } catch (error) {
      await rm(partial, { recursive: true, force: true })
      throw error
    }
  } catch (error) {
    throw unwritable(error, to)
  }
}

/** Whether there is something to be replaced. */
function checkFree(wanted: string, to: string, replace: boolean): boolean {
  if (!existsSync(wanted)) return false
  const names = namesIn(wanted)
  if (names === undefined)
    throw new UserError(
      'invalid',
      `${to} is a file. Name a folder that is new or empty. Nothing was exported.`,
    )
  if (names.length === 0) return true
  if (!isExport(wanted, names))
    throw new UserError(
      'conflict',
      `${to} is not empty, and what is in it is no export. Name a folder that is new or empty. Nothing was exported.`,
    )
  if (!replace)
    throw new UserError(
      'conflict',
      `${to} holds an earlier export. Name another folder, or add --replace to put this one in its place. Nothing was exported.`,
    )
  return true
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

function isExport(folder: string, names: readonly string[]): boolean {
  if (!names.includes(MANIFEST)) return false
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as { readonly format?: unknown }
    return manifest.format === FORMAT
  } catch {
    return false
  }
}

export const FORMAT = 'wsoa-export'

function unwritable(error: unknown, to: string): unknown {
  const { code } = error as { readonly code?: unknown }
  if (!(error instanceof Error) || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new UserError(
      'invalid',
      `The disk is full: ${to} was not written, and nothing of it was left behind. Free some space, or name a folder on another disk.`,
    )
  return new UserError('invalid', `${to} cannot be written (${code}). Name another folder with --to.`)
}

function folderIn(root: string): ExportFolder {
  const written: ExportedFile[] = []
  const keep = async (name: string, work: (write: Write) => Promise<number | undefined>) => {
    const path = join(root, name)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(path, 'wx', 0o600)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      const rows = await work(async (contents) => {
        const buffer = Buffer.from(contents)
        hash.update(buffer)
        bytes += buffer.length
        await writeWhole(handle, buffer)
      })
      await handle.sync()
      written.push({ file: name, bytes, sha256: hash.digest('hex'), ...(rows === undefined ? {} : { rows }) })
    } finally {
      await handle.close()
    }
  }
  return {
    file: (name, contents) =>
      keep(name, async (write) => {
        await write(contents)
        return undefined
      }),
    table: (name, columns, rows) =>
      keep(`${name}.csv`, (csv) => {
        let count = 0
        return keep(`${name}.json`, async (json) => {
          await csv(`${BYTE_ORDER_MARK}${csvOf([columns])}`)
          await json('[')
          for await (const batch of batches(rows)) {
            await csv(csvOf(batch.map((row) => columns.map((column) => row[column]))))
            const lines = batch.map(
              (row, place) => `${count + place === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`,
            )
            await json(lines.join(''))
            count += batch.length
          }
          await json('\n]\n')
          return count
        }).then(() => count)
      }),
    written: () => [...written].sort((one, other) => (one.file < other.file ? -1 : 1)),
  }
}

type Write = (contents: string | Uint8Array) => Promise<void>

async function writeWhole(handle: FileHandle, buffer: Buffer): Promise<void> {
  for (let from = 0; from < buffer.length; ) {
    const { bytesWritten } = await handle.write(buffer, from)
    from += bytesWritten
  }
}

/** A write for each row would take most of the time. */
const BATCH = 200

async function* batches(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
