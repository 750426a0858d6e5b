/** Waits until another message may go to a conversation; answers false when the deadline fired first. */
export type Pace = (conversation: string, deadline: AbortSignal) => Promise<boolean>

export interface Clock {
  readonly now: () => Date
  /** Rejects when the signal fires. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

/** Teams takes seven messages a second in one conversation, and answers 429 after that. */
const MOST = 7
const WINDOW = 1_000
/** Conversations that are remembered; forgetting one costs at worst a 429. */
const MOST_REMEMBERED = 10_000

export function createPace({ now, wait }: Clock): Pace {
  const sent = new Map<string, number[]>()
  return async (conversation, deadline) => {
    if (sent.size > MOST_REMEMBERED) sent.clear()
    const at = now().getTime()
    const recent = (sent.get(conversation) ?? []).filter((time) => time > at - WINDOW)
    const [first = at] = recent.slice(-MOST)
    // Its place is taken at once, so that others that wait stand behind it.
    const turn = recent.length < MOST ? at : first + WINDOW
    sent.set(conversation, [...recent, turn])
    if (turn <= at) return !deadline.aborted
    try {
      await wait(turn - at, deadline)
    } catch {
      return false
    }
    return !deadline.aborted
  }
}
