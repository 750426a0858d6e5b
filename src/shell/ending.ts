import { engineOf } from '../../data/engine/engine.ts'
import { StorageError } from '../errors.ts'
import type { Machine, Session } from './session.ts'

/** How often the database is looked for. */
const LOOK_MS = 1_000

/** The end of a program that runs on until somebody asks it to stop or its database is gone. */
export interface Ending {
  /** Fires when the end begins: nothing new is taken on, and what is under way is answered. */
  readonly signal: AbortSignal
  /**
   * Runs the program, whose end begins when its database is no longer where it was opened.
   * @throws StorageError in that case
   */
  readonly guarding: (session: Session, run: () => Promise<number>) => Promise<number>
}

/** Must be called before anything else in a program that runs on, so that it can be ended from then on. */
export function createEnding({ onStop }: Pick<Machine, 'onStop'>): Ending {
  const begin = new AbortController()
  onStop(() => begin.abort())
  return {
    signal: begin.signal,
    guarding: async ({ db, log }, run) => {
      let gone: StorageError | undefined
      const timer = setInterval(() => {
        const trouble = engineOf(db).trouble()
        if (trouble?.failure !== 'gone' || gone) return
        gone = trouble
        log.fatal({ code: 'database-gone' }, trouble.message)
        begin.abort()
      }, LOOK_MS)
      const exit = await run().finally(() => clearInterval(timer))
      if (!gone) return exit
      const cure = 'Put it back, or name another in DATABASE_URL, and start again.'
      throw new StorageError(`${gone.message} ${cure}`, { failure: 'gone', cause: gone })
    },
  }
}

/** Resolves when the end begins; at once if it has begun. */
export function endOf({ signal }: Pick<Ending, 'signal'>): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
