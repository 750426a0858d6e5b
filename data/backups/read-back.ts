import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { StorageError, type StorageFailure } from '../../src/errors.ts'
import { openCopy, rowCountsOf } from '../database.ts'
import type { RowCounts } from '../engine/engine.ts'
import { fingerprint, type Manifest } from './manifest.ts'
import { type Proved, prove } from './prove.ts'

/** What was found in a copy that is whole. */
export interface ReadBack {
  readonly proved: Proved
  readonly rows: RowCounts
  readonly print: Pick<Manifest, 'bytes' | 'sha256'>
}

/** What the thread answers: an error loses its class on the way. */
export type Answered =
  | { readonly kind: 'whole'; readonly found: ReadBack }
  | {
      readonly kind: 'refused'
      readonly why: string
      readonly failure: StorageFailure
      readonly code?: string
    }

/** Reads all of a copy. @throws StorageError that says what is wrong with it */
export async function readBackHere(file: string): Promise<ReadBack> {
  const copy = openCopy(file)
  const proved = await prove(copy).finally(() => copy.destroy())
  return { proved, rows: rowCountsOf(file), print: await fingerprint(file) }
}

/** Compiled beside this file. When running from source there is none, and everything is read on this thread. */
const WORKER = fileURLToPath(new URL('./proof-worker.js', import.meta.url))

/** The same on a thread of its own: SQLite reads all pages at one go, a second or more where there are many, and people wait. */
export async function readBack(file: string): Promise<ReadBack> {
  if (!existsSync(WORKER)) return readBackHere(file)
  const answer = await answerOf(new Worker(WORKER, { workerData: file }))
  if (answer.kind === 'whole') return answer.found
  throw new StorageError(answer.why, { failure: answer.failure, code: answer.code })
}

function answerOf(worker: Worker): Promise<Answered> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that reads backups ended without an answer')))
  })
}
