import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a time in milliseconds. Rejects when the signal fires. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>

export const waitFor: Wait = (milliseconds, signal) => pause(milliseconds, undefined, { signal })

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
