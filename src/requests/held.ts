import { saveBoardEntry } from '../../data/board-entries.ts'
import { type Meeting, setMet } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import type { Met } from '../domain/board-entries.ts'
import type { Body } from '../domain/plan.ts'

/** Records whether a meeting took place. */
export async function recordMet(
  context: Context,
  { body, meeting, how, words = null }: { body: Body; meeting: Meeting; how: Met; words?: string | null },
): Promise<void> {
  const { model, now, speaker } = context
  const trx = context.writing()
  await saveBoardEntry(trx, model.plan.id, {
    bodyId: body.id,
    meetingId: meeting.id,
    kind: 'met',
    details: { how, words },
    personId: speaker.personId,
    recordedAt: now.toISOString(),
  })
  await setMet(trx, meeting.id, how)
  await context.trail({
    action: 'met',
    ref: null,
    before: { body: body.code, meeting: meeting.day, met: meeting.met },
    after: { body: body.code, meeting: meeting.day, met: how, ...(words === null ? {} : { words }) },
  })
}

/** A decision that is recorded says that its meeting took place and was quorate, where nobody has said so. */
export async function recordedAsHeld(
  context: Context,
  body: Body,
  meeting: Meeting | undefined,
): Promise<boolean> {
  if (!meeting || meeting.met !== null) return false
  await recordMet(context, { body, meeting, how: 'quorate', words: 'by the decisions recorded' })
  return true
}
