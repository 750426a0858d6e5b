import type { Database } from '../../data/database.ts'
import { isStored } from '../../data/editions.ts'
import { listMeetings } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { factsDayOf } from '../domain/meeting-clock.ts'
import { editionFor } from '../editions/edition.ts'
import { pastMeetings } from '../editions/past.ts'
import type { FileJob } from '../paper/generate.ts'
import type { ExportFolder } from './folder.ts'
import type { Release } from './release.ts'

/** The paper of every meeting whose position was stored; it says what it said then. */
export async function writePapers(
  db: Database,
  model: PlanModel,
  {
    folder,
    release,
    make,
    now,
  }: {
    readonly folder: ExportFolder
    readonly release: Release
    readonly make: (job: FileJob) => Promise<Buffer>
    readonly now: Date
  },
): Promise<void> {
  const { plan, bodies } = model
  for (const body of bodies) {
    for (const meeting of await listMeetings(db, plan.id, { bodyId: body.id })) {
      const isKept =
        meeting.state !== 'cancelled' &&
        (await isStored(db, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) }))
      if (!isKept) continue
      const edition = await editionFor(db, model, { body, day: meeting.day, now })
      const source = { edition, past: await pastMeetings(db, model, edition) }
      const name = `papers/${body.code}-${meeting.day}.docx`
      const { edition: told, past } = release.of(source, { plan: plan.code, ref: name })
      await folder.file(`plans/${plan.code}/${name}`, await make({ kind: 'docx', edition: told, past }))
    }
  }
}
