import type { Logger } from 'pino'
import { ask, endQuestion, inThread, type Place, remember } from '../../data/conversations.ts'
import type { Database, Writing } from '../../data/database.ts'
import { touchIdentity } from '../../data/people.ts'
import { appendTrail } from '../../data/trail.ts'
import type { Change, Context, Outcome } from '../command.ts'
import { UserError } from '../errors.ts'
import type { Incoming } from '../platform.ts'
import type { LoadPlan, Situation } from './request-context.ts'

/** What came in, and in which situation; from a stranger too. */
export interface Arrived {
  readonly db: Database
  readonly log: Logger
  readonly load: LoadPlan
  readonly incoming: Incoming
  readonly situation: Situation
}

/** What somebody who is known says in a conversation. */
export interface Turn extends Arrived {
  readonly place: Place
}

export const STRANGER =
  'I do not know you yet, so I can show you nothing of the plan. Ask the coordinator to link you to your role by writing to me: link me as <your role, name or e-mail>'

/** Undefined for a stranger. */
export function turnOf(arrived: Arrived): Turn | undefined {
  const {
    incoming: { conversation },
    situation: { speaker, model },
  } = arrived
  return speaker && { ...arrived, place: { planId: model.plan.id, personId: speaker.personId, conversation } }
}

/** What a command sees of a turn; it can write where `using` is a transaction. */
export function contextOf(situation: Situation, using: Database | Writing, place: Place): Context {
  const { speaker, now, vocabulary, key, model, people, assignments, whereabouts, commands } = situation
  // An account may have been linked to somebody else since it was looked up.
  if (speaker?.personId !== place.personId) throw new UserError('refused', STRANGER)
  const writing = () => {
    if (!using.isTransaction) throw new Error('a query tried to write')
    return using as Writing
  }
  const trail = (entry: Change) =>
    appendTrail(writing(), place.planId, {
      at: now.toISOString(),
      by: speaker.name,
      identity: speaker.identity,
      message: key,
      ...entry,
      onBehalfOf: entry.onBehalfOf ?? null,
    })
  const { conversation } = place
  const { today } = vocabulary
  return {
    db: using,
    now,
    today,
    model,
    vocabulary,
    people,
    assignments,
    speaker,
    conversation,
    place: whereabouts,
    commands,
    writing,
    trail,
  }
}

/** Keeps where the conversation stands now: the question that is open, what was spoken of, what was asked. */
export async function keepTurn(
  trx: Writing,
  { place, situation }: Pick<Turn, 'place' | 'situation'>,
  { question, itemId, line }: Pick<Outcome, 'question' | 'itemId'> & { readonly line?: string },
): Promise<void> {
  const { model, whereabouts, unmarked, now } = situation
  await (question ? ask(trx, place, question, now) : endQuestion(trx, place))
  if (line !== undefined || itemId !== undefined) {
    await remember(trx, inThread(place, whereabouts.under), {
      ...(line === undefined ? {} : { lastLine: line }),
      lastItemId: itemId ?? null,
    })
  }
  // That an account was used is written once a day, with what is written anyway.
  if (unmarked) await touchIdentity(trx, model.plan.id, { ...unmarked, usedAt: now.toISOString() })
}
