import { AsyncLocalStorage } from 'node:async_hooks'

/** What a transaction keeps others from changing while it runs. */
interface Lock {
  /** `null` is the organisation, with all its plans. */
  readonly planId: number | null
  readonly waitMs: number
}

/** How long a change waits for another of its plan. Slack waits three seconds. */
export const MOST_WAITING_MS = 2_500

/** How long a change waits that can be left out. */
export const LITTLE_WAITING_MS = 200

/** The lock of the transaction that runs here: Kysely begins it, so it cannot be given as an argument. */
const running = new AsyncLocalStorage<Lock>()

export function locking<Result>(lock: Lock, work: () => Promise<Result>): Promise<Result> {
  return running.run(lock, work)
}

/** Thrown by work that turned out to change what is the organisation's, so that it is done again with that lock. */
export class NeedsOrganisation extends Error {
  override name = 'NeedsOrganisation'
}

/** @throws NeedsOrganisation when the transaction here holds the lock of one plan alone */
export function expectOrganisation(): void {
  const lock = running.getStore()
  if (lock && lock.planId !== null) throw new NeedsOrganisation()
}

/**
 * One round trip that begins a transaction and takes its lock. A change of a plan shares the organisation's lock, so that
 * whoever changes the organisation is alone. Read committed: a snapshot would be older than the wait.
 */
export function beginning(): string {
  const lock = running.getStore()
  if (!lock) return 'begin'
  const { planId, waitMs } = lock
  const locks =
    planId === null
      ? 'pg_advisory_xact_lock(0, 0)'
      : `pg_advisory_xact_lock_shared(0, 0), pg_advisory_xact_lock(1, ${Math.trunc(planId)})`
  return [
    'begin',
    `set local lock_timeout = ${waitMs}`,
    'set local statement_timeout = 5000',
    'set local idle_in_transaction_session_timeout = 2000',
    `select ${locks}`,
  ].join('; ')
}
