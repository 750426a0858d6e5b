import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { keepCalendar } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import { dayIn } from '../../src/domain/day.ts'
import { editionFor } from '../../src/editions/edition.ts'
import { pastMeetings } from '../../src/editions/past.ts'
import { createFileGenerator, generateFile } from '../../src/paper/generate.ts'
import { pngOf } from '../../src/picture/palette-png.ts'
import { planWall } from '../../src/picture/plan-wall.ts'
import { planFrom, SAMPLE } from '../support/app.ts'
import { inTurns, milliseconds, printTable } from './measure.ts'

const NOW = new Date('2020-11-24T09:00:00Z')

/** The picture and the paper of the sample plan, made here and on a thread of their own. */
export async function measurePaper(folder: string): Promise<void> {
  const db = await openDatabase(`sqlite:${folder}/paper.sqlite`, { create: true })
  const file = planFrom(SAMPLE)
  await importPlan(db, file, { now: NOW, today: dayIn(file.timeZone, NOW) })
  const model = await loadPlan(db)
  await keepCalendar(db, model, NOW)
  const body = model.bodies.find(({ code }) => code === 'improvement-board')
  if (!body) throw new Error('no board')
  const edition = await editionFor(db, model, { body, now: NOW })
  const past = await pastMeetings(db, model, edition)
  const [picture] = planWall(edition, past)
  if (!picture) throw new Error('no picture')
  const paper = { kind: 'docx', edition, past } as const
  const apart = createFileGenerator()
  const took = await inTurns(
    {
      drawing: () => planWall(edition, past),
      both: async () => {
        for (const each of planWall(edition, past)) await pngOf(each)
      },
      here: () => generateFile(paper),
      apart: () => apart(paper),
      held: () => longestTurn(() => apart(paper)),
    },
    { rounds: 3, samples: 3 },
  )
  await db.destroy()
  printTable(
    'The picture and the paper of the sample plan',
    ['what', 'ms'],
    [
      ['the picture, drawn as SVG', took.drawing],
      ['the picture, SVG and PNG', took.both],
      ['the paper, .docx with its picture', took.here],
      ['… on a thread of its own, its start included', took.apart],
      ['… the longest that others wait meanwhile', took.held],
    ],
  )
}

/** The longest time that nothing else could run while something is made. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let isDone = false
  const done = work().finally(() => {
    isDone = true
  })
  let longest = 0
  while (!isDone) {
    longest = Math.max(longest, await milliseconds(() => new Promise((next) => setImmediate(next))))
  }
  await done
  return longest
}
