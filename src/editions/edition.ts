import type { Database } from '../../data/database.ts'
import { editionById, findEdition, type StoredEdition } from '../../data/editions.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Edition, EditionOrigin } from '../digest.ts'
import type { Facts } from '../domain/facts.ts'
import { listed, longDay, shortDay } from '../domain/format.ts'
import { factsDayOf } from '../domain/meeting-clock.ts'
import type { Body, Day } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { freezeEdition, isFreezing, latestRecommending } from './freeze.ts'
import { readFacts } from './read-facts.ts'
import { checkReleased } from './release.ts'
import { cutOffOf, heldOrComing, meetingFor, type Sat, sittingOf } from './sittings.ts'

/**
 * The edition for a body's next meeting, or for the one on a day. Before the cut-off it is a draft and stores nothing;
 * from then on it has the stored facts. For a meeting that was over before anything was stored, it is rebuilt from the
 * record as it was known at the cut-off.
 * @throws UserError if the body has no meeting on that day, or it is not released
 */
export async function editionFor(
  db: Database,
  model: PlanModel,
  {
    body,
    day,
    now,
    isClearing = false,
  }: {
    body: Body
    day?: Day | undefined
    now: Date
    /** For whoever clears it before it is released. */
    isClearing?: boolean
  },
): Promise<Edition> {
  const { plan } = model
  const { timeZone } = plan
  const meetings = await heldOrComing(db, model, body)
  const meeting = meetingFor(meetings, { day, now, timeZone })
  if (!meeting && day !== undefined) throw new UserError('unknown', noMeeting(body, day, meetings))
  if (!isClearing) await checkReleased(db, model, { body, meeting })
  const known =
    meeting && (await findEdition(db, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) }))
  if (meeting && known?.origin === 'cut-off')
    return fromStored(db, model, { stored: known, day: meeting.day })
  if (meeting && isFreezing(meeting, { now, body, plan })) {
    // When the disk refuses, the same figures are read from the record, and the digest says that they are not stored.
    const stored = await bestEffort(() => freezeEdition(db, model, { body, meeting, now }))
    if (stored) return fromStored(db, model, { stored, day: meeting.day })
  }
  const cut = meeting ? cutOffOf(meeting, body, model) : null
  const isOver = cut !== null && cut <= now
  return fromRecord(db, model, {
    body,
    meetings,
    meeting,
    asAt: isOver ? cut : now,
    origin: isOver ? { kind: 'rebuilt' } : { kind: 'draft', cutOff: cut },
  })
}

/** An edition from stored facts. A meeting that moved too late for new facts is shown on its present day. */
async function fromStored(
  db: Database,
  { plan }: PlanModel,
  { stored, day }: { stored: StoredEdition; day: Day },
): Promise<Edition> {
  const { number, factsHash, trailHead } = stored
  const facts = { ...stored.facts, meeting: stored.facts.meeting && { ...stored.facts.meeting, day } }
  const read = async (id: number | null) => (id === null ? null : (await editionById(db, plan.id, id)).facts)
  return {
    facts,
    origin: { kind: 'stored', number, factsHash, trailHead },
    previous: await read(stored.previousId),
    recommended: await read(stored.recommendedId),
  }
}

async function fromRecord(
  db: Database,
  model: PlanModel,
  {
    body,
    meetings,
    meeting,
    asAt,
    origin,
  }: {
    body: Body
    meetings: readonly Sat[]
    meeting: Meeting | undefined
    asAt: Date
    origin: EditionOrigin
  },
): Promise<Edition> {
  const { previous, ...sitting } = sittingOf(body, { meetings, meeting, asAt, model })
  const before = previous ? await positionFor(db, model, { body, meetings, meeting: previous }) : null
  const latest = await latestRecommending(db, model, { body, asAt, after: previous })
  return {
    facts: await readFacts(db, model, sitting, before),
    origin,
    previous: before,
    recommended: latest
      ? await positionFor(db, model, { ...latest, meetings: await heldOrComing(db, model, latest.body) })
      : null,
  }
}

/** The facts stored for an earlier meeting; without any, what the record knew at its cut-off. */
async function positionFor(
  db: Database,
  model: PlanModel,
  { body, meetings, meeting }: { body: Body; meetings: readonly Sat[]; meeting: Sat },
): Promise<Facts> {
  const { plan } = model
  const known = await findEdition(db, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) })
  if (known) return known.facts
  const asAt = cutOffOf(meeting, body, model)
  const { previous, ...sitting } = sittingOf(body, { meetings, meeting, asAt, model })
  return readFacts(db, model, sitting)
}

function noMeeting({ name }: Body, day: Day, meetings: readonly Meeting[]): string {
  const near = [...meetings]
    .sort((one, other) => distance(one.day, day) - distance(other.day, day))
    .slice(0, 2)
    .map((meeting) => shortDay(meeting.day))
  const days = near.length > 0 ? ` The nearest: ${listed(near)}.` : ''
  return `The ${name} has no meeting on ${longDay(day)}.${days}`
}

function distance(one: Day, other: Day): number {
  return Math.abs(Date.parse(one) - Date.parse(other))
}
