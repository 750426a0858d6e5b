import { listBoardEntries, saveBoardEntry } from '../../data/board-entries.ts'
import { type Delivery, listDeliveries, meetingDeliveries, saveDelivery } from '../../data/deliveries.ts'
import { listMeetings, type Meeting } from '../../data/meetings.ts'
import { readNames } from '../../data/people.ts'
import type { Context, Outcome } from '../command.ts'
import { correctionText } from '../domain/correction.ts'
import { mayHaveArrived } from '../domain/delivery.ts'
import { count, listed, longDay } from '../domain/format.ts'
import type { Body, Day } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { paragraph, sentence } from '../message.ts'

/**
 * Sends a correction under a digest that is out, everywhere that went: the latest of a body, or that of the meeting on a day.
 * What was stored at the cut-off stays; the body's next digest and paper open with it.
 * @throws UserError if no digest of it is out
 */
export async function correctDigest(
  context: Context,
  {
    code,
    day,
    words,
    reason,
  }: {
    readonly code: string
    readonly day: Day | undefined
    readonly words: string
    readonly reason: string
  },
): Promise<Outcome> {
  const { db, model, now, speaker } = context
  const { id: planId, timeZone } = model.plan
  const body = bodyCalled(code, model)
  const { meeting, heads } = await lastTold(context, body, day)
  const details = { for: meeting.day, words, because: reason }
  const before = await listBoardEntries(db, planId, { kinds: ['digest-correction'], meetingId: meeting.id })
  await saveBoardEntry(context.writing(), planId, {
    bodyId: body.id,
    meetingId: meeting.id,
    kind: 'digest-correction',
    details,
    personId: speaker.personId,
    recordedAt: now.toISOString(),
  })
  await context.trail({
    action: 'correct',
    ref: null,
    before: null,
    after: { body: body.code, meeting: meeting.day, ...details },
  })
  const text = correctionText({ ...details, at: now.toISOString() }, timeZone)
  for (const head of heads) {
    await saveDelivery(context.writing(), planId, {
      key: `note:${head.key}:correction:${before.length + 1}`,
      kind: 'notice',
      subject: head.subject,
      bodyId: head.bodyId,
      meetingId: head.meetingId,
      underKey: head.underKey ?? head.key,
      dueAt: now.toISOString(),
      payload: JSON.stringify(sentence(text)),
    })
  }
  const byHand = await fetchedBy(context, meeting)
  return {
    message: sentence(
      text,
      paragraph(
        `It goes under the digest in ${count(heads.length, 'place')}. What was stored at the cut-off stays as it is; the next digest and paper of the ${body.name} open with it.`,
      ),
      paragraph(
        `To be told by hand: ${listed([...byHand, 'whoever has it on paper, or was sent it on by somebody'])}.`,
      ),
    ),
  }
}

/** The meeting whose digest is out, and the first pages of it, one for each place. */
async function lastTold(
  { db, model, now }: Context,
  body: Body,
  day: Day | undefined,
): Promise<{ readonly meeting: Meeting; readonly heads: readonly Delivery[] }> {
  const { plan } = model
  const meetings = (await listMeetings(db, plan.id)).filter(
    (each) => each.bodyId === body.id && (day === undefined || each.day === day),
  )
  const told = (await listDeliveries(db, plan.id)).filter(
    (each) =>
      each.kind === 'digest' &&
      each.bodyId === body.id &&
      each.sentAt !== null &&
      each.sentAt <= now.toISOString(),
  )
  const meeting = meetings.findLast(({ id }) => told.some(({ meetingId }) => meetingId === id))
  if (meeting) {
    const heads = (await meetingDeliveries(db, plan.id, meeting.id)).filter(
      (each) => each.kind === 'digest' && each.page === 1 && mayHaveArrived(each),
    )
    return { meeting, heads }
  }
  const of = day === undefined ? '' : ` of ${longDay(day)}`
  throw new UserError(
    'conflict',
    `No digest for the ${body.name}${of} is out, so there is nothing to correct. Nothing was sent.`,
  )
}

/** The names of those who were sent the paper by itself. */
async function fetchedBy({ db, model }: Context, meeting: Meeting): Promise<readonly string[]> {
  const names = await readNames(db)
  const papers = (await listDeliveries(db, model.plan.id)).filter(
    ({ kind, state, payload }) =>
      kind === 'notice' &&
      state === 'sent' &&
      payload.includes('"kind":"paper"') &&
      payload.includes(`"meetingDay":"${meeting.day}"`),
  )
  return [...new Set(papers.flatMap(({ personId }) => names.get(personId ?? 0) ?? []))]
}
