import { rehearseUpgrade } from '../../data/backups/rehearse.ts'
import { databaseExists } from '../../data/database.ts'
import { isOnServer } from '../domain/database-address.ts'
import { count } from '../domain/format.ts'
import { SetupError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { DEMO_DATABASE } from './demo.ts'
import { EXIT, type Machine, settingsOf, withSession } from './session.ts'

interface MigrateFlags {
  /** Only try it on a copy. */
  readonly check?: boolean
  readonly json?: boolean
}

/** Brings the database up to date with this version, after a backup; or tries that on a copy. */
export async function migrate(
  machine: Machine,
  { check = false, json = false }: MigrateFlags,
): Promise<number> {
  const settings = settingsOf(machine)
  const url = settings.DATABASE_URL ?? DEMO_DATABASE
  if (isOnServer(url) && !check) return migrateOnServer(machine, settings, json)
  if (!isOnServer(url) && !(await databaseExists(url)))
    throw new SetupError('There is no database yet, so nothing to bring up to date.')
  const { pending, trail } = await rehearseUpgrade(url)
  const tell = (text: string) =>
    machine.output.write(json ? `${JSON.stringify({ pending, trail, isDone: !check })}\n` : `${text}\n`)
  const changes = `${count(pending.length, 'change')} of its tables (${pending.join(', ')})`
  if (pending.length === 0) {
    tell('The database is up to date with this version.')
    return EXIT.done
  }
  if (check) {
    tell(
      `This version will make ${changes}. On a copy they were made, and the trail of ${count(trail.entries, 'entry', 'entries')} is intact. The database itself is as it was; it is backed up first when a command of this version opens it, or with: wsoa migrate`,
    )
    return EXIT.done
  }
  return withSession(machine, settings, {}, async () => {
    tell(`The database is up to date: this version made ${changes}.`)
    return EXIT.done
  })
}

/** Opening brings it up to date, whichever process comes first. */
function migrateOnServer(machine: Machine, settings: Settings, json: boolean): Promise<number> {
  return withSession(machine, settings, {}, async () => {
    machine.output.write(
      json ? `${JSON.stringify({ isDone: true })}\n` : 'The database is up to date with this version.\n',
    )
    return EXIT.done
  })
}
