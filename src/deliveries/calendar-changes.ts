import { meetingDeliveries } from '../../data/deliveries.ts'
import { changeMeeting, listMeetings, type Meeting } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { mayHaveArrived } from '../domain/delivery.ts'
import { capitalised, listed, moment } from '../domain/format.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Day } from '../domain/plan.ts'
import { planAhead } from './plan-ahead.ts'

/** Moves a meeting and what hangs off it; where its digest is out and there is no time for another, its facts stand. */
export async function moveMeeting(
  context: Context,
  { body, meeting }: { body: Body; meeting: Meeting },
  to: { day: Day; time: string },
): Promise<string> {
  const { now, model } = context
  const writing = context.writing()
  const hanging = await meetingDeliveries(writing, model.plan.id, meeting.id)
  const isTold = hanging.some((each) => each.kind === 'digest' && mayHaveArrived(each))
  const moved: Meeting = { ...meeting, ...to, state: 'moved', factsDay: null }
  const isTooLate = stepsOf(moved, body, model.plan).digest <= now
  const factsDay = isTold && isTooLate ? (meeting.factsDay ?? meeting.day) : null
  await changeMeeting(writing, meeting.id, { ...to, state: 'moved', factsDay })
  await planAhead(writing, model, now)
  if (factsDay !== null)
    return 'Its digest is out already: it is changed to the new day, with a note under it.'
  const again = isTold ? ' The digest that is out is changed, with a note under it; another follows.' : ''
  return `${aheadSentence(context, { body, meeting: moved })}${again}`
}

/** Plans what hangs off a new meeting, and says what that is. */
export async function plannedAhead(context: Context, body: Body, day: Day): Promise<string> {
  const { model, now } = context
  await planAhead(context.writing(), model, now)
  const added = (await listMeetings(context.db, model.plan.id, { bodyId: body.id, from: day, to: day })).find(
    ({ state }) => state !== 'cancelled',
  )
  return added ? aheadSentence(context, { body, meeting: added }) : ''
}

/** "Figures are stored on 4 Dec 2020, 12pm; its digest goes out on 7 Dec 2020, 9am." */
export function aheadSentence(
  { model, now }: Pick<Context, 'model' | 'now'>,
  { body, meeting }: { body: Body; meeting: Meeting },
): string {
  const { collect, chase, cutOff, digest } = stepsOf(meeting, body, model.plan)
  const at = (instant: Date) => moment(instant, model.plan.timeZone)
  const steps = [
    [collect, `people are asked for updates on ${at(collect)}`],
    [chase, `the silent are asked again on ${at(chase)}`],
    [cutOff, `figures are stored on ${at(cutOff)}`],
    [digest, `the digest goes out on ${at(digest)}`],
  ] as const
  const ahead = steps.filter(([instant]) => instant > now).map(([, text]) => text)
  return ahead.length === 0 ? '' : `${capitalised(listed(ahead))}.`
}
