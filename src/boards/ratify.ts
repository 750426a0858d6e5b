import { listMeetings, type Meeting } from '../../data/meetings.ts'
import { listDecisionsAt, type TakenDecision } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { listed, longDay, shortDay } from '../domain/format.ts'
import type { Day } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { paragraph, sentence } from '../message.ts'
import { decide } from '../requests/decide.ts'
import { type Deciding, VERBS } from '../requests/decision.ts'
import { type Sitting, sittingText } from './sitting.ts'

/** A quorate meeting makes decisions of what an inquorate one recommended. */
export async function ratify(
  context: Context,
  sitting: Sitting,
  { of, minute }: { of: Day | undefined; minute: string | undefined },
): Promise<Outcome> {
  const { body, meeting } = sitting
  if (meeting.met === 'inquorate')
    throw new UserError(
      'refused',
      `${capital(sittingText(sitting))} was inquorate and ratifies nothing. Nothing was recorded.`,
    )
  const before = await inquorateBefore(context, sitting, of)
  const all = await listDecisionsAt(context.db, context.model.plan.id, before.id)
  const open = all.filter(({ outcome, bodyCode }) => outcome === 'recommended' && bodyCode === body.code)
  const outcomes: Outcome[] = []
  for (const recommended of latestOfEach(open)) {
    const deciding = ratified(recommended, sitting, { before, minute })
    if (deciding) outcomes.push(await decide(context, deciding))
  }
  const waits = outcomes.find((outcome) => outcome.waits)
  if (waits) return waits
  if (outcomes.length === 0)
    throw new UserError('invalid', `The inquorate meeting of ${longDay(before.day)} left nothing to ratify.`)
  const numbers = listed(latestOfEach(open).map(({ number }) => `R${number}`))
  const text = `Recorded: ${sittingText(sitting)} ratified what the inquorate meeting of ${longDay(before.day)} recommended: ${numbers}.`
  return {
    message: sentence(text, ...outcomes.map(({ message }) => paragraph(message.summary))),
    changes: outcomes.flatMap(({ changes = [] }) => changes),
    items: outcomes.flatMap(({ items = [] }) => items),
    notices: outcomes.flatMap(({ notices = [] }) => notices),
  }
}

/** @throws UserError if there is none */
async function inquorateBefore(
  { db, model }: Context,
  { body, meeting }: Sitting,
  of: Day | undefined,
): Promise<Meeting> {
  const all = await listMeetings(db, model.plan.id, { bodyId: body.id, to: meeting.day })
  const found = all.findLast(
    ({ id, met, day }) => id !== meeting.id && met === 'inquorate' && (of === undefined || day === of),
  )
  if (found) return found
  const when = of === undefined ? '' : ` on ${longDay(of)}`
  throw new UserError('unknown', `The ${body.name} had no inquorate meeting${when} that could be ratified.`)
}

function latestOfEach(decisions: readonly TakenDecision[]): readonly TakenDecision[] {
  return [...new Map(decisions.map((each) => [each.number, each])).values()]
}

/** The decision that a recommendation becomes. Its note begins with the verb: "approve: minute 4.2". */
function ratified(
  { number, toDay, note }: TakenDecision,
  { body, meeting }: Sitting,
  { before, minute }: { before: Meeting; minute: string | undefined },
): Deciding | undefined {
  const verb = note?.split(':')[0]
  const outcome = (['approved', 'declined', 'deferred'] as const).find((each) => VERBS[each] === verb)
  if (!outcome) return undefined
  return {
    number,
    outcome,
    ...(outcome === 'approved' && toDay !== null ? { date: { on: toDay, asGiven: shortDay(toDay) } } : {}),
    bodyCode: body.code,
    meetingDay: meeting.day,
    note: minute === undefined ? undefined : `${minute}, ratifying ${shortDay(before.day)}`,
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
