import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import type { Reply } from '../../src/platform.ts'

interface Receipt {
  readonly number: number
  readonly reply: Reply
}

interface Recorder {
  /** Answers with every receipt when it has said all of its updates. */
  readonly receipts: Promise<readonly Receipt[]>
  /** Kills it without warning when so many receipts are printed; answers with what had been printed by its end. */
  readonly killAfter: (
    receipts: number,
  ) => Promise<{ readonly numbers: readonly number[]; readonly signal: NodeJS.Signals | null }>
}

/** Starts a process that says one update after another to the real app on a database. */
export function startRecorder({
  database,
  writer,
  times,
}: {
  database: string
  writer: string
  times: number
}): Recorder {
  const script = fileURLToPath(new URL('recorder.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, inject('compiled'), database, writer, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed: Receipt[] = []
  let fatal = Number.POSITIVE_INFINITY
  createInterface({ input: child.stdout }).on('line', (line) => {
    printed.push(JSON.parse(line) as Receipt)
    if (printed.length >= fatal) child.kill('SIGKILL')
  })
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_, signal) => resolve(signal))
  })
  return {
    receipts: ended.then(() => printed),
    killAfter: async (receipts) => {
      fatal = receipts
      const signal = await ended
      return { numbers: printed.map(({ number }) => number), signal }
    },
  }
}
