import type { Settings } from '../settings.ts'
import { type Machine, openSession, type Session } from './session.ts'

/** Options of every command that depends on the time. */
export interface Timed {
  readonly now?: string
  readonly json?: boolean
}

export interface Speaking extends Timed {
  readonly as: string
}

/** Opens a session, does the work, and always closes the session. */
export async function withSession(
  machine: Machine,
  settings: Settings,
  options: { now?: string | undefined; fresh?: boolean; usualLogLevel?: 'error' | 'info' },
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const session = await openSession(machine, settings, options)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}
