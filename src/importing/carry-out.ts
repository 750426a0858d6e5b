import { importPlanWithin } from '../../data/import/import.ts'
import type { Answers } from '../../data/import/questions.ts'
import { listAssignments } from '../../data/people.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import type { Context, Outcome } from '../command.ts'
import { sayable } from '../domain/plan-name.ts'
import { UserError } from '../errors.ts'
import type { SentTracker } from '../import/tracker-sheet.ts'
import { sentence } from '../message.ts'
import { tellTakenOut } from '../people/told.ts'
import { tellOfImport } from '../plan-changes/imported.ts'
import { previewTracker } from '../tracker/preview.ts'
import { recordTracker } from '../tracker/record.ts'
import type { Ready } from './stage.ts'

/** Brings the plan in line with the file, in the transaction of the context, and tells whom it concerns. */
export async function importReadyPlan(
  context: Context,
  { file, answers, leaves, missing }: Extract<Ready, { kind: 'plan' }>,
): Promise<Outcome> {
  const { now, today, speaker } = context
  const trx = context.writing()
  const isKnown = (await listPlans(trx)).some(({ code }) => code === file.code)
  const before = isKnown ? await loadPlan(trx, file.code) : undefined
  const importer = { name: speaker.name, identity: speaker.identity, message: null }
  const imported = await importPlanWithin(trx, file, {
    now,
    today,
    answers,
    leaves,
    missing,
    importer,
    isQuiet: true,
  })
  const model = await loadPlan(trx, file.code)
  if (!before)
    return {
      message: sentence(
        `${model.plan.title} is imported. It is quiet: it answers whoever asks, and sends nobody anything by itself until its coordinator says “go live”. Who that is, is said in the shell: wsoa say "in ${sayable(model.plan)} role coordinator is …"`,
      ),
    }
  const assignments = await listAssignments(trx, model.plan.id, today)
  const gone = before.roles
    .map(({ code }) => code)
    .filter((each) => model.roles.every(({ code }) => code !== each))
  const count = imported.changes.length
  return {
    message: sentence(
      `Imported: ${count} ${count === 1 ? 'change' : 'changes'} of ${model.plan.title}. No update was touched.`,
    ),
    changes: imported.changes.flatMap(({ ref, kind, text }) =>
      ref === null ? [] : [{ ref, field: kind, from: null, to: text }],
    ),
    notices: [
      ...(await tellTakenOut({ db: trx, model, assignments, speaker }, gone)),
      ...(await tellOfImport(trx, imported, { before, model, assignments, now, today })),
    ],
  }
}

/** Records what is sure in a tracker, by the rules of the commands. @throws UserError if a rule refuses one of its rows */
export async function recordReadyTracker(
  context: Context,
  sent: SentTracker,
  { exported, answers }: { readonly exported: string; readonly answers: Answers },
): Promise<Outcome> {
  const { db, model, now } = context
  const compared = await previewTracker(db, model, { sent, exported: new Date(exported), answers, now })
  if (compared.rows.length === 0) throw new UserError('invalid', 'Nothing in the file was to be recorded.')
  return recordTracker(context, compared)
}
