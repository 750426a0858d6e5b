import { count, listed } from '../../src/domain/format.ts'
import { sizesOf } from '../../src/domain/hierarchy.ts'
import { UserError } from '../../src/errors.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { touchOrganisation, touchPlan } from '../audit/seals.ts'
import type { Database, Writing } from '../database.ts'
import { write } from '../engine/engine.ts'
import { renewStamp } from '../item-changes.ts'
import { appendTrail } from '../trail.ts'
import { targetQuestions } from './agreement.ts'
import { bodySteps } from './bodies.ts'
import { importEntry } from './entry.ts'
import { fewChildrenQuestions } from './few-children.ts'
import { agreeingIn, importItems } from './items.ts'
import { changedMeasures, measureSteps } from './measures.ts'
import { organisationSteps } from './organisation.ts'
import { type ImportQuestion, NO_ANSWERS } from './questions.ts'
import { roleSteps } from './roles.ts'
import { settingsSteps } from './settings.ts'
import { findShared } from './shared.ts'
import type { ImportOptions, Stage } from './stage.ts'
import { type ImportChange, lineOf } from './told.ts'

/** What an import did or would do. */
export interface ImportResult {
  readonly planId: number
  readonly isNew: boolean
  /** What a new plan holds, or each change of a known one. */
  readonly changes: readonly ImportChange[]
  /** The numbers of the requests that ended with items that left. */
  readonly ended: readonly number[]
  /** The numbers of the file's own requests that it makes no more. */
  readonly withdrawn: readonly number[]
}

/** What an import would do, and what it has to ask first. */
export interface ImportPreview extends ImportResult {
  readonly questions: readonly ImportQuestion[]
}

/**
 * Items come before these: each change of one has its own entry in the trail, which seals what was written by then. What
 * changes the organisation has an entry in its chain too.
 */
const STAGES: readonly (readonly [Stage, 'plan' | 'organisation'])[] = [
  [settingsSteps, 'plan'],
  [organisationSteps, 'organisation'],
  [roleSteps, 'organisation'],
  [bodySteps, 'organisation'],
  [measureSteps, 'plan'],
]

/** Takes a dry run's transaction back. */
class DryRun extends Error {
  readonly preview: ImportPreview

  constructor(preview: ImportPreview) {
    super()
    this.preview = preview
  }
}

/** What an import would do; changes nothing. */
export async function previewImport(
  db: Database,
  file: PlanFile,
  options: ImportOptions,
): Promise<ImportPreview> {
  try {
    return await write(db, null, async (trx): Promise<never> => {
      throw new DryRun(await apply(trx, file, options))
    })
  } catch (error) {
    if (error instanceof DryRun) return error.preview
    throw error
  }
}

/**
 * Brings a plan in line with its file: changes only what the file changes, and never an update.
 * @throws UserError while a question is open
 */
export async function importPlan(
  db: Database,
  file: PlanFile,
  options: ImportOptions,
): Promise<ImportResult> {
  return write(db, null, (trx) => importPlanWithin(trx, file, options))
}

/** The same in a transaction that does more. @throws UserError while a question is open */
export async function importPlanWithin(
  trx: Writing,
  file: PlanFile,
  options: ImportOptions,
): Promise<ImportResult> {
  const { questions, ...result } = await apply(trx, file, options)
  const open = questions.filter(({ key, mayStay }) => !mayStay || !options.leaves?.has(key))
  if (open.length > 0) throw new UserError('invalid', openText(open))
  await options.andThen?.(trx, result)
  return result
}

function openText(questions: readonly ImportQuestion[]): string {
  const open = count(questions.length, 'question')
  return `${open} of the file ${questions.length === 1 ? 'is' : 'are'} open: ${questions.map(({ text }) => text).join(' ')} Nothing was imported.`
}

async function apply(trx: Writing, file: PlanFile, options: ImportOptions): Promise<ImportPreview> {
  const { planId, isNew } = await planRow(trx, file, options)
  const shared = await findShared(trx, file, { planId, answers: options.answers })
  const agrees = await agreeingIn(trx, planId, { file, isNew })
  const importing = { ...options, planId, isNew, shared, agrees }
  const targets = isNew
    ? []
    : targetQuestions(await changedMeasures(trx, file, planId), {
        answers: options.answers ?? NO_ANSWERS,
        decidedBy: options.decided?.bodyCode,
        agrees,
      })
  const few = await fewChildrenQuestions(trx, file, { planId, answers: options.answers ?? NO_ANSWERS })
  const { changes: ofItems, isTouched, ended, withdrawn, ...asked } = await importItems(trx, file, importing)
  const aboutItems = asked.questions.map((question) => ({ ...question, mayStay: true }))
  const questions = [...aboutItems, ...targets, ...shared.questions, ...few]
  const closed = { ended, withdrawn }
  const done: ImportChange[] = [...ofItems]
  const ofOrganisation: (string | null)[] = []
  for (const [stage, of] of STAGES) {
    for (const { text, run } of await stage(trx, file, importing)) {
      await run()
      if (text !== null) done.push(asChange(text))
      if (of === 'organisation') ofOrganisation.push(text)
    }
  }
  if (done.length === 0 && !isTouched) return { planId, isNew, changes: [], questions, ...closed }
  const changes = isNew ? contentsOf(file).map(asChange) : done
  await keepRecord(trx, planId, {
    file,
    changes: changes.map(lineOf),
    ofOrganisation,
    isNew,
    options,
  })
  return { planId, isNew, changes, questions, ...closed }
}

function asChange(text: string): ImportChange {
  return { kind: 'plan', itemId: null, ref: null, text }
}

async function planRow(
  trx: Writing,
  file: PlanFile,
  { now, isQuiet }: ImportOptions,
): Promise<{ planId: number; isNew: boolean }> {
  const found = await trx.selectFrom('plans').select('id').where('code', '=', file.code).executeTakeFirst()
  if (found) return { planId: found.id, isNew: false }
  const { id } = await trx
    .insertInto('plans')
    .values({ code: file.code, importedAt: now.toISOString(), liveAt: isQuiet ? null : now.toISOString() })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { planId: id, isNew: true }
}

function contentsOf({ title, items, roles, bodies, levels, measures }: PlanFile): readonly string[] {
  const openings = items.flatMap(({ opening }) => opening)
  const revisions = items.flatMap((item) => item.revisions)
  return [
    `add the plan ${title}`,
    `add ${listed(sizesOf(items, levels))}`,
    `add ${count(roles.length, 'role')} and ${count(bodies.length, 'body', 'bodies')} with their meetings`,
    `record ${count(openings.length, 'position')} and ${count(revisions.length, 'revised date')} from the file`,
    ...(measures.length > 0 ? [`add ${count(measures.length, 'measure')}`] : []),
  ]
}

async function keepRecord(
  trx: Writing,
  planId: number,
  {
    file,
    changes,
    ofOrganisation,
    isNew,
    options,
  }: {
    file: PlanFile
    changes: readonly string[]
    ofOrganisation: readonly (string | null)[]
    isNew: boolean
    options: ImportOptions
  },
): Promise<void> {
  await renewStamp(trx, planId, options.now)
  touchPlan(trx, planId)
  const entry = { ...importEntry(options), ref: null, before: null }
  await appendTrail(trx, planId, {
    ...entry,
    after: { plan: file.code, changes, ...(isNew ? {} : { byItem: true }) },
  })
  if (ofOrganisation.length === 0) return
  touchOrganisation(trx)
  const told = ofOrganisation.filter((text) => text !== null)
  await appendTrail(trx, null, { ...entry, after: { plan: file.code, changes: told } })
}
