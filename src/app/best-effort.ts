import type { Logger } from 'pino'
import { isStorageFailure } from '../../data/database.ts'

/** For what goes with an answer: the answer is worth giving even when the disk takes no more. */
export async function bestEffort(
  { log, code }: { log: Logger; code: string },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isStorageFailure(error)) throw error
    log.warn({ code }, 'the disk refused what goes with an answer')
  }
}
