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

/** A call's answer. @throws a TimeoutError when it takes longer */
export async function within<Answer>(milliseconds: number, call: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('too late', 'TimeoutError')), milliseconds)
  })
  try {
    return await Promise.race([call, passed])
  } finally {
    clearTimeout(timer)
  }
}
