import { isInEdition } from '../../data/editions.ts'
import { findHeard, type HeardMessage } from '../../data/heard-messages.ts'
import { findBatch, findLatestBatch, type Update } from '../../data/updates.ts'
import type { Choice, Reading } from '../domain/reading.ts'
import { saidBack } from '../domain/text.ts'
import { sentence } from '../message.ts'
import type { Reply } from '../platform.ts'
import { answer, askBack } from './answer.ts'
import { replyOf } from './replies.ts'
import type { KnownContext } from './request-context.ts'
import { commandBehind, readIn } from './understand.ts'

/**
 * Takes the new words of a message that was edited: they are offered as a correction of what it had recorded, and change
 * nothing without a yes.
 */
export async function answerEdit(words: string, request: KnownContext): Promise<Reply> {
  const heard = await findOwn(request)
  if (heard?.said === words) return nothing(request)
  const reading = await readEdited(words, heard, request)
  if (heard?.line === lineOf(reading)) return nothing(request)
  const batch = heard?.batchId ? await standing(heard.batchId, request) : []
  const isTakenBack = heard?.batchId !== null && batch.length === 0
  return heard === undefined || isTakenBack
    ? afresh(reading, request)
    : correct(reading, { heard, batch }, request)
}

async function findOwn({ db, incoming, speaker, model }: KnownContext): Promise<HeardMessage | undefined> {
  const { platform, tenant, message = '' } = incoming
  const heard = await findHeard(db, { platform, tenant, message })
  const isOwn = heard?.personId === speaker.personId && heard.planId === model.plan.id
  return isOwn ? heard : undefined
}

/** A word or a number may be part of any line. */
const SHORTEST_PART = 4

/** The new words by themselves, or in the line that the old ones completed as an answer. */
async function readEdited(
  words: string,
  heard: HeardMessage | undefined,
  request: KnownContext,
): Promise<Reading> {
  const reading = await readIn(words, request)
  const { said = '', line = '' } = heard ?? {}
  const isPart = said.length >= SHORTEST_PART && line !== said && line.endsWith(said)
  if (!isPart || (reading.certainty !== 'none' && !isNote(reading))) return reading
  return readIn(`${line.slice(0, -said.length)}${words}`, request)
}

function isNote(reading: Reading): boolean {
  return reading.certainty === 'ask' && reading.isNote === true
}

function lineOf(reading: Reading): string | undefined {
  return reading.certainty === 'sure' ? reading.line : undefined
}

/** What the message recorded, as far as it was not taken back. */
async function standing(batchId: number, { db, model }: KnownContext): Promise<readonly Update[]> {
  return (await findBatch(db, model.plan.id, batchId)).filter(({ undoneBy }) => undoneBy === null)
}

/** Nothing is known to have come of the message, so it is read as if it were new; but it asks before it changes anything. */
async function afresh(reading: Reading, request: KnownContext): Promise<Reply> {
  switch (reading.certainty) {
    case 'none':
      return nothing(request)
    case 'ask':
      return askBack(reading, request)
    case 'sure': {
      const heard = commandBehind(reading.line, request)
      if (!heard.command.changes) return answer(heard, request)
      const question = `You edited that message. Shall I record this: “${saidBack(reading.line)}”?`
      return askBack(offering(question, [plainChoice(reading.line)]), request)
    }
  }
}

interface Recorded {
  readonly heard: HeardMessage
  readonly batch: readonly Update[]
}

async function correct(reading: Reading, recorded: Recorded, request: KnownContext): Promise<Reply> {
  const had = `You edited a message. Of it I have: ${recorded.heard.summary.replace(/^(?:Recorded|Confirmed): /, '')}`
  const offers = offersIn(reading, request)
  if (offers.length === 0) {
    const text = `${had} The new words change nothing, so that stays as it is. It is taken back with: undo`
    return replyOf({ message: sentence(text) }, request)
  }
  const options = await Promise.all(offers.map((offer) => asCorrection(offer, recorded.batch, request)))
  const what = reading.certainty === 'ask' ? reading.question : 'Shall the new words take its place?'
  return askBack(offering(`${had} ${what}`, options), request)
}

function offersIn(reading: Reading, { commands }: KnownContext): readonly Choice[] {
  if (reading.certainty === 'none') return []
  if (reading.certainty === 'ask') return reading.options
  return commands.get(reading.command)?.changes ? [plainChoice(reading.line)] : []
}

function plainChoice(line: string): Choice {
  return { label: saidBack(line), line }
}

/** An update that names the entry that it corrects, or takes back all that the message had recorded. */
async function asCorrection(offer: Choice, batch: readonly Update[], request: KnownContext): Promise<Choice> {
  const [first, ...others] = batch
  const { name, args } = commandBehind(offer.submission ?? offer.line, request)
  if (!first || (name !== 'update' && name !== 'confirm')) return offer
  const given = {
    ...(args as Readonly<Record<string, unknown>>),
    ...(name === 'confirm' ? { unchanged: true } : {}),
  }
  const refs = 'refs' in given && Array.isArray(given.refs) ? given.refs : []
  const item = request.model.items.find(({ id }) => id === first.itemId)
  const isSame = others.length === 0 && refs.length === 1 && refs[0] === item?.ref && !('also' in given)
  if (isSame) return { ...offer, submission: { command: 'update', arguments: { ...given, entry: first.id } } }
  if (!(await mayBeTakenBack(first, request))) return offer
  return { ...offer, submission: { command: 'update', arguments: { ...given, replaces: first.batchId } } }
}

/** Later it stays in the record beside what is recorded now. */
async function mayBeTakenBack(first: Update, { db, model, speaker, now }: KnownContext): Promise<boolean> {
  const [last] = await findLatestBatch(db, model.plan.id, speaker.personId)
  const age = now.getTime() - Date.parse(first.recordedAt)
  if (last?.batchId !== first.batchId || age > model.plan.policies.undoMinutes * 60_000) return false
  return !(await isInEdition(db, model.plan.id, first.recordedAt))
}

function offering(question: string, options: readonly Choice[]) {
  return {
    certainty: 'ask',
    command: null,
    question,
    options,
    ...(options.length === 1 ? { isYesNo: true as const } : {}),
    reason: 'a message was edited',
  } as const
}

function nothing(request: KnownContext): Reply {
  const text = 'The message was edited; nothing was changed.'
  return { ...replyOf({ message: sentence(text) }, request), isSilent: true }
}
