import type { Answers } from '../../data/import/questions.ts'
import type { Context } from '../command.ts'
import { readDay } from '../conversation/day.ts'
import { instantOf } from '../domain/day.ts'
import { UserError } from '../errors.ts'
import { LEAVE_OPEN } from '../import/asking.ts'
import type { SentTracker } from '../import/tracker-sheet.ts'
import type { TrackerQuestion } from '../tracker/compared.ts'
import { previewTracker } from '../tracker/preview.ts'
import { restText } from '../tracker/record.ts'
import type { Asked, Stage } from './stage.ts'

const EXPORTED: Asked = {
  key: 'exported',
  text: 'The file does not say when it was exported, so I cannot tell what was changed since. On which day was it?',
  offers: [],
  mayStay: false,
}

/**
 * A tracker or a return form that came back, with what was answered so far.
 * @throws UserError if it is of another plan, or an answer is none
 */
export async function updatesStage(
  context: Context,
  { name, tracker: sent }: { readonly name: string; readonly tracker: SentTracker },
  answers: Answers,
): Promise<Stage> {
  const { db, model, now } = context
  if (sent.plan !== null && sent.plan !== model.plan.code)
    throw new UserError(
      'conflict',
      `${name} is of the plan ${sent.plan}, not of ${model.plan.title}. If you coordinate that too, send it with the words: in ${sent.plan}. Nothing was recorded.`,
    )
  const exported = exportedAt(context, sent, answers)
  const none = { found: `${name}: a tracker with ${sent.rows.length} rows.`, notices: [] }
  if (!exported) return { ...none, questions: [EXPORTED], answered: [], ready: undefined }
  const given = new Map([...answers].filter(([, said]) => said !== LEAVE_OPEN))
  const compared = await previewTracker(db, model, { sent, exported, answers: given, now })
  const open = compared.rows
    .flatMap(({ questions }) => questions)
    .filter(({ key }) => answers.get(key) !== LEAVE_OPEN)
  const changes = compared.rows.flatMap((row) => row.changes).length
  return {
    found: `${name}: ${compared.source}, ${changes} ${changes === 1 ? 'change' : 'changes'}, ${restText(compared)}.`,
    notices: compared.notices,
    questions: open.map(askedOf),
    answered: [],
    ready: open.length === 0 ? { kind: 'updates', compared } : undefined,
  }
}

/** @throws UserError if what was answered is no day */
function exportedAt(
  { model: { plan }, today, now }: Context,
  { exported }: SentTracker,
  answers: Answers,
): Date | undefined {
  if (exported !== null) {
    const instant = new Date(exported)
    if (!Number.isNaN(instant.getTime())) return instant
  }
  const said = answers.get(EXPORTED.key)
  if (said === undefined) return undefined
  const day = readDay(said, today, { past: true })
  if (day) {
    const [begin, end] = ['00:00', '23:59'].map((time) => instantOf(day.on, time, plan.timeZone))
    // Nothing holds from an instant that is still to come.
    return end && end < now ? end : begin
  }
  throw new UserError('invalid', `“${said}” is no day. Expected a day such as 24 Nov 2020.`)
}

function askedOf({ key, text, answers, place }: TrackerQuestion): Asked {
  const where = place === '' ? '' : ` (${place})`
  return { key, text: `${text}${where}`, offers: answers.map(({ answer }) => answer), mayStay: true }
}
