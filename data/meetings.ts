import type { Selectable } from 'kysely'
import type { Met } from '../src/domain/board-entries.ts'
import { addDays, addMonths, dayIn, instantOf } from '../src/domain/day.ts'
import { sittings } from '../src/domain/meeting-clock.ts'
import type { Body, Day, PlanSettings } from '../src/domain/plan.ts'
import { touchRows } from './audit/seals.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { cached, write } from './engine/engine.ts'
import { bodiesOf, type PlanModel } from './plans.ts'
import type { Schema } from './schema.ts'

const COLUMNS = ['id', 'bodyId', 'scheduledOn', 'day', 'time', 'state', 'origin', 'factsDay', 'met'] as const

export type Meeting = Readonly<Pick<Selectable<Schema['meetings']>, (typeof COLUMNS)[number]>>

const MONTHS_AHEAD = 12

/** The meetings of a plan's boards. */
export function listMeetings(
  db: Database,
  planId: number,
  { bodyId, from, to }: { bodyId?: number | undefined; from?: Day; to?: Day } = {},
): Promise<readonly Meeting[]> {
  return cached(db, `meetings ${planId} ${bodyId} ${from} ${to}`, () =>
    db
      .selectFrom('meetings')
      .select(COLUMNS)
      .where('bodyId', 'in', bodiesOf(db, planId))
      .$if(bodyId !== undefined, (query) => query.where('bodyId', '=', bodyId ?? 0))
      .$if(from !== undefined, (query) => query.where('day', '>=', from ?? ''))
      .$if(to !== undefined, (query) => query.where('day', '<=', to ?? ''))
      .orderBy('day')
      .orderBy('time')
      .execute(),
  )
}

export async function findMeeting(db: Database, id: number): Promise<Meeting | undefined> {
  return db.selectFrom('meetings').select(COLUMNS).where('id', '=', id).executeTakeFirst()
}

/** The bodies that have less than half a year of meetings ahead. */
async function bodiesRunningShort(
  db: Database,
  planId: number,
  { bodies, today }: { bodies: readonly Body[]; today: Day },
): Promise<readonly Body[]> {
  const last = await lastPlanned(db, planId)
  const enough = addMonths(today, MONTHS_AHEAD / 2)
  return bodies.filter((body) => body.cadence.length > 0 && (last.get(body.id) ?? '') < enough)
}

/** Continues a body's calendar after the last sitting that its cadence gave. */
async function planMeetings(
  trx: Writing,
  planId: number,
  { body, today, terms }: { body: Body; today: Day; terms: PlanSettings['terms'] },
): Promise<void> {
  const last = (await lastPlanned(trx, planId)).get(body.id)
  const from = last === undefined ? (body.cadence[0]?.from ?? today) : addDays(last, 1)
  for (const sitting of sittings(body.cadence, { from, to: addMonths(today, MONTHS_AHEAD), terms })) {
    await saveMeeting(trx, planId, { bodyId: body.id, ...sitting, origin: 'cadence' })
  }
}

async function lastPlanned(db: Database, planId: number): Promise<ReadonlyMap<number, Day>> {
  const rows = await db
    .selectFrom('meetings')
    .select(['bodyId', (select) => select.fn.max('scheduledOn').as('last')])
    .where('bodyId', 'in', bodiesOf(db, planId))
    .where('origin', '=', 'cadence')
    .groupBy('bodyId')
    .execute()
  return new Map(rows.map(({ bodyId, last }) => [bodyId, last]))
}

/**
 * Deletes future meetings that only the cadence gave, before a changed cadence plans new ones. A meeting that people were
 * told about stays, as cancelled.
 */
export async function forgetPlannedMeetings(trx: Writing, bodyId: number, after: Day): Promise<void> {
  const forgotten = trx
    .selectFrom('meetings')
    .select('id')
    .where('bodyId', '=', bodyId)
    .where('origin', '=', 'cadence')
    .where('state', '=', 'planned')
    .where('day', '>', after)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('decisions').select('id').whereRef('decisions.meetingId', '=', 'meetings.id'))),
    )
  await trx
    .deleteFrom('deliveries')
    .where('meetingId', 'in', forgotten)
    .where('state', 'in', ['planned', 'withdrawn'])
    .where('tries', '=', 0)
    .execute()
  const ids = (await forgotten.execute()).map(({ id }) => id)
  const told = await trx
    .selectFrom('deliveries')
    .select('meetingId as id')
    .where(among('meetingId', ids))
    .union(trx.selectFrom('editions').select('meetingId as id').where(among('meetingId', ids)))
    .execute()
  const announced = told.flatMap(({ id }) => (id === null ? [] : [id]))
  const unannounced = ids.filter((id) => !announced.includes(id))
  touchRows(trx, 'meetings', announced)
  await trx.updateTable('meetings').set({ state: 'cancelled' }).where(among('id', announced)).execute()
  await trx.deleteFrom('meetings').where(among('id', unannounced)).execute()
}

export async function saveMeeting(
  trx: Writing,
  planId: number,
  { bodyId, day, time, origin }: { bodyId: number; day: Day; time: string; origin: 'cadence' | 'extra' },
): Promise<void> {
  const saved = await trx
    .insertInto('meetings')
    .values({ planId, bodyId, scheduledOn: day, day, time, origin, state: 'planned' })
    .onConflict((conflict) => conflict.columns(['bodyId', 'scheduledOn', 'origin']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (saved && origin === 'extra') touchRows(trx, 'meetings', [saved.id])
}

export async function changeMeeting(
  trx: Writing,
  id: number,
  change: {
    day?: Day
    time?: string
    factsDay?: Day | null
    state: 'planned' | 'moved' | 'cancelled'
  },
): Promise<void> {
  touchRows(trx, 'meetings', [id])
  await trx.updateTable('meetings').set(change).where('id', '=', id).execute()
}

/** Keeps whether a meeting took place; the entry that says so is saved beside it. */
export async function setMet(trx: Writing, id: number, met: Met): Promise<void> {
  await trx.updateTable('meetings').set({ met }).where('id', '=', id).execute()
}

/** Whether a meeting is in the calendar and nobody has said that it did not take place. */
function mayHaveMet({ state, met }: Pick<Meeting, 'state' | 'met'>): boolean {
  return state !== 'cancelled' && met !== 'not-met'
}

export async function findNextMeeting(
  db: Database,
  planId: number,
  { bodyId, now, timeZone }: { bodyId: number; now: Date; timeZone: string },
): Promise<Meeting | undefined> {
  const meetings = await listMeetings(db, planId, { bodyId, from: dayIn(timeZone, now) })
  return meetings.find((meeting) => meeting.state !== 'cancelled' && beginsAt(meeting, timeZone) >= now)
}

/** The latest sitting of a body that has begun, or the one that began on `day`; none that did not take place. */
export async function findLastMeeting(
  db: Database,
  planId: number,
  {
    bodyId,
    now,
    timeZone,
    day,
    evenIfNotMet = false,
  }: {
    bodyId: number
    now: Date
    timeZone: string
    day?: Day | undefined
    evenIfNotMet?: boolean | undefined
  },
): Promise<Meeting | undefined> {
  const meetings = await listMeetings(db, planId, { bodyId, to: dayIn(timeZone, now) })
  return meetings.findLast(
    (meeting) =>
      (mayHaveMet(meeting) || (evenIfNotMet && meeting.state !== 'cancelled')) &&
      (day === undefined || meeting.day === day) &&
      beginsAt(meeting, timeZone) < now,
  )
}

export function beginsAt({ day, time }: Pick<Meeting, 'day' | 'time'>, timeZone: string): Date {
  return instantOf(day, time, timeZone)
}

/** The day on which a plan's calendar was last checked. Only another day or an import can make it too short. */
const checkedOn = new WeakMap<PlanModel, Day>()

/** Plans meetings ahead when the calendar runs short; looks once a day. */
export async function keepCalendar(db: Database, model: PlanModel, now: Date): Promise<void> {
  const { plan, bodies } = model
  const today = dayIn(plan.timeZone, now)
  if (checkedOn.get(model) === today) return
  const short = await bodiesRunningShort(db, plan.id, { bodies, today })
  if (short.length > 0) {
    const planned = async (trx: Writing) => {
      for (const body of short) await planMeetings(trx, plan.id, { body, today, terms: plan.terms })
    }
    // Whoever asks next plans them.
    await write(db, plan.id, planned, { canBeLeftOut: true })
  }
  checkedOn.set(model, today)
}
