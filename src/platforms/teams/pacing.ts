import { createPacedQueues } from '../pacing/paced-queues.ts'

/** Waits until another message may go to a conversation. False when the deadline passed first. */
export type Pace = (conversation: string, deadline: AbortSignal) => Promise<boolean>

/** Teams takes seven messages a second in one conversation, and answers 429 after that. */
const MOST = 7
const INTERVAL_MS = 1_000

export function createPace(machineNow: () => Date): Pace {
  const queueOf = createPacedQueues({ most: MOST, interval: INTERVAL_MS, machineNow })
  return async (conversation, deadline) => {
    try {
      await queueOf(conversation).add(() => {}, { signal: deadline })
    } catch (error) {
      if (!deadline.aborted) throw error
    }
    return !deadline.aborted
  }
}
