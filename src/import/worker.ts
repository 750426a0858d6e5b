import { parentPort, workerData } from 'node:worker_threads'
import { NotRead } from './not-read.ts'
import { readFile, type SentFile } from './read-file.ts'

/** Reads one file on a thread of its own, which ends with it. */
const read = await readFile(workerData as SentFile).then(
  (document) => ({ kind: 'read', document }) as const,
  (error: unknown) => {
    if (error instanceof NotRead) return { kind: 'not-read', sentence: error.message } as const
    throw error
  },
)
parentPort?.postMessage(read)
