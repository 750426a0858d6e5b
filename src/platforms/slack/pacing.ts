/** Waits for a time in milliseconds; rejects when the signal fires. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>

export interface Pacing {
  /**
   * Answers when a message may be posted to the channel: `go`; or, when that is too long to wait for, the seconds
   * until it may.
   */
  readonly turn: (
    channel: string,
    deadline: AbortSignal,
  ) => Promise<'go' | { readonly seconds: number | null }>
  /** Slack wants so many seconds without a message to the channel. */
  readonly hold: (channel: string, seconds: number) => void
}

/** Whether the time passed before the signal fired. */
export async function waited(wait: Wait, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(milliseconds, signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}

/** Slack takes about one message a second in a channel, and more in all of them together. */
const CHANNEL_MS = 1_000
const WORKSPACE_MS = 100
/** Longer than this a try does not wait: its deadline is 15 seconds. */
const MOST_MS = 8_000

export function createPacing({
  now,
  wait,
}: {
  /** A clock that only goes forward, in milliseconds. */
  readonly now: () => number
  readonly wait: Wait
}): Pacing {
  const nextIn = new Map<string, number>()
  let next = 0

  async function turn(
    channel: string,
    deadline: AbortSignal,
  ): Promise<'go' | { readonly seconds: number | null }> {
    const asked = now()
    const at = Math.max(asked, next, nextIn.get(channel) ?? 0)
    if (at - asked > MOST_MS) return { seconds: Math.ceil((at - asked) / 1_000) }
    // A channel with a queue holds no other up.
    next = Math.max(asked, next) + WORKSPACE_MS
    nextIn.set(channel, at + CHANNEL_MS)
    if (at === asked) return 'go'
    return (await waited(wait, at - asked, deadline)) ? 'go' : { seconds: null }
  }

  return {
    turn,
    hold: (channel, seconds) => {
      nextIn.set(channel, Math.max(nextIn.get(channel) ?? 0, now() + seconds * 1_000))
    },
  }
}
