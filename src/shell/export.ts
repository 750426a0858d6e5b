import { write } from '../../data/engine/engine.ts'
import { appendTrail } from '../../data/trail.ts'
import { count, listed } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { UserError } from '../errors.ts'
import { type Exported, exportTo } from '../export/export.ts'
import { EXIT, type Machine, type Session, settingsOf, type Timed, withSession } from './session.ts'

interface Options extends Timed {
  readonly to?: string
  readonly plan?: string
  readonly replace?: boolean
  readonly withRestricted?: boolean
}

/** Writes everything that is recorded into a folder, or everything of one plan. */
export async function exportFolder(machine: Machine, options: Options): Promise<number> {
  const { to } = options
  if (to === undefined)
    throw new UserError(
      'invalid',
      'Where to? Name a folder that is new or empty: wsoa export --to ../wsoa-export. A file of one answer: wsoa say "export overdue".',
    )
  return withSession(machine, settingsOf(machine), options, async (session) => {
    if (options.withRestricted) await noteRestricted(session)
    const exported = await exportTo(session.db, {
      to,
      plan: options.plan,
      replace: options.replace === true,
      now: session.now(),
    })
    const { heldBack: held, restricted, files, plans } = exported
    machine.output.write(
      options.json
        ? `${JSON.stringify({ to: heldBack(to), plans, files: files.length, heldBack: held, restricted })}\n`
        : `${textOf(to, exported)}\n`,
    )
    if (held.length > 0)
      machine.errors.write(
        `Held back, as it looks like a child’s number or date of birth: ${listed(held)}. Say it again without, or correct the plan file.\n`,
      )
    return EXIT.done
  })
}

function textOf(to: string, { plans, files }: Exported): string {
  return `Exported to ${heldBack(to)}: ${count(plans.length, 'plan')} (${listed(plans)}), ${count(files.length, 'file')}. manifest.json lists them with their SHA-256.`
}

/** Whoever reads the record later finds that restricted texts were asked for. */
async function noteRestricted({ db, now }: Session): Promise<void> {
  await write(db, null, async (trx) =>
    appendTrail(trx, null, {
      at: now().toISOString(),
      by: 'the command line',
      identity: 'terminal:local:export',
      onBehalfOf: null,
      action: 'export-restricted',
      ref: null,
      before: null,
      after: { restricted: true },
      message: null,
    }),
  )
}
