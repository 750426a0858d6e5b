import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Document } from './document.ts'
import { LIMITS } from './limits.ts'
import { NotRead } from './not-read.ts'
import type { SentFile } from './read-file.ts'

/** Compiled beside this file. When running from source there is none, and a file is read on this thread. */
const WORKER = fileURLToPath(new URL('./reading.js', import.meta.url))

export type Read =
  | { readonly kind: 'read'; readonly document: Document }
  | { readonly kind: 'not-read'; readonly sentence: string }

/** Reads a file on a thread that may take so much memory and so much time and no more. */
export async function readSent(file: SentFile): Promise<Read> {
  if (existsSync(WORKER)) return readOnThread(file)
  const { readFile } = await import('./read-file.ts')
  try {
    return { kind: 'read', document: await readFile(file) }
  } catch (error) {
    if (error instanceof NotRead) return { kind: 'not-read', sentence: error.message }
    throw error
  }
}

function readOnThread(file: SentFile): Promise<Read> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, {
      workerData: file,
      resourceLimits: { maxOldGenerationSizeMb: LIMITS.memoryMegabytes },
    })
    const refuse = (why: string) =>
      resolve({ kind: 'not-read', sentence: `${file.name} ${why}. Copy the plan’s table into a new file.` })
    const clock = setTimeout(() => {
      refuse(`takes longer than ${LIMITS.seconds} seconds to read`)
      void worker.terminate()
    }, LIMITS.seconds * 1000)
    worker.once('message', resolve)
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        refuse(`takes more than ${LIMITS.memoryMegabytes} MB of memory to read`)
      else reject(error)
    })
    worker.once('exit', () => {
      clearTimeout(clock)
      reject(new Error('the thread that reads files ended without one'))
    })
  })
}
