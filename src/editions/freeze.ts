import type { Database, Writing } from '../../data/database.ts'
import { findEdition, isStored, type StoredEdition, saveEdition } from '../../data/editions.ts'
import { write } from '../../data/engine/engine.ts'
import { beginsAt, type Meeting } from '../../data/meetings.ts'
import { loadPlan, type PlanModel, plansOfBody } from '../../data/plans.ts'
import { appendTrail, trailHead } from '../../data/trail.ts'
import { dayIn, inOrder } from '../domain/day.ts'
import { factsDayOf, stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Plan } from '../domain/plan.ts'
import { isRunning } from '../domain/plan-end.ts'
import { readFacts } from './read-facts.ts'
import { cutOffOf, heldOrComing, type Sat, sittingOf } from './sittings.ts'

interface Freezing {
  readonly body: Body
  readonly meeting: Meeting
  readonly now: Date
}

/**
 * Stores the facts for a meeting as they were known at its cut-off, and those that they are compared with: those of all plans
 * that the meeting hears, in one transaction. Returns what is stored if it is called again.
 */
export async function freezeEdition(
  db: Database,
  model: PlanModel,
  freezing: Freezing,
): Promise<StoredEdition> {
  const { plan } = model
  const codes = (await plansHeard(db, freezing)).filter((code) => code !== plan.code)
  return write(db, codes.length > 0 ? null : plan.id, async (trx) => {
    for (const code of codes) {
      const other = await loadPlan(trx, code)
      const body = other.bodies.find(({ id }) => id === freezing.body.id)
      if (body) await stored(trx, other, { ...freezing, body, origin: 'cut-off' })
    }
    return stored(trx, model, { ...freezing, origin: 'cut-off' })
  })
}

/** The plans that a board hears at a meeting: neither those that are over by then, nor those that are quiet. */
async function plansHeard(db: Database, { body, meeting }: Freezing): Promise<readonly string[]> {
  const heard = await plansOfBody(db, body.id)
  const models = await Promise.all(heard.length > 1 ? heard.map((code) => loadPlan(db, code)) : [])
  return models
    .filter(({ plan, isQuiet }) => !isQuiet && isRunning(plan, meeting.day))
    .map(({ plan }) => plan.code)
}

/** Freezes all editions between their cut-off and the beginning of their meeting. */
export async function freezeDue(db: Database, model: PlanModel, now: Date): Promise<void> {
  const { plan, bodies } = model
  for (const body of bodies) {
    for (const meeting of await heldOrComing(db, model, body, dayIn(plan.timeZone, now))) {
      if (!isFreezing(meeting, { now, body, plan })) continue
      const known = await isStored(db, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) })
      if (!known) await freezeEdition(db, model, { body, meeting, now })
    }
  }
}

/** Whether a meeting is between its cut-off and its beginning, when its facts are to be stored. */
export function isFreezing(
  meeting: Meeting,
  { now, body, plan }: { now: Date; body: Body; plan: Plan },
): boolean {
  return stepsOf(meeting, body, plan).cutOff <= now && now < beginsAt(meeting, plan.timeZone)
}

/**
 * The latest meeting of a recommending body whose facts are news to another body: it is later than that body's own
 * previous meeting, and its cut-off was before `asAt`.
 */
export async function latestRecommending(
  db: Database,
  model: PlanModel,
  { body, asAt, after }: { body: Body; asAt: Date; after: Meeting | undefined },
): Promise<{ body: Body; meeting: Sat } | undefined> {
  const { plan, bodies } = model
  if (plan.policies.recommends.includes(body.code)) return undefined
  const found = []
  for (const recommending of bodies.filter(({ code }) => plan.policies.recommends.includes(code))) {
    const meeting = (await heldOrComing(db, model, recommending)).findLast(
      (each) => cutOffOf(each, recommending, model) <= asAt,
    )
    if (meeting && meeting.day > (after?.day ?? '')) found.push({ body: recommending, meeting })
  }
  return found.sort((one, other) => inOrder(other.meeting.day, one.meeting.day))[0]
}

async function stored(
  trx: Writing,
  model: PlanModel,
  { body, meeting, now, origin }: Freezing & { origin: 'cut-off' | 'rebuilt' },
): Promise<StoredEdition> {
  const { plan } = model
  const known = await findEdition(trx, plan.id, { meetingId: meeting.id, day: factsDayOf(meeting) })
  if (known) return known
  const asAt = cutOffOf(meeting, body, model)
  const meetings = await heldOrComing(trx, model, body)
  const { previous, ...sitting } = sittingOf(body, { meetings, meeting, asAt, model })
  // A rebuilt edition only serves for comparison, so it needs nothing to be compared with itself.
  const compared = (other: { body: Body; meeting: Meeting } | undefined) =>
    other && origin === 'cut-off'
      ? stored(trx, model, { ...other, now, origin: originOf(other, plan, now) })
      : undefined
  const before = await compared(previous && { body, meeting: previous })
  const recommended = await compared(await latestRecommending(trx, model, { body, asAt, after: previous }))
  const facts = await readFacts(trx, model, sitting, before?.facts)
  const edition = await saveEdition(trx, {
    planId: plan.id,
    bodyId: body.id,
    meetingId: meeting.id,
    origin,
    meetingDay: factsDayOf(meeting),
    asAt: asAt.toISOString(),
    facts,
    previousId: before?.id ?? null,
    recommendedId: recommended?.id ?? null,
    trailHead: await trailHead(trx, plan.id),
    organisationHead: await trailHead(trx, null),
    storedAt: now.toISOString(),
  })
  const others = [before, recommended].flatMap((other) => (other ? [other.factsHash] : []))
  if (origin === 'cut-off') await appendFreeze(trx, { plan: plan.id, body, edition, others, now })
  return edition
}

function originOf(
  { body, meeting }: { body: Body; meeting: Meeting },
  plan: Plan,
  now: Date,
): 'cut-off' | 'rebuilt' {
  return isFreezing(meeting, { now, body, plan }) ? 'cut-off' : 'rebuilt'
}

async function appendFreeze(
  trx: Writing,
  {
    plan,
    body,
    edition,
    others,
    now,
  }: { plan: number; body: Body; edition: StoredEdition; others: readonly string[]; now: Date },
): Promise<void> {
  await appendTrail(trx, plan, {
    at: now.toISOString(),
    by: 'the clock',
    identity: 'clock',
    onBehalfOf: null,
    action: 'freeze',
    ref: null,
    before: null,
    after: {
      body: body.code,
      meeting: edition.meetingDay,
      edition: edition.number,
      asAt: edition.asAt,
      facts: edition.factsHash,
      comparedWith: others,
    },
    message: null,
  })
}
