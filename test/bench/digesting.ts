import { openDatabase } from '../../data/database.ts'
import { keepCalendar } from '../../data/meetings.ts'
import { loadPlan, type PlanModel } from '../../data/plans.ts'
import type { Edition } from '../../src/digest.ts'
import { digestFor } from '../../src/discover.ts'
import { stepsOf } from '../../src/domain/meeting-clock.ts'
import type { Body } from '../../src/domain/plan.ts'
import { editionFor } from '../../src/editions/edition.ts'
import { freezeDue } from '../../src/editions/freeze.ts'
import type { Message } from '../../src/message.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { historyFile, NOW } from './history.ts'
import { inTurns, milliseconds, printTable } from './measure.ts'

const FEW = 10_000
const MANY = 1_000_000
const ROUNDS = { rounds: 7, samples: 3 }

/** Both digests of the large plan, read and composed: as a draft, and from what the cut-off stored. */
export async function measureDigesting(folder: string): Promise<void> {
  const few = await measured(await historyFile(folder, FEW))
  const many = await measured(await historyFile(folder, MANY))
  printTable(
    'Both digests of 600 sub-actions, read and composed',
    [
      'what',
      `ms at ${FEW.toLocaleString('en-GB')} updates`,
      `ms at ${MANY.toLocaleString('en-GB')}`,
      'growth',
    ],
    Object.entries(few).map(([what, before]) => {
      const after = many[what] ?? Number.NaN
      return [what, before, after, after / before]
    }),
  )
}

async function measured(path: string): Promise<Readonly<Record<string, number>>> {
  const db = await openDatabase(`sqlite:${path}`, { create: false })
  const model = await loadPlan(db)
  await keepCalendar(db, model, NOW)
  const [group, board] = model.bodies
  if (!group || !board) throw new Error('no bodies')
  const draft = (body: Body) => () =>
    editionFor(db, model, { body, now: NOW }).then((each) => pages(model, each))
  const drafts = await inTurns({ group: draft(group), board: draft(board) }, ROUNDS)
  const day = '2020-12-03'
  const now = stepsOf({ day }, group, model.plan).cutOff
  const freezing = await milliseconds(() => freezeDue(db, model, now))
  const stored = (body: Body) => () => editionFor(db, model, { body, now }).then((each) => pages(model, each))
  const frozen = await inTurns({ group: stored(group), board: stored(board) }, ROUNDS)
  const edition = await editionFor(db, model, { body: board, now })
  const told = await pages(model, edition)
  const { composing, writing } = await inTurns(
    { composing: () => pages(model, edition), writing: () => told.map(renderMarkdown).join('') },
    ROUNDS,
  )
  await db.destroy()
  return {
    'the tracker, a draft': drafts.group,
    'by exception, a draft': drafts.board,
    'the tracker, from stored facts': frozen.group,
    'by exception, from stored facts': frozen.board,
    '… of it: composing': composing,
    'the same as Markdown, beside it': writing,
    'both editions stored at the cut-off': freezing,
  }
}

async function pages({ plan }: PlanModel, edition: Edition): Promise<readonly Message[]> {
  const digest = await digestFor(edition.facts.body.code, plan.policies)
  return digest.pages(edition)
}
