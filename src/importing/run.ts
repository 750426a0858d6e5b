import {
  type AskedNow,
  beginImport,
  endImport,
  findOpenImport,
  type ImportSession,
  saveImportAnswer,
  takeBackImportAnswers,
  touchImport,
} from '../../data/imports.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import { LEAVE_OPEN } from '../import/asking.ts'
import { trackerIn } from '../import/tracker-sheet.ts'
import { type Block, type Message, paragraph, sentence } from '../message.ts'
import type { Act } from './acts.ts'
import { importReadyPlan, recordReadyTracker } from './carry-out.ts'
import { documentIn } from './document.ts'
import { answeredText, foundBlocks, heldByOther, nextMessage } from './messages.ts'
import { checkCoordinator, type Prepared } from './prepare.ts'
import type { Ready, Stage } from './stage.ts'

type Known = Extract<Prepared, { kind: 'known' }>
type Sent = Extract<Prepared, { kind: 'sent' }>

/** Keeps what was sent or answered, and says what is next. Another's import is only taken over when that is said. */
export async function runImport(
  context: Context,
  act: Act,
  prepared: Prepared | undefined,
): Promise<Outcome> {
  checkCoordinator(context)
  switch (prepared?.kind) {
    case undefined:
      throw new UserError('invalid', 'Send me the file as a direct message, and I say what I find in it.')
    case 'none':
      return { message: noneMessage(prepared) }
    case 'sent':
      return beginning(context, prepared)
    case 'known':
      return goingOn(context, act, prepared)
  }
}

function noneMessage({ latest }: Extract<Prepared, { kind: 'none' }>): Message {
  const send = 'Send me a Word, Excel or CSV file as a direct message, and I say what I find in it.'
  switch (latest?.state) {
    case 'lapsed':
    case 'asking':
    case 'stopped':
      return sentence(
        `${latest.name} waited for 14 days and is gone; what was answered is kept. Send it again, and I ask only what is new.`,
      )
    case 'imported':
      return sentence(`${latest.name} is imported. ${send}`)
    default:
      return sentence(`No file waits to be imported. ${send}`)
  }
}

async function beginning(context: Context, { of, sent, stage, earlier }: Sent): Promise<Outcome> {
  const { model, speaker, now } = context
  const open = await findOpenImport(context.db, model.plan.id, now)
  if (open && open.holderId !== speaker.personId) {
    const { message } = await heldMessage(context, open)
    return { message }
  }
  const { name, bytes } = sent
  const session = await beginImport(
    context.writing(),
    {
      planId: model.plan.id,
      kind: of,
      name,
      bytes,
      holderId: speaker.personId,
      asked: askedNow(stage),
    },
    now,
  )
  await context.trail({
    action: 'import-begun',
    ref: null,
    before: null,
    after: { file: name, hash: session.hash, kind: of },
  })
  const { timeZone } = model.plan
  const found = foundBlocks(session, stage, { earlier, timeZone })
  const instead = open ? [paragraph(`It takes the place of ${open.name}.`)] : []
  const next = await nextOutcome(context, session, stage, [...found, ...instead])
  const { summary } = next.message
  return { ...next, message: { ...next.message, summary: `${stage.found} ${summary}` } }
}

function askedNow({ questions: [question] }: Stage): AskedNow | undefined {
  return question && { key: question.key, offers: question.offers }
}

/** The next question, or what the import would do. A file that says nothing new waits for nothing. */
async function nextOutcome(
  context: Context,
  session: ImportSession,
  stage: Stage,
  before: readonly Block[],
): Promise<Outcome> {
  const message = nextMessage(session, stage, before)
  if (!saysNothing(stage.ready)) return { message, waits: true }
  await endImport(context.writing(), session.id, { state: 'imported', now: context.now })
  return { message }
}

function saysNothing(ready: Ready | undefined): boolean {
  if (!ready) return false
  const changes =
    ready.kind === 'plan' ? ready.preview.changes : ready.compared.rows.flatMap((row) => row.changes)
  return changes.length === 0
}

async function heldMessage(
  { people, model }: Context,
  { holderId, name, id, begunAt }: ImportSession,
): Promise<Outcome> {
  const holder = people.find((each) => each.id === holderId)?.name ?? 'Somebody else'
  const since = shortDay(dayIn(model.plan.timeZone, new Date(begunAt)))
  return { message: heldByOther({ id, name }, holder, since) }
}

async function goingOn(context: Context, act: Act, known: Known): Promise<Outcome> {
  const { speaker, now, model } = context
  const { session, stage, given, takenBack } = known
  const trx = context.writing()
  const present = await findOpenImport(context.db, model.plan.id, now)
  if (present?.id !== session.id || present.touchedAt !== session.touchedAt)
    throw new UserError('conflict', `${session.name} went on meanwhile, so nothing was kept. Say: import`, [
      'import',
    ])
  const isTheirs = session.holderId === speaker.personId
  if (!isTheirs && act.kind !== 'take-over') return heldMessage(context, session)
  const asking = {
    now,
    state: 'asking',
    holderId: speaker.personId,
    asked: askedNow(stage),
  } as const
  switch (act.kind) {
    case 'stop':
      await touchImport(trx, session.id, { ...asking, state: 'stopped' })
      return {
        message: sentence(
          `Stopped. ${session.name} and what you answered are kept for 14 days: say “import” to go on, or “import give up” to have the file forgotten.`,
        ),
      }
    case 'give-up':
      await endImport(trx, session.id, { state: 'given-up', now })
      return { message: sentence(`${session.name} is forgotten. Nothing was imported.`) }
    case 'now':
      return carriedOut(context, act.session, known)
    case 'answer':
      if (given) await saveImportAnswer(trx, { session, personId: speaker.personId, now, ...given })
      break
    case 'back':
    case 'change':
      await takeBackImportAnswers(trx, session.planId, takenBack, now)
      break
    case 'take-over':
      await context.trail({
        action: 'import-taken-over',
        ref: null,
        before: { holder: session.holderId },
        after: { holder: speaker.personId, file: session.name },
      })
      break
    case 'go-on':
      break
  }
  await touchImport(trx, session.id, asking)
  const before = given ? [paragraph(answeredText(given.answer))] : []
  return nextOutcome(context, session, stage, before)
}

async function carriedOut(
  context: Context,
  pressed: number | undefined,
  { session, stage, said }: Known,
): Promise<Outcome> {
  const { ready } = stage
  if (pressed !== undefined && pressed !== session.id)
    throw new UserError('conflict', 'That button is of an earlier file. Say: import', ['import'])
  if (!ready) return { message: nextMessage(session, stage), waits: true }
  const outcome =
    ready.kind === 'plan'
      ? await importReadyPlan(context, ready)
      : await recordedUpdates(context, { session, ready, said })
  await endImport(context.writing(), session.id, { state: 'imported', now: context.now })
  return outcome
}

async function recordedUpdates(
  context: Context,
  {
    session: { name, bytes },
    ready,
    said,
  }: Pick<Known, 'session' | 'said'> & { readonly ready: Extract<Ready, { kind: 'updates' }> },
): Promise<Outcome> {
  const tracker = bytes === null ? undefined : trackerIn(await documentIn(name, bytes))
  if (!tracker) throw new Error('a tracker that was read has none')
  const answers = new Map(
    said.filter(({ answer }) => answer !== LEAVE_OPEN).map(({ key, answer }) => [key, answer]),
  )
  return recordReadyTracker(context, tracker, { exported: ready.compared.exported, answers })
}
