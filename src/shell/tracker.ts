import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { listAssignments, listPeople, listSeats } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { noteExport } from '../../data/retention/copies.ts'
import { dayIn } from '../domain/day.ts'
import { count, fullDay } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { createRelease } from '../export/release.ts'
import { heldBy, readHeld } from '../tracker/held.ts'
import { type TrackerFormat, trackerFile, trackerName, trackerWorkbook } from '../tracker/workbook.ts'
import { EXIT, type Machine, settingsOf, type Timed, withSession } from './session.ts'
import { writeFile } from './write-file.ts'

interface Options extends Timed {
  readonly plan?: string
  readonly out?: string
  readonly format?: TrackerFormat
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
    const format = options.format ?? formatOf(options.out)
    const file = options.out ?? trackerName(code, day, format)
    writeFile(file, await trackerFile(workbook, format, { isForm: false }))
    await noteExport(session.db, { what: 'tracker', place: resolve(file), at: now })
    machine.output.write(
      options.json
        ? `${JSON.stringify({ file: heldBack(file), plan: code, exported: now.toISOString(), rows: held.rows.length })}\n`
        : `Written: ${heldBack(file)}, the tracker of ${heldBack(model.plan.title)} as at ${fullDay(day)}. What is filled in there comes back with: wsoa import ${heldBack(file)}\n`,
    )
    return EXIT.done
  })
}

/** Writes a return form for each person who holds a post: their items alone, to fill in and give back. */
export async function forms(
  machine: Machine,
  options: Timed & { readonly plan?: string; readonly to: string; readonly format?: TrackerFormat },
): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const { db } = session
    const model = await loadPlan(db, options.plan ?? session.plan)
    const { id, code, timeZone } = model.plan
    const now = session.now()
    const day = dayIn(timeZone, now)
    const held = await readHeld(db, model, now)
    const holders = (await listAssignments(db, id, day)).filter(({ kind }) => kind === 'holder')
    const people = [...(await listPeople(db)), ...(await listSeats(db))]
    mkdirSync(options.to, { recursive: true })
    const written: string[] = []
    for (const personId of new Set(holders.map((each) => each.personId))) {
      const posts = holders.filter((each) => each.personId === personId).map(({ roleCode }) => roleCode)
      const person = people.find((each) => each.id === personId)
      if (!person || heldBy(held, posts).rows.length === 0) continue
      const workbook = createRelease().of(trackerWorkbook(held, now, { posts, name: person.name }), {
        plan: code,
        ref: null,
      })
      const format = options.format ?? 'xlsx'
      const name = trackerName(`${code}-${person.code}`, day, format).replace('-tracker-', '-return-')
      writeFile(join(options.to, name), await trackerFile(workbook, format, { isForm: true }))
      written.push(name)
    }
    await noteExport(db, { what: 'return forms', place: resolve(options.to), at: now })
    machine.output.write(
      options.json
        ? `${JSON.stringify({ to: options.to, plan: code, files: written })}\n`
        : `Written to ${heldBack(options.to)}: ${count(written.length, 'return form')}. What comes back is imported one by one: wsoa import <file>\n`,
    )
    return EXIT.done
  })
}

/** The ending of a file says what it is. */
function formatOf(out: string | undefined): TrackerFormat {
  return out !== undefined && /\.docx$/i.test(out) ? 'docx' : 'xlsx'
}
