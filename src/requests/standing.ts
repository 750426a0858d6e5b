import { readNames } from '../../data/people.ts'
import type { AskedRequest } from '../../data/requests.ts'
import { listDecisionsOn, type TakenDecision } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { listed, longDay, moment, shortDay } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import { paragraph, said, sentence } from '../message.ts'
import { outcomeText } from '../status/outcome.ts'
import { type Decided, type Deciding, lineOf, VERBS } from './decision.ts'

/** An earlier decision that a new one would reverse. */
export interface Standing {
  readonly request: Decided['request']
  readonly decision: TakenDecision
  /** What was decided, by whom, and who recorded it. */
  readonly text: string
}

/**
 * Finds the decision that a new one goes against; whoever decides second may not know of the first.
 * @throws UserError if the same was decided already, or if the speaker cannot reverse it
 */
export async function standingAgainst(
  context: Context,
  decided: Decided & { readonly recommends: boolean },
): Promise<Standing | undefined> {
  const { request, body, recommends } = decided
  const decision = await findStanding(context, decided)
  if (!decision) return undefined
  const text = await decidedText(context, decision)
  if (isSame(decided, decision)) throw new UserError('conflict', `${text} Nothing was changed.`)
  if (!recommends || decision.outcome === 'recommended') return { request, decision, text }
  throw new UserError(
    'conflict',
    `${text} A recommendation of the ${body.name} comes too late for it. Nothing was recorded.`,
  )
}

/** @throws UserError if the request is decided and the speaker is not who records that a body reversed it */
export async function checkReversible(
  context: Context,
  { id, state }: AskedRequest,
  { outcome }: Pick<Deciding, 'outcome'>,
): Promise<void> {
  if (context.speaker.isCoordinator || (state !== 'approved' && state !== 'declined')) return
  const decisions = await decisionsOn(context, id)
  const decision = decisions.findLast((each) => each.outcome === state)
  const text = decision ? await decidedText(context, decision) : `It was ${state}.`
  if (state === outcome) throw new UserError('conflict', `${text} Nothing was changed.`)
  throw new UserError(
    'refused',
    `${text} It is reversed only by a new decision of the board, which the coordinator records. Nothing was changed.`,
  )
}

/** The meeting that took a request up by itself: both were recorded at once. */
export async function takenUpBy(context: Context, { id, askedAt }: AskedRequest): Promise<number | null> {
  const [first] = await decisionsOn(context, id)
  return first?.decidedAt === askedAt ? first.meetingId : null
}

function decisionsOn({ db, model, now }: Context, requestId: number): Promise<readonly TakenDecision[]> {
  return listDecisionsOn(db, model.plan.id, { requestIds: [requestId], until: now })
}

/** Asks whether earlier decisions are meant to be reversed; nothing is decided yet. */
export function askToReverse(deciding: Deciding, standing: readonly Standing[]): Outcome {
  const numbers = standing.map(({ request }) => `R${request.number}`)
  const text = `${listed(numbers)} ${numbers.length === 1 ? 'was' : 'were'} decided before. Does this reverse it?`
  return {
    message: sentence(
      text,
      ...standing.flatMap(({ decision, text: was }) => [
        paragraph(was),
        ...(decision.note ? [paragraph('Then: ', said(decision.note))] : []),
      ]),
    ),
    waits: true,
    question: {
      text,
      options: [
        {
          label: `Yes, ${VERBS[deciding.outcome]} and reverse it`,
          line: lineOf({ ...deciding, reverses: true }),
        },
      ],
      isYesNo: true,
      answerLine: null,
    },
  }
}

/**
 * A final decision stands until it is reversed. A deferral stands for the sitting that deferred, and against the chair alone
 * until the next; a recommendation stands for the sitting that recommended.
 */
async function findStanding(
  context: Context,
  { request, body, meeting, recommends }: Decided & { readonly recommends: boolean },
): Promise<TakenDecision | undefined> {
  const all = await decisionsOn(context, request.id)
  const final = all.findLast(({ outcome }) => outcome !== 'recommended')
  if (final && final.outcome !== 'deferred') return final
  if (recommends) {
    return all.findLast(
      (each) =>
        each.outcome === 'recommended' && each.bodyCode === body.code && each.meetingId === meeting?.id,
    )
  }
  return final && (meeting === undefined || final.meetingId === meeting.id) ? final : undefined
}

function isSame(
  { deciding, due, request, recommends }: Decided & { readonly recommends: boolean },
  { outcome, toDay, note }: TakenDecision,
): boolean {
  if (recommends) return outcome === 'recommended' && note?.startsWith(`${VERBS[deciding.outcome]}:`) === true
  return (
    outcome === deciding.outcome &&
    (outcome !== 'approved' || request.kind !== 'date' || toDay === (due?.on ?? null))
  )
}

/** Writes "R1 was approved with 26 Mar 2021 by the SEND Improvement Board of Tuesday 8 December 2020; Ann recorded it on …" */
async function decidedText(context: Context, decision: TakenDecision): Promise<string> {
  const { model, db } = context
  const { timeZone } = model.plan
  const { number, outcome, toDay, meetingDay, chairsAction, decidedAt, bodyCode, personId, note } = decision
  const body = model.bodies.find(({ code }) => code === bodyCode)?.name ?? bodyCode
  const at = new Date(decidedAt)
  const day = toDay === null ? '' : ` with ${shortDay(toDay)}`
  const verb =
    outcome === 'recommended'
      ? `recommended (${note?.split(':')[0]})`
      : `${outcomeText({ model }, { code: bodyCode }, outcome)}${day}`
  const who = (await readNames(db)).get(personId) ?? ''
  return chairsAction === 1
    ? `R${number} was ${verb} by ${who}, by chair’s action for the ${body}, on ${moment(at, timeZone)}.`
    : `R${number} was ${verb} by the ${body} of ${longDay(meetingDay ?? dayIn(timeZone, at))}; ${who} recorded it on ${moment(at, timeZone)}.`
}
