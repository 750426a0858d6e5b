import type { Logger } from 'pino'
import { failureOf } from '../../data/engine/failure.ts'

/** For what goes with an answer: the answer is worth giving even when the disk takes no more. */
export async function bestEffort(
  { log, code }: { log: Logger; code: string },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!failureOf(error)) throw error
    log.warn({ code }, 'the disk refused what goes with an answer')
  }
}
