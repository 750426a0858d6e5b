import { writeFileSync } from 'node:fs'
import { loadPlan } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import { fullDay } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { UserError } from '../errors.ts'
import { createRelease } from '../export/release.ts'
import { xlsxOf } from '../spreadsheet/write.ts'
import { readHeld } from '../tracker/held.ts'
import { trackerName, trackerWorkbook } from '../tracker/workbook.ts'
import { EXIT, type Machine, settingsOf, type Timed, withSession } from './session.ts'

interface Options extends Timed {
  readonly plan?: string
  readonly out?: string
}

/** Writes the tracker of a plan as a spreadsheet that can be filled in and imported again. */
export async function tracker(machine: Machine, options: Options): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const model = await loadPlan(session.db, options.plan ?? session.plan)
    const { code, timeZone } = model.plan
    const now = session.now()
    const held = await readHeld(session.db, model, now)
    const release = createRelease()
    const workbook = release.of(trackerWorkbook(held, now), { plan: code, ref: null })
    const day = dayIn(timeZone, now)
    const file = options.out ?? trackerName(code, day)
    write(file, await xlsxOf(workbook))
    machine.output.write(
      options.json
        ? `${JSON.stringify({ file: heldBack(file), plan: code, exported: now.toISOString(), rows: held.rows.length })}\n`
        : `Written: ${heldBack(file)}, the tracker of ${heldBack(model.plan.title)} as at ${fullDay(day)}. What is filled in there comes back with: wsoa import ${heldBack(file)}\n`,
    )
    return EXIT.done
  })
}

function write(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UserError(
      'invalid',
      `${file} cannot be written (${error.code}). Name another place with --out, or close the file if it is open.`,
    )
  }
}
