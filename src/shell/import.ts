import { takeBackup } from '../../data/backups/take.ts'
import { type Database, databaseExists, type Writing } from '../../data/database.ts'
import { type ImportPreview, type ImportResult, importPlan, previewImport } from '../../data/import/import.ts'
import { type Answers, type ImportQuestion, NO_ANSWERS } from '../../data/import/questions.ts'
import { byKind, lineOf } from '../../data/import/told.ts'
import { listAssignments } from '../../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import { restrictedIds } from '../../data/restrictions.ts'
import { keepNotices } from '../deliveries/notices.ts'
import { loadCommands } from '../discover.ts'
import { dayIn } from '../domain/day.ts'
import { count } from '../domain/format.ts'
import { heldBack, holdsChild } from '../domain/held-back.ts'
import { sayable } from '../domain/plan-name.ts'
import { SetupError, UserError } from '../errors.ts'
import { tellTakenOut } from '../people/told.ts'
import { tellOfImport } from '../plan-changes/imported.ts'
import type { PlanFile } from '../plan-file/arranged.ts'
import { openDemo } from './demo.ts'
import { type DocumentFlags, isDocument } from './document.ts'
import { readAnswers, writeQuestions } from './import/answers-file.ts'
import { askInTurn, isTerminal } from './import/ask.ts'
import { decidedAt } from './import/decided.ts'
import { type FromDocument, planFromDocument } from './import/from-document.ts'
import { announced, questionsText } from './import/told.ts'
import { backupFolder, opener } from './opening.ts'
import { ownVersion } from './own-version.ts'
import { readPlan, sizeOf } from './plan-files.ts'
import { EXIT, instantFrom, type Machine, settingsOf, type Timed } from './session.ts'

interface ImportFlags extends Timed, DocumentFlags {
  readonly dryRun?: boolean
  /** What becomes of items that are not in the file: "stay" or "left:<reason>". */
  readonly missing?: string
  /** A file of answers. */
  readonly answers?: string
  /** "Improvement Board, 8 Dec 2020, minute 4.3" */
  readonly decided?: string
  /** Where the questions are written with blanks; without a name, in the file of answers. */
  readonly planQuestions?: string | true
}

export async function importFile(machine: Machine, path: string, flags: ImportFlags): Promise<number> {
  const settings = settingsOf(machine)
  checkMissing(flags.missing)
  const questionsFile = questionsFileOf(flags, path)
  const givenAnswers =
    flags.answers === undefined
      ? NO_ANSWERS
      : await readAnswers(flags.answers, { mayBeAbsent: flags.answers === questionsFile })
  const read = await planFrom(machine, path, { flags, answers: givenAnswers, questionsFile })
  if (read.kind === 'open')
    return leaveOpen(machine, read.questions, { path, flags, answers: givenAnswers, questionsFile })
  const { plan, answers } = read
  const given = flags.now === undefined ? undefined : instantFrom(flags.now, plan.timeZone)
  const url = settings.DATABASE_URL
  const makes = url !== undefined && !(await databaseExists(url))
  const tell = (text: string) => flags.json || machine.output.write(text)
  if (makes && (flags.dryRun || questionsFile !== undefined)) {
    tell(`There is no database yet; importing would make it and add ${sizeOf(plan)}\n`)
    const changes = [{ kind: 'plan', itemId: null, ref: null, text: `add the plan ${plan.title}` }] as const
    report(
      machine,
      { plan, makes, preview: { planId: 0, isNew: true, changes, questions: [], ended: [], withdrawn: [] } },
      flags,
    )
    return EXIT.done
  }
  if (makes) tell('Making a new database, as DATABASE_URL says.\n')
  const open = opener(machine, settings)
  const { db, now: demoNow } = url
    ? { db: await open(url, { create: true }), now: undefined }
    : await openDemo({ open })
  try {
    const now = given ?? demoNow ?? machine.machineNow()
    const decided =
      flags.decided === undefined
        ? undefined
        : await decidedAt(db, flags.decided, { code: await knownCode(db, plan), now })
    const importing = { now, today: dayIn(plan.timeZone, now), missing: flags.missing, decided }
    const preview = (tried: Answers) => previewImport(db, plan, { ...importing, answers: tried })
    if (questionsFile !== undefined)
      return await keepQuestions(machine, questionsFile, { answers, preview: await preview(answers) }, flags)
    const asks = isTerminal(machine) && !flags.json && !flags.dryRun
    const { answers: all, found } = asks
      ? await askInTurn(machine, answers, preview)
      : { answers, found: await preview(answers) }
    tell(heldBack(announced(found, flags.dryRun === true)))
    const isOpen = found.questions.length > 0
    if (isOpen && !flags.json) machine.errors.write(heldBack(questionsText(found.questions, path)))
    if (!isOpen && !flags.dryRun && found.changes.length > 0) {
      const before = await knownPlan(db, plan.code)
      if (before && url !== undefined && isDocument(path)) {
        const folder = backupFolder(settings, url)
        const { file } = await takeBackup(db, {
          folder,
          why: 'before-import',
          at: now,
          version: await ownVersion(),
        })
        tell(`The database as it was is kept in ${file}.\n`)
      }
      await importPlan(db, plan, {
        ...importing,
        answers: all,
        andThen: (trx, imported) => tellAll(trx, imported, { before, code: plan.code, ...importing }),
        isQuiet: url !== undefined,
      })
      tell('Done. No update was touched.\n')
      if (found.isNew && url !== undefined) tell(await quietText(db, plan))
    }
    report(machine, { plan, makes, preview: found }, flags)
    return isOpen ? EXIT.refused : EXIT.done
  } finally {
    await db.destroy()
  }
}

/** A new plan says nothing by itself until somebody has looked at whom it would reach. */
async function quietText(db: Database, plan: PlanFile): Promise<string> {
  const isOnly = (await listPlans(db)).length === 1
  const of = isOnly ? '' : `in ${sayable(plan)} `
  return `The plan is quiet: it answers whoever asks, and sends nobody anything by itself.
Its coordinator sees who would get what with “${of}live”, and sets it going with “${of}go live”.
In the shell you speak as the coordinator: wsoa say "${of}live"\n`
}

interface Asked {
  readonly flags: ImportFlags
  readonly answers: Answers
  readonly questionsFile: string | undefined
}

/** The plan in a plan file, or in a document once its questions are answered. */
async function planFrom(
  machine: Machine,
  path: string,
  { flags, answers, questionsFile }: Asked,
): Promise<FromDocument> {
  if (!isDocument(path)) return { kind: 'plan', plan: await planIn(path), answers }
  const asks = isTerminal(machine) && !flags.json && !flags.dryRun && questionsFile === undefined
  return planFromDocument(machine, path, { ...flags, answers, asks, isQuiet: flags.json === true })
}

/** What a document leaves open is written into a file, or named with the way to answer it. */
async function leaveOpen(
  machine: Machine,
  questions: readonly ImportQuestion[],
  { path, flags, answers, questionsFile }: Asked & { readonly path: string },
): Promise<number> {
  if (questionsFile !== undefined) {
    await writeQuestions(questionsFile, heldBack(questions), answers)
    if (!flags.json)
      machine.output.write(
        `${questions.length === 1 ? 'A question waits' : `${count(questions.length, 'question')} wait`} in ${questionsFile}. Nothing was imported.\n`,
      )
  } else if (!flags.json) machine.errors.write(heldBack(questionsText(questions, path)))
  if (flags.json) machine.output.write(`${JSON.stringify(heldBack({ ok: false, questions }))}\n`)
  return EXIT.refused
}

async function planIn(path: string): Promise<PlanFile> {
  const { plan, errors } = await readPlan(path)
  if (plan) return plan
  const [first] = errors
  throw new SetupError(
    `${path}:${first?.line}:${first?.column}: ${first?.text} (${count(errors.length, 'error')}; see all with: wsoa check ${path})`,
  )
}

/** @throws UserError unless it is "stay" or gives a reason */
function checkMissing(missing: string | undefined): void {
  if (missing === undefined) return
  if (holdsChild(missing))
    throw new UserError('invalid', 'A reason must not name a child. Nothing was imported.')
  if (/^stay$/i.test(missing) || /^left\s*:\s*\S/i.test(missing)) return
  throw new UserError(
    'invalid',
    `--missing says what becomes of items that are not in the file: expected stay, or left:<reason>, and got “${missing}”. Nothing was imported.`,
  )
}

function questionsFileOf({ planQuestions, answers }: ImportFlags, path: string): string | undefined {
  if (planQuestions !== true) return planQuestions
  return answers ?? `${path.replace(/\.(?:ya?ml|docx|xlsx|csv)$/i, '')}.answers.yaml`
}

/** @throws UserError if the plan is not there yet, so that nothing of it can have been decided */
async function knownCode(db: Database, { code }: PlanFile): Promise<string> {
  if ((await listPlans(db)).some((each) => each.code === code)) return code
  throw new UserError(
    'invalid',
    `The plan ${code} is not in the database yet: --decided names what a board decided of a plan that it knows. Nothing was imported.`,
  )
}

async function keepQuestions(
  machine: Machine,
  file: string,
  { answers, preview }: { answers: Answers; preview: ImportPreview },
  { json }: ImportFlags,
): Promise<number> {
  const { questions } = preview
  if (questions.length > 0) await writeQuestions(file, heldBack(questions), answers)
  if (json)
    machine.output.write(`${JSON.stringify(heldBack({ ok: questions.length === 0, file, questions }))}\n`)
  else if (questions.length === 0)
    machine.output.write('The file raises no question. Nothing was imported.\n')
  else {
    const what = questions.length === 1 ? 'A question waits' : `${count(questions.length, 'question')} wait`
    machine.output.write(`${what} in ${file}. Nothing was imported.\n`)
  }
  return questions.length > 0 ? EXIT.refused : EXIT.done
}

function report(
  machine: Machine,
  { plan, makes, preview }: { plan: PlanFile; makes: boolean; preview: ImportPreview },
  { json }: ImportFlags,
): void {
  if (!json) return
  const { changes, questions } = preview
  const kinds = byKind(changes).map(({ kind, called, changes: own }) => ({
    kind,
    called,
    count: own.length,
    items: own.map(({ kind: _, itemId: __, ...each }) => each),
  }))
  const ok = questions.length === 0
  const texts = changes.map(lineOf)
  machine.output.write(
    `${JSON.stringify(heldBack({ ok, plan: plan.code, makes, changes: texts, kinds, questions }))}\n`,
  )
}

/** The plan as it is; undefined if it is not in the database yet. */
async function knownPlan(db: Database, code: string): Promise<PlanModel | undefined> {
  return (await listPlans(db)).some((each) => each.code === code) ? loadPlan(db, code) : undefined
}

/** Tells whoever the import concerns, and those whose posts are not in the file any more. */
async function tellAll(
  trx: Writing,
  imported: ImportResult,
  { before, code, now, today }: { before: PlanModel | undefined; code: string; now: Date; today: string },
): Promise<void> {
  const model = await loadPlan(trx, code)
  const hidden = await restrictedIds(trx, model.plan.id)
  const told = imported.changes.filter(({ itemId }) => itemId === null || !hidden.has(itemId))
  const assignments = await listAssignments(trx, model.plan.id, today)
  const gone = (before?.roles ?? [])
    .map((role) => role.code)
    .filter((each) => model.roles.every((role) => role.code !== each))
  const speaker = { personId: null, identity: '', name: 'the command line' }
  const notices = [
    ...(await tellTakenOut({ db: trx, model, assignments, speaker }, gone)),
    ...(await tellOfImport(trx, { ...imported, changes: told }, { before, model, assignments, now, today })),
  ]
  if (notices.length === 0) return
  await keepNotices(trx, { model, commands: await loadCommands(), now, assignments }, notices)
}
