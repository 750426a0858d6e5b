import { engineOf, write } from '../../data/engine/engine.ts'
import { rotateKey } from '../../data/secrets.ts'
import { appendTrail } from '../../data/trail.ts'
import { PAPER_LINKS } from '../attachments/attachments.ts'
import { LINK_LASTS_MS } from '../attachments/signed-link.ts'
import { moment } from '../domain/format.ts'
import { EXIT, type Machine, settingsOf, type Timed, withSession } from './session.ts'

/**
 * Makes a new key for links to papers; a running service signs with it from the next link on. Links by the one before work
 * until they lapse. No key is ever printed.
 */
export async function rotateSecrets(machine: Machine, options: Timed): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async ({ db, now }) => {
    // Links expire by the machine's clock.
    const rotatedAt = machine.machineNow()
    const until = new Date(rotatedAt.getTime() + LINK_LASTS_MS)
    await write(db, null, async (trx) => {
      await rotateKey(trx, PAPER_LINKS, { now: rotatedAt, until })
      await appendTrail(trx, null, {
        at: now().toISOString(),
        by: 'the command line',
        identity: 'terminal:local:secrets',
        onBehalfOf: null,
        action: 'secrets-rotate',
        ref: null,
        before: null,
        after: { key: PAPER_LINKS },
        message: null,
      })
    })
    await engineOf(db).keepPrivate()
    machine.output.write(
      options.json
        ? `${JSON.stringify({ rotated: PAPER_LINKS, until: until.toISOString() })}\n`
        : `Links to papers have a new key. Those that are out work until ${moment(until, settings.TIME_ZONE)}, then no more.\n`,
    )
    return EXIT.done
  })
}
