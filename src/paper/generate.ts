import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Edition } from '../digest.ts'
import type { PastMeeting } from '../domain/facts.ts'
import type { Message, Picture } from '../message.ts'
import type { Answered } from './part-two.ts'

/** Work that is done off the thread that answers people. */
export type FileJob =
  | { readonly kind: 'png'; readonly picture: Pick<Picture, 'svg'> }
  | ({ readonly kind: 'answer'; readonly message: Message } & Answered)
  | { readonly kind: 'docx'; readonly edition: Edition; readonly past: readonly PastMeeting[] }

/** Makes the file on this thread; the libraries are loaded on first use. */
export async function generateFile(job: FileJob): Promise<Buffer> {
  switch (job.kind) {
    case 'png': {
      const { pngOf } = await import('../picture/palette-png.ts')
      return pngOf(job.picture)
    }
    case 'answer': {
      const [{ paperOfAnswer }, { docxOf }] = await Promise.all([
        import('./part-two.ts'),
        import('./docx.ts'),
      ])
      return docxOf(paperOfAnswer(job.message, job))
    }
    case 'docx': {
      const [{ paperOf }, { docxOf }] = await Promise.all([import('./paper.ts'), import('./docx.ts')])
      return docxOf(paperOf(job.edition, job.past))
    }
  }
}

/** Compiled beside this file. When running from source there is none, and everything is made on this thread. */
const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url))

/**
 * Makes files on a separate thread, one at a time, because drawing or writing a paper would block everyone talking to
 * the bot. Each thread ends with its job and frees its memory.
 */
export function createFileGenerator(): (job: FileJob) => Promise<Buffer> {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const made = last.then(() => (existsSync(WORKER) ? generateInWorker(job) : generateFile(job)))
    last = made.catch(() => undefined)
    return made
  }
}

function generateInWorker(job: FileJob): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: job })
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that makes papers ended without one')))
  })
}
