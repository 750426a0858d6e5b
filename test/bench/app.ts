import { pino } from 'pino'
import { type Database, openDatabase } from '../../data/database.ts'
import { type App, createApp } from '../../src/app/app.ts'
import type { Commands } from '../../src/command.ts'
import type { Incoming } from '../../src/platform.ts'

export interface BenchApp {
  readonly app: App
  readonly db: Database
  /** Says a line that must succeed. */
  readonly say: (line: string, options: { as: string; key?: string; now: Date }) => Promise<void>
}

/** The real app on a database file. */
export async function openApp(path: string, commands: Commands): Promise<BenchApp> {
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const app = createApp({ db, commands, log: pino({ level: 'silent' }) })
  return {
    app,
    db,
    say: async (line, { as, key, now }) => {
      const reply = await app.handle(incoming(line, as, key), now)
      if (reply.error) throw new Error(`${line}: ${reply.error.text}`)
    },
  }
}

export function incoming(line: string, as: string, key?: string): Incoming {
  return {
    platform: 'terminal',
    tenant: 'local',
    userId: as,
    conversation: 'bench',
    key: key ?? null,
    said: line,
  }
}
