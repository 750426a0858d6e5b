import type { Database } from '../../../data/database.ts'
import type { DecidedAt } from '../../../data/import/stage.ts'
import { beginsAt, findLastMeeting } from '../../../data/meetings.ts'
import { loadPlan } from '../../../data/plans.ts'
import { readDay } from '../../conversation/day.ts'
import { dayIn } from '../../domain/day.ts'
import { longDay, shortDay } from '../../domain/format.ts'
import { holdsChild } from '../../domain/held-back.ts'
import type { Body } from '../../domain/plan.ts'
import { findBody } from '../../domain/request.ts'
import { cleanText } from '../../domain/text.ts'
import { UserError } from '../../errors.ts'
import { bodyCalled } from '../../lookup/bodies.ts'

/**
 * The sitting that "Improvement Board, 8 Dec 2020, minute 4.3" names.
 * @throws UserError if there is no such body or it held no such meeting
 */
export async function decidedAt(
  db: Database,
  text: string,
  { code, now }: { code: string; now: Date },
): Promise<DecidedAt> {
  const { plan, bodies } = await loadPlan(db, code)
  const parts = cleanText(text)
    .split(',')
    .map((part) => part.trim())
  if (holdsChild(text))
    throw new UserError('invalid', 'A decision must not name a child. Nothing was imported.')
  const { body, rest } = bodyIn(parts, bodies)
  const [day = '', ...minute] = rest
  const given = readDay(day, dayIn(plan.timeZone, now), { past: true })
  if (!given) {
    throw new UserError(
      'invalid',
      `“${text}” names no day: expected for example "${body.name}, 8 Dec 2020, minute 4.3". Nothing was imported.`,
    )
  }
  const meeting = await findLastMeeting(db, plan.id, {
    bodyId: body.id,
    now,
    timeZone: plan.timeZone,
    day: given.on,
  })
  if (!meeting) {
    throw new UserError(
      'invalid',
      `The ${body.name.replace(/^the /i, '')} held no meeting on ${longDay(given.on)}. Nothing was imported. Its meetings: wsoa say "meeting ${body.code}"`,
    )
  }
  return {
    bodyCode: body.code,
    meetingId: meeting.id,
    from: beginsAt(meeting, plan.timeZone).toISOString(),
    basis: [body.name, shortDay(meeting.day), ...minute].join(', '),
    minute: minute.join(', ') || null,
  }
}

/** A body's name may hold commas itself. */
function bodyIn(
  parts: readonly string[],
  bodies: readonly Body[],
): { readonly body: Body; readonly rest: readonly string[] } {
  for (const [index] of parts.entries()) {
    const body = findBody(bodies, parts.slice(0, index + 1).join(', '))
    if (body) return { body, rest: parts.slice(index + 1) }
  }
  return { body: bodyCalled(parts[0] ?? '', { bodies }), rest: parts.slice(1) }
}
