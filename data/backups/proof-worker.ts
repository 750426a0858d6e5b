import { parentPort, workerData } from 'node:worker_threads'
import { StorageError } from '../../src/errors.ts'
import { type Answered, readBackHere } from './read-back.ts'

parentPort?.postMessage(await answer())

async function answer(): Promise<Answered> {
  try {
    return { kind: 'whole', found: await readBackHere(workerData as string) }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    const { message: why, failure, code } = error
    return { kind: 'refused', why, failure, ...(code !== undefined && { code }) }
  }
}
