import { addDays, addMonths } from '../../src/domain/day.ts'
import { sittings } from '../../src/domain/meeting-clock.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { forgetPlannedMeetings, listMeetings, saveMeeting } from '../meetings.ts'
import { changedWords, changeText, removals, type Stage, type Step, same } from './stage.ts'

const WORDS = {
  reportsTo: 'reporting lines',
  cadence: 'cadence and its meetings to come',
  cadenceAsGiven: 'cadence as given',
  illustrative: 'whether its days are illustrative',
  clock: 'meeting clock',
}

type Cadence = PlanFile['bodies'][number]['cadence']
type Terms = PlanFile['terms']

export const bodySteps: Stage = async (trx, file, { planId, now, today }) => {
  const rows = await trx.selectFrom('bodies').selectAll().where('planId', '=', planId).execute()
  return [
    ...file.bodies.flatMap(({ code, ...wanted }): readonly Step[] => {
      const { cadence } = wanted
      const definition = JSON.stringify(wanted)
      const row = rows.find((candidate) => candidate.code === code)
      if (!row) {
        const body = { code, definition, planId, removedAt: null }
        return [
          { text: `add body ${code}`, run: () => addBody(trx, body, { cadence, today, terms: file.terms }) },
        ]
      }
      const known = JSON.parse(row.definition) as typeof wanted
      const text = changeText(`body ${code}`, row, changedWords(known, wanted, WORDS))
      if (text === undefined) return []
      const isRecadenced = row.removedAt !== null || !same(known.cadence, cadence)
      return [
        {
          text,
          run: async () => {
            const change = { definition, removedAt: null }
            await trx.updateTable('bodies').set(change).where('id', '=', row.id).execute()
            if (isRecadenced) await replan(trx, row, { cadence, today, terms: file.terms })
          },
        },
      ]
    }),
    ...removals(
      trx,
      'bodies',
      rows.filter((row) => !file.bodies.some(({ code }) => code === row.code)),
      {
        now,
        text: ({ code }) => `take out body ${code} and its meetings to come`,
        also: ({ id }) => forgetPlannedMeetings(trx, id, today),
      },
    ),
  ]
}

async function addBody(
  trx: Writing,
  body: { code: string; definition: string; planId: number; removedAt: null },
  { cadence, today, terms }: { cadence: Cadence; today: string; terms: Terms },
): Promise<void> {
  const { id } = await trx.insertInto('bodies').values(body).returning('id').executeTakeFirstOrThrow()
  const from = cadence[0]?.from ?? today
  await planSittings(trx, { id, planId: body.planId }, { cadence, from, to: ahead(today), terms })
}

/** Plans the sittings of a changed cadence from tomorrow on; meetings that were held stay as they were. */
async function replan(
  trx: Writing,
  body: { id: number; planId: number },
  { cadence, today, terms }: { cadence: Cadence; today: string; terms: Terms },
): Promise<void> {
  await forgetPlannedMeetings(trx, body.id, today)
  await planSittings(trx, body, { cadence, from: addDays(today, 1), to: ahead(today), terms })
}

/** The cadence adds no second meeting on a day where the coordinator put one. */
async function planSittings(
  trx: Writing,
  { id: bodyId, planId }: { id: number; planId: number },
  { cadence, from, to, terms }: { cadence: Cadence; from: string; to: string; terms: Terms },
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
