import { basename } from 'node:path'
import { type Answers, NO_ANSWERS } from '../../data/import/questions.ts'
import { listAssignments, listPeople } from '../../data/people.ts'
import { listPlans, planLoaders } from '../../data/plans.ts'
import { readVocabulary } from '../app/request-context.ts'
import { dayIn } from '../domain/day.ts'
import { count, listed } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { SetupError, UserError } from '../errors.ts'
import { peopleIn, type SentPeople } from '../import/people-sheet.ts'
import { isMarked } from '../import/tracker-sheet.ts'
import { previewPeople } from '../people/list/preview.ts'
import type { ProposedPeople } from '../people/list/proposed.ts'
import { documentIn, isDocument } from './document.ts'
import { readAnswers, writeQuestions } from './import/answers-file.ts'
import { askInTurn, isTerminal } from './import/ask.ts'
import { record } from './import/record.ts'
import { questionText } from './import/told.ts'
import { EXIT, type Machine, type Session, settingsOf, withSession } from './session.ts'

interface Flags {
  readonly now?: string
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly answers?: string
  readonly planQuestions?: string | true
  readonly plan?: string
  readonly sheet?: string
  readonly table?: string
  /** `people`: whatever the file looks like. */
  readonly as?: string
}

/** Imports a list of people: who holds which post, with addresses and accounts; undefined for any other file. */
export async function importIfPeople(
  machine: Machine,
  path: string,
  flags: Flags,
): Promise<number | undefined> {
  if (!isDocument(path) || (flags.as !== undefined && flags.as !== 'people')) return undefined
  const isSaid = flags.as === 'people'
  if (!isSaid && (flags.sheet !== undefined || flags.table !== undefined)) return undefined
  const { name, document } = await documentIn(path)
  if (!isSaid && isMarked(document)) return undefined
  const tables = document.tables.filter(({ place }) => flags.sheet === undefined || place === flags.sheet)
  const list = peopleIn({ ...document, tables }, { isSaid })
  if (list) return importPeople(machine, path, list, flags)
  if (!isSaid) return undefined
  throw new SetupError(
    `${name} has no list of people: expected a table with the columns Post and Name, and E-mail or Account where you have them. Nothing was imported.`,
  )
}

/** Says what a list of people would change, asks what it leaves open, and records the whole of it in one transaction. */
async function importPeople(machine: Machine, path: string, list: SentPeople, flags: Flags): Promise<number> {
  const questionsFile = questionsFileOf(flags, path)
  const given =
    flags.answers === undefined
      ? NO_ANSWERS
      : await readAnswers(flags.answers, { mayBeAbsent: flags.answers === questionsFile })
  return withSession(machine, settingsOf(machine), flags, async (session) => {
    const code = await planCode(session, flags)
    const preview = (tried: Answers) => proposed(session, code, { list, answers: tried })
    const tell = (text: string) => flags.json || machine.output.write(heldBack(text))
    const first = await preview(given)
    if (questionsFile !== undefined && first.questions.length > 0)
      await writeQuestions(questionsFile, heldBack(first.questions), given)
    const asks = isTerminal(machine) && !flags.json && !flags.dryRun && questionsFile === undefined
    const { answers, found } = asks
      ? await askInTurn(machine, given, async (tried) => {
          const next = await preview(tried)
          // The whole of it is shown before the one yes.
          if (next.questions.length === 1 && next.questions[0]?.key === 'list') tell(previewText(next))
          return next
        })
      : { answers: given, found: first }
    if (!asks || found.changes.length === 0) tell(previewText(found))
    const isOpen = found.questions.length > 0
    if (isOpen && !flags.json) machine.errors.write(heldBack(openText(found, { path, questionsFile })))
    const records = !isOpen && !flags.dryRun && questionsFile === undefined && found.changes.length > 0
    const said = { command: 'people-record', arguments: { plan: code, answers: Object.fromEntries(answers) } }
    if (records) tell(await record(session, { list, said }))
    if (flags.json)
      machine.output.write(`${JSON.stringify(heldBack(reported(path, code, found, records)))}\n`)
    return isOpen ? EXIT.refused : EXIT.done
  })
}

function questionsFileOf({ planQuestions, answers }: Flags, path: string): string | undefined {
  if (typeof planQuestions === 'string') return planQuestions
  return planQuestions === true ? (answers ?? `${path.replace(/\.\w+$/, '')}.answers.yaml`) : undefined
}

async function planCode({ db, plan }: Session, flags: Flags): Promise<string> {
  const codes = (await listPlans(db)).map(({ code }) => code)
  const wanted = flags.plan ?? plan ?? (codes.length === 1 ? codes[0] : undefined)
  if (wanted === undefined)
    throw new UserError(
      'invalid',
      `The list does not say of which plan its posts are. Name it with --plan: ${listed(codes, 'or')}. Nothing was recorded.`,
    )
  if (codes.includes(wanted)) return wanted
  throw new UserError('unknown', `There is no plan ${wanted} here: ${listed(codes)}. Nothing was recorded.`)
}

async function proposed(
  { db, commands, now }: Session,
  code: string,
  { list, answers }: { readonly list: SentPeople; readonly answers: Answers },
): Promise<ProposedPeople> {
  const [load] = await planLoaders(db, code)()
  if (!load) throw new Error('no loader of the plan')
  const loaded = await load()
  const { plan } = loaded.model
  const today = dayIn(plan.timeZone, now())
  const context = {
    db,
    model: loaded.model,
    people: await listPeople(db),
    assignments: await listAssignments(db, plan.id, today),
    vocabulary: await readVocabulary(loaded, { commands, today, using: db }),
  }
  return previewPeople(context, list, answers)
}

function previewText({ changes, notices, unchanged }: ProposedPeople): string {
  const same = `${count(unchanged, 'row')} ${unchanged === 1 ? 'says' : 'say'} what is recorded already`
  const head =
    changes.length === 0
      ? `The list changes nothing; ${same}.\n`
      : `The list says${unchanged > 0 ? ` (${same})` : ''}:\n`
  const lines = changes.map(({ text, place }) => `- ${text} (${place})\n`).join('')
  return `${head}${lines}${notices.map((each) => `${each}\n`).join('')}`
}

function openText(
  { questions }: ProposedPeople,
  { path, questionsFile }: { readonly path: string; readonly questionsFile: string | undefined },
): string {
  const each = questions.map((question, index) => `${index + 1}. ${questionText(question)}`).join('')
  const open = questions.length === 1 ? 'A question has' : `${count(questions.length, 'question')} have`
  const how =
    questionsFile === undefined
      ? `Answer in a file, one "key: answer" a line, and import again: --answers <file>. A file to fill in is written by: wsoa import ${path} --as people --plan-questions <file>`
      : `They wait in ${questionsFile}.`
  return `${open} to be answered first. Nothing was recorded.\n${each}${how}\n`
}

/** For scripts. */
function reported(path: string, plan: string, found: ProposedPeople, isRecorded: boolean): object {
  const { changes, questions, notices, unchanged } = found
  return {
    file: basename(path),
    outcome: 'people',
    plan,
    recorded: isRecorded,
    changes: changes.map(({ place, text, act }) => ({ place, text, kind: act.kind })),
    questions,
    notices,
    unchangedRows: unchanged,
  }
}
