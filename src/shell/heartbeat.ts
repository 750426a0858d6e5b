import type { Logger } from 'pino'
import { faultOf } from '../log.ts'

/** An answer that takes longer counts as none. */
const PATIENCE_MS = 10_000

/**
 * Calls an address after each tick that was done, so that whoever watches it notices when the calls stop. Nothing waits for
 * it. The address may hold a key, so the log does not repeat it, and names a failure once, until a call succeeds again.
 */
export function createHeartbeat(
  address: string | undefined,
  { log, ending }: { readonly log: Logger; readonly ending: AbortSignal },
): { readonly beat: () => void } {
  let isUnderWay = false
  let hasFailed = false
  const call = async (url: string) => {
    try {
      const signal = AbortSignal.any([ending, AbortSignal.timeout(PATIENCE_MS)])
      const answer = await fetch(url, { signal, redirect: 'manual' })
      await answer.body?.cancel()
      if (!answer.ok) throw new UnexpectedStatus(answer.status)
      if (hasFailed) log.info({ code: 'heartbeat' }, 'the heartbeat is answered again')
      hasFailed = false
    } catch (error) {
      if (ending.aborted) return
      const status = error instanceof UnexpectedStatus ? { status: error.status } : faultOf(error)
      if (!hasFailed) log.warn({ code: 'no-heartbeat', ...status }, 'HEARTBEAT_URL does not answer')
      hasFailed = true
    }
  }
  return {
    beat: () => {
      if (address === undefined || isUnderWay || ending.aborted) return
      isUnderWay = true
      void call(address).finally(() => {
        isUnderWay = false
      })
    },
  }
}

class UnexpectedStatus extends Error {
  readonly status: number

  constructor(status: number) {
    super(`status ${status}`)
    this.status = status
  }
}
