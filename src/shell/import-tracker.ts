import { basename } from 'node:path'
import { type Answers, NO_ANSWERS } from '../../data/import/questions.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import { instantOf, isDay } from '../domain/day.ts'
import { count, listed } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { SetupError, UserError } from '../errors.ts'
import { isMarked, type SentTracker, trackerIn } from '../import/tracker-sheet.ts'
import type { Compared } from '../tracker/compared.ts'
import { previewTracker } from '../tracker/preview.ts'
import { restText } from '../tracker/record.ts'
import { changeText } from '../tracker/words.ts'
import { documentIn, isDocument } from './document.ts'
import { readAnswers } from './import/answers-file.ts'
import { askInTurn, isTerminal } from './import/ask.ts'
import { record } from './import/record.ts'
import { questionText } from './import/told.ts'
import { EXIT, type Machine, type Session, settingsOf, withSession } from './session.ts'

interface Flags {
  readonly now?: string
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly answers?: string
  /** The plan's code, where the file does not say it. */
  readonly plan?: string
  /** `updates`: whatever the file looks like. */
  readonly as?: string
}

/** Imports a tracker that was exported here and came back; undefined for any other file. */
export async function importIfTracker(
  machine: Machine,
  path: string,
  flags: Flags,
): Promise<number | undefined> {
  if (!isDocument(path) || flags.as === 'plan') return undefined
  const { name, document } = await documentIn(path)
  if (!isMarked(document) && flags.as !== 'updates') return undefined
  const sent = trackerIn(document)
  if (sent) return importTracker(machine, path, sent, flags)
  throw new SetupError(
    `${name} has no table of updates: expected a sheet with the columns Reference and Rating, State or Note. Nothing was imported.`,
  )
}

/** Says what a tracker that came back changes, asks what it leaves open, and records what is sure, in one transaction. */
async function importTracker(
  machine: Machine,
  path: string,
  sent: SentTracker,
  flags: Flags,
): Promise<number> {
  const given = flags.answers === undefined ? NO_ANSWERS : await readAnswers(flags.answers)
  return withSession(machine, settingsOf(machine), flags, async (session) => {
    const code = await planCode(session, sent, flags)
    const exported = exportedAt(sent, given, (await loadPlan(session.db, code)).plan.timeZone)
    const now = session.now()
    const preview = async (tried: Answers) => {
      const compared = await previewTracker(session.db, await loadPlan(session.db, code), {
        sent,
        exported,
        answers: tried,
        now,
      })
      return { ...compared, questions: compared.rows.flatMap(({ questions }) => questions) }
    }
    const asks = isTerminal(machine) && !flags.json && !flags.dryRun
    const { answers, found } = asks
      ? await askInTurn(machine, given, preview)
      : { answers: given, found: await preview(given) }
    const tell = (text: string) => flags.json || machine.output.write(heldBack(text))
    tell(previewText(found, flags.dryRun === true))
    const isOpen = found.questions.length > 0
    if (isOpen && !flags.json) machine.errors.write(heldBack(openText(found.questions)))
    const settled = found.rows.some(({ questions }) => questions.length === 0)
    const filled = { plan: code, exported: exported.toISOString(), answers: Object.fromEntries(answers) }
    const said = { command: 'tracker-record', arguments: filled }
    if (settled && !flags.dryRun) tell(await record(session, { tracker: sent, said }))
    if (flags.json) machine.output.write(`${JSON.stringify(heldBack(reported(path, found)))}\n`)
    return isOpen ? EXIT.refused : EXIT.done
  })
}

async function planCode({ db, plan }: Session, sent: SentTracker, flags: Flags): Promise<string> {
  const codes = (await listPlans(db)).map(({ code }) => code)
  const wanted = flags.plan ?? sent.plan ?? plan ?? (codes.length === 1 ? codes[0] : undefined)
  if (wanted === undefined)
    throw new UserError(
      'invalid',
      `The file does not say which plan it is of. Name it with --plan: ${listed(codes, 'or')}. Nothing was recorded.`,
    )
  if (sent.plan !== null && flags.plan !== undefined && sent.plan !== flags.plan)
    throw new UserError(
      'conflict',
      `The file is a tracker of ${sent.plan}, and --plan says ${flags.plan}. Nothing was recorded.`,
    )
  if (codes.includes(wanted)) return wanted
  throw new UserError(
    'unknown',
    `The file is of the plan ${wanted}, which this database does not have: ${listed(codes)}. Nothing was recorded.`,
  )
}

/** Without our mark the day is asked: nobody could tell what was changed since. */
function exportedAt({ exported }: SentTracker, answers: Answers, timeZone: string): Date {
  const said = exported ?? answers.get('exported') ?? ''
  const instant = isDay(said) ? instantOf(said, '23:59', timeZone) : new Date(said)
  if (!Number.isNaN(instant.getTime())) return instant
  throw new UserError(
    'invalid',
    'The file does not say when it was exported. Say the day in a file of answers, as exported: 2020-11-24, and give it with --answers. Nothing was recorded.',
  )
}

function previewText(compared: Compared, isDryRun: boolean): string {
  const { rows, source, notices } = compared
  const changes = rows.flatMap((row) => row.changes)
  const does = isDryRun ? 'would be recorded' : 'is recorded'
  const head =
    changes.length === 0
      ? `From the ${source}: nothing ${does}; ${restText(compared)}.\n`
      : `From the ${source} ${does}, ${restText(compared)}:\n`
  return `${head}${changes.map((change) => `- ${changeText(change)}\n`).join('')}${notices.map((each) => `${each}\n`).join('')}`
}

function openText(questions: readonly Parameters<typeof questionText>[0][]): string {
  const each = questions.map((question, index) => `${index + 1}. ${questionText(question)}`).join('')
  const rows = questions.length === 1 ? 'Its row is' : 'Their rows are'
  return `${count(questions.length, 'question')} ${questions.length === 1 ? 'is' : 'are'} open. ${rows} not recorded until then.\n${each}Answer in a file, one "key: answer" a line, and import again: --answers <file>\n`
}

/** As the cases have it. */
function reported(path: string, compared: Compared & { readonly questions: readonly unknown[] }): object {
  const { plan, source, exported, rows, unchanged, recordedBefore, notices } = compared
  return {
    file: basename(path),
    outcome: 'update',
    plan,
    source,
    exported,
    changes: rows.flatMap((row) => row.changes),
    unchangedRows: unchanged,
    recordedBefore,
    questions: rows.flatMap((row) =>
      row.questions.map(({ kind, place, key, ref, text, answers }) => ({
        kind,
        place,
        key,
        about: text,
        offers: answers.map(({ answer, means }) => ({ answer, means })),
        ref,
      })),
    ),
    notices,
  }
}
