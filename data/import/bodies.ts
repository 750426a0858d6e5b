import { addDays, addMonths } from '../../src/domain/day.ts'
import { sittings } from '../../src/domain/meeting-clock.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { forgetPlannedMeetings, listMeetings, saveMeeting } from '../meetings.ts'
import { changedWords, changeText, type Stage, type Step, same } from './stage.ts'

const WORDS = {
  kind: 'kind',
  closed: 'its end',
  callInDays: 'days of call-in',
  reportsTo: 'reporting lines',
  cadence: 'cadence and its meetings to come',
  cadenceAsGiven: 'cadence as given',
  illustrative: 'whether its days are illustrative',
  clock: 'meeting clock',
}

type Definition = Omit<PlanFile['bodies'][number], 'code'>

/** What planning a board's sittings needs. */
interface Calendar {
  readonly planId: number
  readonly today: string
  readonly terms: PlanFile['terms']
}

export const bodySteps: Stage = async (trx, file, { planId, now, today, shared }) => {
  const rows = await trx
    .selectFrom('planBodies')
    .innerJoin('bodies', 'bodies.id', 'planBodies.bodyId')
    .select(['bodies.id', 'planBodies.code', 'planBodies.definition', 'planBodies.removedAt'])
    .select('bodies.definition as held')
    .where('planBodies.planId', '=', planId)
    .execute()
  const calendar = { planId, today, terms: file.terms }
  const setOwn = (bodyId: number, change: { definition?: string; removedAt: string | null }) =>
    trx
      .updateTable('planBodies')
      .set(change)
      .where('planId', '=', planId)
      .where('bodyId', '=', bodyId)
      .execute()
  return [
    ...file.bodies.flatMap(({ code, ...wanted }): readonly Step[] => {
      const row = rows.find((candidate) => candidate.code === code)
      const found = shared.bodies.get(code)
      const own = { planId, code, definition: JSON.stringify(wanted), removedAt: null }
      const isRescheduled = shared.rescheduled.has(code)
      const reschedule = async (id: number) => {
        const { held } = await trx
          .selectFrom('bodies')
          .select('definition as held')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        const known = JSON.parse(held) as Definition
        await hold(trx, id, { known, wanted, isRescheduled })
        const isRecadenced = isRescheduled && !same(known.cadence, wanted.cadence)
        if (isRecadenced || row?.removedAt) await replan(trx, id, { ...calendar, cadence: wanted.cadence })
      }
      if (!row && found?.kind === 'known') {
        const run = async () => {
          await trx
            .insertInto('planBodies')
            .values({ ...own, bodyId: found.id })
            .execute()
          if (isRescheduled) await reschedule(found.id)
        }
        return [{ text: `add body ${code}`, run }]
      }
      if (!row) {
        const ownCode = found?.kind === 'new' ? found.code : code
        return [{ text: `add body ${code}`, run: () => addBody(trx, { ...own, ownCode, wanted }, calendar) }]
      }
      const text = changeText(
        `body ${code}`,
        row,
        changedWords(JSON.parse(row.definition) as Definition, wanted, WORDS),
      )
      const run = async () => {
        await setOwn(row.id, { definition: own.definition, removedAt: null })
        await reschedule(row.id)
      }
      return text === undefined ? [] : [{ text, run }]
    }),
    ...rows
      .filter(({ code, removedAt }) => removedAt === null && !file.bodies.some((each) => each.code === code))
      .map(({ id, code }) => ({
        text: `take out body ${code} and its meetings to come`,
        run: async () => {
          await setOwn(id, { removedAt: now.toISOString() })
          if (!(await isOthers(trx, id))) await forgetPlannedMeetings(trx, id, today)
        },
      })),
  ]
}

/** What the organisation's board is: as the file says, but its days and its clock only where they are to change. */
async function hold(
  trx: Writing,
  id: number,
  { known, wanted, isRescheduled }: { known: Definition; wanted: Definition; isRescheduled: boolean },
): Promise<void> {
  const { cadence, cadenceAsGiven, clock, byArrangement } = known
  const held = isRescheduled ? wanted : { ...wanted, cadence, cadenceAsGiven, clock, byArrangement }
  await trx
    .updateTable('bodies')
    .set({ definition: JSON.stringify(held) })
    .where('id', '=', id)
    .execute()
}

/** Whether another plan has to do with the board. */
async function isOthers(trx: Writing, bodyId: number): Promise<boolean> {
  const other = await trx
    .selectFrom('planBodies')
    .select('planId')
    .where('bodyId', '=', bodyId)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  return other !== undefined
}

async function addBody(
  trx: Writing,
  {
    ownCode,
    wanted,
    ...own
  }: {
    planId: number
    code: string
    definition: string
    removedAt: null
    ownCode: string
    wanted: Definition
  },
  { today, terms, planId }: Calendar,
): Promise<void> {
  const { definition } = own
  const { id } = await trx
    .insertInto('bodies')
    .values({ code: ownCode, definition, planId, removedAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('planBodies')
    .values({ ...own, bodyId: id })
    .execute()
  const { cadence } = wanted
  await planSittings(trx, id, { planId, cadence, from: cadence[0]?.from ?? today, to: ahead(today), terms })
}

/** Plans the sittings of a changed cadence from tomorrow on; meetings that were held stay as they were. */
async function replan(
  trx: Writing,
  id: number,
  { planId, cadence, today, terms }: Calendar & { cadence: Definition['cadence'] },
): Promise<void> {
  await forgetPlannedMeetings(trx, id, today)
  await planSittings(trx, id, { planId, cadence, from: addDays(today, 1), to: ahead(today), terms })
}

/** The cadence adds no second meeting on a day where the coordinator put one. */
async function planSittings(
  trx: Writing,
  bodyId: number,
  {
    planId,
    cadence,
    from,
    to,
    terms,
  }: Pick<Calendar, 'planId' | 'terms'> & { cadence: Definition['cadence']; from: string; to: string },
): Promise<void> {
  const known = await listMeetings(trx, planId, { bodyId, from })
  const taken = new Set(known.filter(({ state }) => state !== 'cancelled').map(({ day }) => day))
  for (const sitting of sittings(cadence, { from, to, terms })) {
    if (!taken.has(sitting.day)) await saveMeeting(trx, planId, { bodyId, ...sitting, origin: 'cadence' })
  }
}

const MONTHS_AHEAD = 12

function ahead(today: string): string {
  return addMonths(today, MONTHS_AHEAD)
}
