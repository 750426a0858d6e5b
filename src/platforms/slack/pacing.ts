import PQueue from 'p-queue'
import { boundedMap } from '../../domain/bounded-map.ts'
import { done, ended, type Step } from '../../platform.ts'
import { createPacedQueues } from '../pacing/paced-queues.ts'
import { type Wait, waited, waitFor } from './waiting.ts'

/** Slack takes about one message a second in a channel, and more in all channels together. */
const CHANNEL_MS = 1_000
const WORKSPACE_MS = 100
/** A try waits no longer than this, since its deadline is 15 seconds. */
const MOST_MS = 8_000
const MOST_CHANNELS = 2_000

export interface Pacing {
  /** Waits until a message may be posted to the channel. `later` when that takes too long, or the deadline has passed. */
  readonly turn: (channel: string, deadline: AbortSignal) => Promise<Step<'go'>>
  /** Keeps messages from the channel for so many seconds, as Slack asked. */
  readonly hold: (channel: string, seconds: number) => void
}

/**
 * p-queue keeps the pace. It cannot tell how long a task will wait, nor leave a queue alone for a time; both are added
 * here.
 */
export function createPacing({
  machineNow,
  steadyNow = () => performance.now(),
  wait = waitFor,
}: {
  readonly machineNow: () => Date
  /** In milliseconds, from a clock that only goes forward. */
  readonly steadyNow?: () => number
  readonly wait?: Wait
}): Pacing {
  const channels = boundedMap<string, PQueue>(MOST_CHANNELS)
  const workspace = createPacedQueues({ most: 1, interval: WORKSPACE_MS, machineNow })
  const freeFrom = boundedMap<string, number>(MOST_CHANNELS)
  const heldUntil = boundedMap<string, number>(MOST_CHANNELS)

  async function turn(channel: string, deadline: AbortSignal): Promise<Step<'go'>> {
    const queue = channels.get(channel) ?? new PQueue({ concurrency: 1 })
    channels.set(channel, queue)
    const held = Math.max((heldUntil.get(channel) ?? 0) - steadyNow(), 0)
    const longest = held + queue.size * CHANNEL_MS
    if (longest > MOST_MS) return ended({ state: 'later', seconds: Math.ceil(longest / 1_000) })
    if (held > 0 && !(await waited(wait, held, deadline))) return PASSED
    const options = { signal: deadline }
    const task = async () => {
      const left = (freeFrom.get(channel) ?? 0) - steadyNow()
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
      await workspace('all channels').add(() => {}, options)
      // The second counts from here: all channels together may have kept this message waiting.
      freeFrom.set(channel, steadyNow() + CHANNEL_MS)
    }
    try {
      await queue.add(task, options)
    } catch (error) {
      if (!deadline.aborted) throw error
    }
    return deadline.aborted ? PASSED : done('go')
  }

  return {
    turn,
    hold: (channel, seconds) => {
      const until = steadyNow() + seconds * 1_000
      heldUntil.set(channel, Math.max(heldUntil.get(channel) ?? 0, until))
    },
  }
}

const PASSED = ended({ state: 'later', seconds: null })
