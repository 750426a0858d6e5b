import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The time that everybody but the service agrees on, and the service's wall clock, which may be set to another. */
export interface Clock {
  /** The file that the service's clock is shifted by. */
  readonly path: string
  readonly now: () => Date
  /** The time goes on without the service: it was down. */
  readonly pass: (ms: number) => void
  /** Sets the service's wall clock wrong by this much, or right again with 0. */
  readonly setWrongBy: (ms: number) => void
}

export function createClock(folder: string, start: Date): Clock {
  const path = join(folder, 'clock')
  let ahead = start.getTime() - Date.now()
  let wrong = 0
  const write = () => {
    // Renamed into place, so that the service never reads half of it.
    writeFileSync(`${path}.new`, String(ahead + wrong))
    renameSync(`${path}.new`, path)
  }
  write()
  return {
    path,
    now: () => new Date(Date.now() + ahead),
    pass: (ms) => {
      ahead += ms
      write()
    },
    setWrongBy: (ms) => {
      wrong = ms
      write()
    },
  }
}
